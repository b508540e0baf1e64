"""Whatever a command prints to a terminal is shown and never acted upon; into a pipe it is exact."""

import io
import json
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from edge_tui.cli import COMMANDS, run
from edge_tui.formats import FORMATS
from edge_tui.model.client_state import ClientState, StateEntry
from edge_tui.model.exchange import Exchange, Response, Timings
from edge_tui.model.origin import Source
from edge_tui.model.profile import EMULATOR_ORG_ID, Profile
from edge_tui.model.sightings import Cause, Failed, SourceNotice
from edge_tui.model.visitor import Visitor
from edge_tui.workspace import Workspace
from tests.conftest import Command
from tests.formats.exchanges import exchange
from tests.model.test_text import HOSTILE
from tests.recording.sources import TranscriptSource
from tests.recording.transcript import answered, at, began, body_of, configured, event, opened
from tests.recording.transcript import command as command_of

pty = pytest.importorskip("pty")

# Every control and invisible character, between letters.
TEXT = "a" + "b".join(HOSTILE) + "z]52;c;QUJD\x07"
# As JSON in which they are escaped, as a gateway may send them; and in which they are themselves, where they can.
EVENT = json.dumps({"event": {"xdm": {"eventType": TEXT, TEXT: [TEXT]}, "data": {"x": TEXT}}})
RAW = TEXT.encode("utf-8", "replace").decode()
RAW_IN_JSON = re.sub("[\x00-\x1f]", "", RAW)
# No argument of a process holds a NUL.
WORD = RAW.replace("\0", "")
STYLES = re.compile(r"\x1b\[(?:0|1|2|3[0-7])m")
REQUEST_ID, OTHER_ID = "708e4f90", "81ff0a11"
EXPORTS = [("export", REQUEST_ID, "--format", name) for name in FORMATS]
IMPORTING = (("--list",), ("--all",), ("--with-action",), ("--history",), ("--template", WORD), ("--request", "9"))
CALLS: dict[str, list[tuple[str, ...]]] = {
    "send": [
        *(("send", "event.json", *more) for more in ((), ("--body",), ("--json",), ("--dry-run",))),
        *(("send", "event.json", "--dry-run", *more) for more in (("--body",), ("--json",))),
        ("send", "event.json", "--expect", f"status=={WORD}"),
        ("send", WORD),
        ("send", "page-view", "--set", f"/event/xdm/x={WORD}", "--dry-run"),
    ],
    "replay": [("replay", REQUEST_ID), ("replay", WORD), ("replay", OTHER_ID, "--body")],
    "compare": [
        *((name, REQUEST_ID, OTHER_ID, *more) for name in ("compare", "diff") for more in ((), ("--json",))),
        ("compare", WORD, WORD),
        ("compare", WORD, "--profiles", WORD),
    ],
    "side-by-side": [
        ("side-by-side", "event.json", "--profiles", "emulator,other"),
        ("side-by-side", WORD, "--profiles", WORD),
    ],
    "handles": [
        ("handles", "body.json"),
        ("handles", "raw.txt"),
        ("handles", "body.json", "--json"),
        ("handles", WORD),
    ],
    "decode": [("decode", WORD), ("decode", WORD, "--json"), ("decode", "-")],
    "explain": [("explain", WORD), ("explain", "0104")],
    "lint": [
        ("lint", "event.json"),
        ("lint", "raw.txt"),
        ("lint", "event.json", "--json"),
        ("lint", WORD),
        *(("lint", "event.json", "--format", name) for name in ("json", "github", "sarif", "junit")),
        ("lint", "program.php"),
        ("lint", "event.json", "--schema", WORD),
    ],
    "templates": [
        ("templates", "show", "hostile"),
        ("templates", "list"),
        ("templates", "show", WORD),
        ("templates", "path"),
    ],
    "profiles": [("profiles", "show", "other"), ("profiles", "show", "other", "--json"), ("profiles", "show", WORD)],
    "visitors": [("visitors", "show", "anna"), ("visitors", "show", "anna", "--json"), ("visitors", "list")],
    "import": [
        ("import", "curl.txt"),
        ("import", "event.json"),
        ("import", "raw.txt"),
        ("import", "cookies.txt", "--visitor", "bob"),
        *(("import", file, *more) for file in ("program.php", "curl.txt") for more in IMPORTING),
        ("import", WORD),
    ],
    "export": [
        *EXPORTS,
        *(("export", REQUEST_ID, "--format", name, "--safe") for name in ("bundle", "har")),
        *(("export", "--capture", "visit", "--format", name) for name in ("json", "har")),
        ("export", "--capture", "visit", "--call", WORD, "--format", "csv"),
        ("export", "--capture", WORD, "--format", "har"),
        ("export", WORD),
    ],
    "history": [
        *(("history", "show", REQUEST_ID, *more) for more in ((), ("--body",), ("--json",))),
        ("history", "show", OTHER_ID, "--body"),
        *(("history", "list"), ("history", "list", "--json"), ("history", "search", WORD)),
    ],
    "doctor": [("doctor",)],
    "emulator": [("emulator", "--print-config"), ("emulator", "--config", "raw.txt")],
    "capture": [
        *(("capture", "show", "visit", *more) for more in ((), ("--json",))),
        *(("capture", "check", "visit", *more) for more in ((), ("--json",), ("--expect", f"event=={WORD}"))),
        *(("capture", "diff", "visit", "other", *more) for more in ((), ("--json",), ("--all",))),
        *(("capture", "list"), ("capture", "list", "--json"), ("capture", "show", WORD), ("capture", "delete", WORD)),
        ("capture", WORD, "--headless", "--for", "1ms", "--browser", WORD),
        ("capture", WORD, "--steps", "raw.txt"),
        ("capture", WORD, "--rule", "raw.txt"),
        ("export", "--capture", "visit", "--format", "csv"),
    ],
    "forward": [
        ("forward", "--to", WORD),
        ("forward", "--to", "https://edge.adobedc.net", "--rule", "raw.txt"),
        ("forward", "--to", "https://edge.adobedc.net", "--to-profile", WORD),
    ],
    "proxy": [
        ("proxy", "--edge-host", WORD),
        ("proxy", "--rule", "raw.txt"),
        ("proxy", "--to-profile", WORD),
        ("proxy", "trust", "--edge-host", WORD),
        *(("proxy", "trust", *more) for more in ((), ("--json",))),
        *(("proxy", "untrust"), ("proxy", "mitmproxy-addon")),
    ],
    "completions": [("completions", "bash"), ("completions", WORD)],
}
# It shows the keys of a keyboard, byte by byte, and tests have none.
WITHOUT = {"keys"}


@pytest.fixture
def workspace_of_a_hostile_world(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A history, a visitor, a template, a profile and files that all hold what acts on a terminal."""
    monkeypatch.chdir(tmp_path)
    workspace = Workspace({"EDGE_TUI_HOME": str(home)})
    problem = {"type": TEXT, "status": 200, "title": TEXT, "detail": TEXT, "report": {TEXT: TEXT}}
    body = {"requestId": TEXT, "handle": [{"type": TEXT, "payload": [{TEXT: TEXT}]}], "errors": [problem], TEXT: TEXT}
    for request_id, response in ((REQUEST_ID, json.dumps(body).encode()), (OTHER_ID, RAW.encode())):
        _record(workspace, request_id, response)
    for name in ("visit", "other"):
        _capture(workspace, name)
    workspace.visitors.add(Visitor("anna", {EMULATOR_ORG_ID: ClientState((StateEntry(TEXT, TEXT),))}, (), {"v": RAW}))
    workspace.profiles.add(Profile("other", "emulator", variables={"v": RAW_IN_JSON}))
    template = {"title": TEXT, "group": TEXT, "summary": TEXT, "body": json.loads(EVENT)}
    (home / "templates").mkdir(exist_ok=True)
    (home / "templates" / "hostile.json").write_text(json.dumps(template))
    raw_event = json.dumps({"event": {"xdm": {"a": RAW_IN_JSON}}}, ensure_ascii=False).replace("'", "")
    curl = (
        f"curl 'https://edge.adobedc.net/ee/v2/interact?datastreamId={RAW_IN_JSON}' -H 'x-any: {RAW}' -d '{raw_event}'"
    )
    files = {"event.json": EVENT, "body.json": json.dumps(body), "raw.txt": RAW, "curl.txt": curl}
    files["program.php"] = (
        f"<?php $c = curl_init('https://edge.adobedc.net/ee/v2/interact?datastreamId={RAW_IN_JSON}');\n"
        f"curl_setopt($c, CURLOPT_HTTPHEADER, ['x-a{RAW}: b', 'x-b: ' . ${RAW_IN_JSON}, '{RAW}']);\n"
        f"curl_setopt($c, CURLOPT_POSTFIELDS, json_encode(['event' => ['xdm' => ['a' => '{RAW_IN_JSON}', 'b' => $x]]]))"
    )
    for name, text in {**files, "cookies.txt": f"kndctr_{RAW}={RAW}; kndctr_x={RAW}"}.items():
        (tmp_path / name).write_bytes(text.encode())
    return workspace


def _capture(workspace: Workspace, name: str) -> None:
    """A recorded visit to a page that puts what acts on a terminal wherever it can."""
    path, sent = f"/{name}{RAW}", body_of(event(TEXT, name=TEXT + name))
    told = [
        opened(0, path),
        configured(defaultConsent=TEXT, orgId=TEXT),
        command_of("c1", 0.2, event_type=TEXT, error=TEXT),
        began("1", 1, path=path, body=sent, headers=((RAW, RAW),)),
        answered("1", 1.1, {"type": TEXT, "payload": [{TEXT: TEXT}]}),
        began("2", 2, path=path, body=sent),
        Failed("2", at(2.1), Cause.BROKEN, TEXT),
        SourceNotice(at(3), TEXT),
    ]
    live = workspace.captures.begin(name, Source.CHROMIUM, lambda tell: TranscriptSource(tell, told))
    live.start()
    live.stop()


def _record(workspace: Workspace, request_id: str, response: bytes) -> None:
    sent = exchange(EVENT, outcome=None)
    sent = replace(sent, request=replace(sent.request, request_id=request_id), notes=(TEXT,))
    workspace.history.begin(sent)
    ended: Exchange = sent.ended(
        Response(200, (("content-type", "application/json"), ("x-adobe-edge", RAW)), response, Timings(1.0))
    )
    workspace.history.complete(ended, ended.response.parsed() if ended.response else None)


OnTerminal = Callable[..., str]


@pytest.fixture
def on_terminal(workspace_of_a_hostile_world: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[OnTerminal]:
    """Runs `edge-tui ARGUMENTS` with a terminal for its output and its talk; what the terminal was sent."""

    def run_on_terminal(*arguments: str) -> str:
        reading, writing = pty.openpty()
        received: list[bytes] = []
        reader = threading.Thread(target=_drain, args=(reading, received))
        reader.start()
        with open(writing, "wb", 0) as raw:  # noqa: PTH123 (a descriptor)
            for name in ("stdout", "stderr"):
                monkeypatch.setattr(sys, name, io.TextIOWrapper(_Unclosed(raw), "utf-8", write_through=True))
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(RAW.encode())))
            run(arguments, lambda _workspace, _profile, _site: 0, workspace_of_a_hostile_world)
        reader.join()
        os.close(reading)
        return b"".join(received).decode().replace("\r\n", "\n")

    yield run_on_terminal
    monkeypatch.undo()


class _Unclosed(io.RawIOBase):
    """A terminal that stays open when the stream on top of it is closed."""

    def __init__(self, raw: io.FileIO) -> None:
        self._raw = raw

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._raw.isatty()

    def fileno(self) -> int:
        return self._raw.fileno()

    def write(self, content: bytes) -> int:
        return self._raw.write(content)


def _drain(reading: int, received: list[bytes]) -> None:
    while True:
        try:
            chunk = os.read(reading, 1 << 16)
        except OSError:
            return
        if not chunk:
            return
        received.append(chunk)


def test_every_command_is_tried() -> None:
    assert set(CALLS) | WITHOUT == set(COMMANDS)


@pytest.mark.parametrize("name", CALLS)
def test_nothing_a_command_prints_to_a_terminal_acts_on_it(name: str, on_terminal: OnTerminal) -> None:
    for call in CALLS[name]:
        printed = on_terminal(*call)
        assert printed
        left = [character for character in HOSTILE if character in STYLES.sub("", printed) and character != "\n"]
        assert not left, (call, left)
        assert "Traceback" not in printed


@pytest.mark.parametrize("arguments", [("history", "show", OTHER_ID, "--body")])
def test_into_a_pipe_a_body_is_byte_exact(
    arguments: tuple[str, ...], workspace_of_a_hostile_world: Workspace, command: Command
) -> None:
    assert workspace_of_a_hostile_world
    assert command(*arguments).out == RAW


@pytest.mark.parametrize("name", FORMATS)
def test_into_a_pipe_an_export_is_byte_exact(
    name: str, workspace_of_a_hostile_world: Workspace, command: Command
) -> None:
    from edge_tui.cli.exchange.history_lookup import find_exchange
    from edge_tui.formats import render

    assert command("export", REQUEST_ID, "--format", name).out == render(
        name, find_exchange(workspace_of_a_hostile_world, REQUEST_ID)
    )
