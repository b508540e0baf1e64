"""A visit to the shop that is watched, and what was seen of it."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from edge_tui.browser import BrowserSource, Launch, Running, read_steps
from edge_tui.emulator.request_log import RequestLogLine
from edge_tui.emulator.serve import Serving, serving
from edge_tui.loopback.certificates.server_context import ServerCertificates
from edge_tui.model.sightings import Answered, Began, Failed, Sighting
from tests.alloy.browser import FIRST_PARTY, THIRD_PARTY_DOMAIN
from tests.alloy.shop import shop

Kind = TypeVar("Kind")
SECONDS = 60.0
HOSTS = (FIRST_PARTY, "edge.adobedc.net", THIRD_PARTY_DOMAIN)
SITES = ("www.shop.example", "www.other.example")


@dataclass
class Seen:
    """One call: the last of what was seen of its request, and how it ended."""

    began: Began
    answered: list[Answered] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)

    @property
    def request_id(self) -> str:
        return parse_qs(urlsplit(self.began.url).query).get("requestId", [""])[0]

    @property
    def tag(self) -> str:
        """The name that the page gave its event."""
        try:
            return str(json.loads(self.began.body or b"")["events"][0]["data"]["tag"])
        except (ValueError, LookupError):
            return ""

    @property
    def answer(self) -> bytes | None:
        return self.answered[0].body if self.answered else None


class Watched:
    """A source that was started on the shop. `on_sighting` is called in the source's thread."""

    def __init__(self, launch: Launch, on_sighting: Callable[[Sighting], None] = lambda _sighting: None) -> None:
        self.sightings: list[Sighting] = []
        self._changed = threading.Condition()
        self._on_sighting = on_sighting
        self.source = BrowserSource(launch, self._take, lambda: datetime.now(UTC))
        self.running = self.source.start()
        assert isinstance(self.running, Running), self.running

    def _take(self, sighting: Sighting) -> None:
        with self._changed:
            self.sightings.append(sighting)
            self._changed.notify_all()
        self._on_sighting(sighting)

    @property
    def calls(self) -> list[Seen]:
        """All calls, in the order in which they began."""
        found: dict[str, Seen] = {}
        for sighting in list(self.sightings):
            if isinstance(sighting, Began):
                found.setdefault(sighting.call, Seen(sighting)).began = sighting
            elif isinstance(sighting, Answered):
                found[sighting.call].answered.append(sighting)
            elif isinstance(sighting, Failed):
                found[sighting.call].failed.append(sighting)
        return list(found.values())

    def of(self, kind: type[Kind]) -> list[Kind]:
        return [sighting for sighting in list(self.sightings) if isinstance(sighting, kind)]

    def until(self, condition: Callable[[], Any], seconds: float = SECONDS) -> None:
        """Waits until what was seen fulfills a condition."""
        until = time.monotonic() + seconds
        with self._changed:
            while not condition():
                left = until - time.monotonic()
                assert left > 0, f"not seen within {seconds} s: {self.sightings[-10:]}"
                self._changed.wait(left)


@dataclass(frozen=True)
class Shop:
    """Where the shop and the emulator are, for a browser."""

    arguments: tuple[str, ...]
    browser: str
    lines: list[RequestLogLine]
    folder: Path
    ports: dict[str, int]

    def launch(self, steps: str = "", **options: Any) -> Launch:
        read, errors = read_steps(steps)
        assert not errors
        defaults = {"browser": self.browser, "headless": True, "temporary_root": self.folder, "steps": read}
        return Launch(**{**defaults, **options, "arguments": (*self.arguments, *options.get("arguments", ()))})

    def watch(
        self, steps: str = "", *, on_sighting: Callable[[Sighting], None] = lambda _sighting: None, **options: Any
    ) -> Watched:
        """Starts a visit that runs steps."""
        return Watched(self.launch(steps, **options), on_sighting)


@contextmanager
def open_shop(alloy: Path, chromium: str, folder: Path) -> Iterator[Shop]:
    """The shop and an emulator, until the block ends."""
    lines: list[RequestLogLine] = []
    names = (*HOSTS, *SITES)
    with (
        serving(tls=folder / "tls", host_names=names, on_request=lines.append) as emulator,
        shop(alloy, certificates_of(emulator).context()) as port,
        socket.create_server(("127.0.0.1", 0)) as silent,
    ):
        ports = dict.fromkeys(SITES, port) | dict.fromkeys(HOSTS, int(emulator.url.rsplit(":", 1)[1]))
        ports["silent.shop.example"] = silent.getsockname()[1]
        rules = [f"MAP {host}:443 127.0.0.1:{each}" for host, each in ports.items()]
        # A port that nothing listens on, and no other host at all.
        rules += ["MAP refused.shop.example:443 127.0.0.1:1", "MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1"]
        arguments = (
            f"--host-resolver-rules={', '.join(rules)}",
            f"--ignore-certificate-errors-spki-list={certificates_of(emulator).public_key_sha256}",
            "--no-sandbox",
            "--disable-gpu",
        )
        yield Shop(arguments, chromium, lines, folder / "browser", ports)


def certificates_of(emulator: Serving) -> ServerCertificates:
    """The certificates of an emulator that has TLS."""
    assert emulator.certificates is not None
    return emulator.certificates
