"""What asking a server costs."""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import httpcore
import httpx
import pytest

from edge_tui.intermediary.environment_proxies import EnvironmentProxies
from edge_tui.intermediary.outgoing import Outgoing, Server
from edge_tui.intermediary.upstream import Upstream, address_of
from tests.intermediary.conftest import raw_server
from tests.intermediary.test_forwarding import Recorded, answer


class Lookups:
    """A finder of modules that finds none, and keeps what it was asked for."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Finds nothing."""
        self.names.append(name)
        return None


async def test_no_module_is_looked_for_and_no_address_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    if "sniffio" not in sys.modules and find_spec("sniffio") is not None:
        pytest.skip("sniffio is installed")
    with raw_server(Recorded(answer(b"{}"))) as url:
        server = Server("http", "127.0.0.1", httpx.URL(url).port or 0)
        upstream = Upstream(EnvironmentProxies({}))

        async def call() -> httpcore.Response:
            response = await upstream.send(Outgoing(server, "POST", b"/", [(b"Host", b"x")], b"{}"))
            await response.aread()
            await response.aclose()
            return response

        stream: Any = (first := await call()).extensions["network_stream"]
        assert address_of(first) == "127.0.0.1"
        asked = Lookups()
        monkeypatch.setattr(sys, "meta_path", [asked, *sys.meta_path])
        monkeypatch.setattr(type(stream), "get_extra_info", lambda _, name: name == "is_readable" and None)
        assert address_of(await call()) == "127.0.0.1"
        await upstream.close()
    assert asked.names == []
