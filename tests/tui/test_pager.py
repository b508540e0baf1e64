"""The pager gets the complete body, without terminal control characters."""

import json
import shlex
import sys
from pathlib import Path

import pytest

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Response, Timings
from edge_tui.tui.response import pager
from edge_tui.tui.response.exchange_text import whole_body

_PAGER = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read())"


def response(body: bytes) -> Response:
    """A response with a body."""
    return Response(200, (), body, Timings(1.0))


def test_a_body_of_any_size_is_passed_completely(tmp_path: Path) -> None:
    document = {"handle": [{"type": "x:y", "payload": [{"id": number, "text": "é" * 50} for number in range(5_000)]}]}
    seen = tmp_path / "seen"
    command = pager.command({"PAGER": shlex.join([sys.executable, "-c", _PAGER, str(seen)])})
    pager.page(whole_body(response(json.dumps(document).encode())), command)
    assert json.loads(seen.read_text("utf-8")) == document


@pytest.mark.parametrize("body", [b'{"handle": "\\u001b[31m"}', b"<html>\x1b[2J\x00</html>"])
def test_control_characters_are_escaped(body: bytes) -> None:
    assert not {"\x1b", "\x00"} & set(whole_body(response(body)))


def test_a_missing_pager_is_reported() -> None:
    with pytest.raises(SetupError, match="no-such-pager can't be started"):
        pager.page("text", ["no-such-pager"])
