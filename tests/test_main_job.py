"""The main job in separate processes: send, read, find again; lose nothing, leak nothing."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from edge_tui.__main__ import main
from edge_tui.workspace import Workspace
from tests.conftest import Command

SECRET = "s3cr3t-that-must-not-be-written"


def _ecid(exchange: dict[str, Any]) -> str:
    handles = {handle["type"]: handle for handle in exchange["handles"]}
    return str(handles["identity:result"]["payload"][0]["id"])


def test_the_first_send_on_an_empty_home_gets_a_response(program: Command) -> None:
    ended = program("send", "page-view", "--json")
    assert ended.status == 0, ended.talk
    exchange = json.loads(ended.out)
    assert exchange["status"] == 200
    assert exchange["outcome"] == "answer"
    assert re.fullmatch(re.escape(exchange["requestId"]) + "-[0-9a-f]{16}", exchange["gatewayRequestId"])
    types = {handle["type"] for handle in exchange["handles"]}
    assert {"identity:result", "state:store", "locationHint:result"} <= types
    assert exchange["request"]["method"] == "POST"
    assert exchange["request"]["url"].startswith("http://emulator/ee/v2/interact?datastreamId=")
    assert ended.talk == ""


def test_two_sends_by_one_visitor_show_the_same_ecid_and_the_second_carries_state_and_hint(program: Command) -> None:
    first = json.loads(program("send", "page-view", "--json", "--visitor", "anna").out)
    second = json.loads(program("send", "page-view", "--json", "--visitor", "anna").out)
    other = json.loads(program("send", "page-view", "--json", "--visitor", "bert").out)
    assert _ecid(first) == _ecid(second) != _ecid(other)
    given = {
        entry["key"]: entry["value"]
        for handle in first["handles"]
        if handle["type"] == "state:store"
        for entry in handle["payload"]
    }
    sent = {entry["key"]: entry["value"] for entry in second["request"]["body"]["meta"]["state"]["entries"]}
    assert sent == given
    hints = [
        hint["hint"]
        for handle in first["handles"]
        if handle["type"] == "locationHint:result"
        for hint in handle["payload"]
        if hint["scope"] == "EdgeNetwork"
    ]
    assert f"/ee/{hints[0]}/v2/interact" in second["request"]["url"]
    assert "meta" not in other["request"]["body"]


def test_what_was_sent_is_found_again_and_replayed(program: Command) -> None:
    sent = json.loads(program("send", "page-view", "--json").out)
    listed = json.loads(program("history", "list", "--json").out)
    assert [each["requestId"] for each in listed] == [sent["requestId"]]
    shown = json.loads(program("history", "show", sent["gatewayRequestId"][:13], "--json").out)
    assert {**shown, "outline": None} == {**sent, "outline": None}
    again = json.loads(program("replay", sent["requestId"], "--json").out)
    assert again["replayOf"] == sent["requestId"]
    assert again["requestId"] != sent["requestId"]
    assert len(json.loads(program("history", "list", "--json").out)) == 2


class _Silent(BaseHTTPRequestHandler):
    """Accepts a request and never responds."""

    received: ClassVar[threading.Event]
    done: ClassVar[threading.Event]

    def do_POST(self) -> None:
        type(self).received.set()
        type(self).done.wait(120)

    def log_message(self, *_arguments: Any) -> None:
        """Says nothing."""


@pytest.fixture
def silent() -> Iterator[tuple[str, threading.Event]]:
    """A gateway that never responds: its URL, and an event that is set by a request."""
    _Silent.received, _Silent.done = threading.Event(), threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", _Silent.received
    _Silent.done.set()
    server.shutdown()
    server.server_close()


def _sending(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "edge_tui", "send", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell's background job is started deaf to the signal, and so would be what it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )


def test_a_send_killed_before_the_response_is_in_history_as_unfinished(
    program: Command, silent: tuple[str, threading.Event]
) -> None:
    url, received = silent
    assert program("profiles", "add", "silent", "--url", url, "--datastream-id", "ds").status == 0
    with _sending("page-view", "--profile", "silent", "--request-id", "killed") as sending:
        assert received.wait(60)
        sending.kill()
    listed = json.loads(program("history", "list", "--json").out)
    assert [(each["requestId"], each["status"], each["failure"]) for each in listed] == [("killed", None, None)]
    shown = program("history", "show", "killed", "--json")
    assert shown.status == 0
    exchange = json.loads(shown.out)
    assert exchange["outcome"] is None
    assert exchange["request"]["body"]["event"]["xdm"]["eventType"] == "web.webpagedetails.pageViews"
    assert "unfinished" in program("history", "list").out


def test_an_interrupted_send_exits_with_130_and_is_in_history_as_canceled(
    program: Command, silent: tuple[str, threading.Event]
) -> None:
    url, received = silent
    program("profiles", "add", "silent", "--url", url, "--datastream-id", "ds")
    with _sending("page-view", "--profile", "silent") as sending:
        assert received.wait(60)
        sending.send_signal(signal.SIGINT)
        out, talk = sending.communicate(timeout=60)
    assert sending.returncode == 130
    assert out == ""
    assert talk.strip() == "Interrupted."
    assert [each["failure"] for each in json.loads(program("history", "list", "--json").out)] == ["cancelled"]


@pytest.fixture
def emulator() -> Iterator[dict[str, Any]]:
    """`edge-tui emulator --port 0 --json`, as a program: its first line."""
    served = subprocess.Popen(
        [sys.executable, "-m", "edge_tui", "emulator", "--port", "0", "--json"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert served.stdout is not None
    announced: dict[str, Any] = json.loads(served.stdout.readline())
    yield announced
    served.send_signal(signal.SIGTERM)
    _, status = served.communicate(timeout=60)[0], served.returncode
    assert status == 0


def test_the_emulator_says_where_it_listens_and_which_datastreams_it_knows(emulator: dict[str, Any]) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", emulator["url"])
    assert emulator["orgId"].endswith("@AdobeOrg")
    assert {"id", "name", "access", "upstreams", "enabled"} == set(emulator["datastreams"][0])
    assert {datastream["access"] for datastream in emulator["datastreams"]} == {"mixed", "authenticated"}
    assert {datastream["enabled"] for datastream in emulator["datastreams"]} == {True, False}


def _authenticated(emulator: dict[str, Any]) -> tuple[str, ...]:
    datastream = next(each for each in emulator["datastreams"] if each["access"] == "authenticated")
    return (
        *("--url", emulator["url"], "--ims-url", emulator["url"], "--datastream-id", datastream["id"]),
        *("--org-id", emulator["orgId"], "--auth", "oauth", "--client-id", "edge-tui"),
    )


def test_an_oauth_send_authenticates_and_no_file_has_a_secret(
    program: Command, emulator: dict[str, Any], home: Path
) -> None:
    added = program("profiles", "add", "server", *_authenticated(emulator))
    assert added.status == 0, added.talk
    environ = {"EDGE_TUI_CLIENT_SECRET": _shipped_secret()}
    sent = program("send", "identify-customer", "--profile", "server", "--json", environ=environ)
    assert sent.status == 0, sent.talk
    exchange = json.loads(sent.out)
    assert exchange["request"]["headers"]["authorization"] == "Bearer ••••••••"
    assert exchange["request"]["headers"]["x-api-key"] == "edge-tui"
    assert exchange["request"]["headers"]["x-gw-ims-org-id"] == emulator["orgId"]
    assert "requestId=" in exchange["request"]["url"]
    wrong = program("send", "identify-customer", "--profile", "server", environ={"EDGE_TUI_CLIENT_SECRET": SECRET})
    assert wrong.status == 2
    assert "client secret" in wrong.talk
    everything = sent.out + sent.talk + wrong.out + wrong.talk
    assert SECRET not in everything
    assert "eyJ" not in everything.replace("eyJhY3Rpdml0eUlkIjo", "")
    _assert_unwritten(home, _shipped_secret(), SECRET, "Bearer eyJ", "access_token")


def test_a_pasted_token_is_sent_and_no_file_has_it(program: Command, emulator: dict[str, Any], home: Path) -> None:
    token = "eyJhbGciOiJub25lIn0.pasted-token-that-must-not-be-written."
    program("profiles", "add", "pasted", *_authenticated(emulator), "--auth", "token")
    sent = program("send", "identify-customer", "--profile", "pasted", environ={"EDGE_TUI_ACCESS_TOKEN": token})
    assert sent.status == 5
    assert "EXEG-05" in sent.out
    assert "pasted-token" not in sent.out + sent.talk
    _assert_unwritten(home, token, "pasted-token")


def test_a_missing_secret_is_reported_with_the_way_to_add_it(program: Command, emulator: dict[str, Any]) -> None:
    program("profiles", "add", "server", *_authenticated(emulator))
    ended = program("send", "identify-customer", "--profile", "server")
    assert ended.status == 2
    assert ended.talk.count("\n") == 1
    assert "EDGE_TUI_CLIENT_SECRET" in ended.talk
    assert "profiles login server" in ended.talk


def _shipped_secret() -> str:
    text = Workspace({}).emulator.shipped_config
    match = re.search(r'client_id = "edge-tui"\s+client_secret = "([^"]+)"', text)
    assert match
    return match[1]


def _assert_unwritten(home: Path, *secrets: str) -> None:
    """No file of a home has a secret, and neither do decompressed bodies in history."""
    written = [path for path in home.rglob("*") if path.is_file()]
    assert written
    for path in written:
        content = path.read_bytes()
        assert not [secret for secret in secrets if secret.encode() in content], path
    workspace = Workspace({"EDGE_TUI_HOME": str(home)})
    for summary in workspace.history.recent(100):
        exchange = workspace.history.load(summary.key)
        assert not [secret for secret in secrets if secret in repr(exchange)]
    with sqlite3.connect(home / "history.sqlite") as database:
        dump = "\n".join(database.iterdump())
    database.close()
    assert not [secret for secret in secrets if secret in dump or secret.encode().hex() in dump.lower()]


def test_a_closed_pipe_is_not_an_error(home: Path) -> None:
    response = {"requestId": "a", "handle": [{"type": "x", "payload": [{"n": n} for n in range(50_000)]}]}
    (home / "large.json").write_text(json.dumps(response))
    command = f"{sys.executable} -m edge_tui handles {home / 'large.json'} | head -n 3; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 3
    assert done.stderr == ""


def test_a_closed_or_full_standard_output_is_not_a_traceback() -> None:
    for redirection in (">&-", ">/dev/full"):
        if redirection == ">/dev/full" and not os.path.exists("/dev/full"):  # noqa: PTH110
            continue
        command = f"{sys.executable} -m edge_tui templates list {redirection}"
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=120)
        assert "Traceback" not in done.stderr
        assert "Exception" not in done.stderr


def test_without_a_writable_home_the_response_is_still_shown(program: Command) -> None:
    ended = program("send", "page-view", environ={"EDGE_TUI_HOME": "/proc/nowhere"})
    assert ended.status == 0
    assert "identity:result" in ended.out
    assert "not in history" in ended.talk
    assert "Traceback" not in ended.talk


def test_an_interruption_while_the_commands_load_exits_with_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("edge_tui.deferred_methods.defer", interrupted)
    monkeypatch.setattr(sys, "argv", ["edge-tui", "capture", "https://www.shop.example/"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130
    assert capsys.readouterr() == ("", "")
