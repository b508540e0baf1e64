"""`edge-tui send`: what it prints, what it says, and how it ends."""

import asyncio
import json
import threading
from pathlib import Path
from typing import Self
from xml.etree import ElementTree as ET

import pytest

from tests.conftest import Command
from tests.gateway.loopback import Loopback, answering, http

pytestmark = pytest.mark.sends

PAGE_VIEW = {"event": {"xdm": {"_id": "{{uuid}}", "timestamp": "{{now}}", "eventType": "test"}}}


class Gateway:
    """A loopback server in a separate thread, for commands that run their own event loop."""

    def __init__(self, *answers: bytes) -> None:
        self._answers = answers
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=[self._serve()], daemon=True)
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self.loopback: Loopback

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(60)
        return self

    def __exit__(self, *_error: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> str:
        return self.loopback.url

    async def _serve(self) -> None:
        async with answering(*self._answers) as self.loopback:
            self._ready.set()
            await self._stop.wait()


def _answer(*handles: dict[str, object], status: str = "200 OK", **members: object) -> bytes:
    return http(json.dumps({"requestId": "r-0123456789abcdef", "handle": list(handles), **members}).encode(), status)


def _problem(code: str, status: int, title: str) -> dict[str, object]:
    return {"type": f"https://ns.adobe.com/aep/errors/{code}", "status": status, "title": title}


PROBLEM = _problem("EXEG-0003-400", 400, "Invalid datastream ID")
TARGET = _problem("EXEG-0201-503", 503, "The 'com.adobe.target' service is temporarily unavailable")


def _profile_at(command: Command, url: str) -> None:
    assert command("profiles", "add", "loopback", "--url", url, "--datastream-id", "ds").status == 0


def test_the_response_is_a_tree_with_guides_and_no_color_in_a_pipe(command: Command) -> None:
    ended = command("send", "page-view")
    assert ended.status == 0
    lines = ended.out.splitlines()
    assert lines[0].startswith("200 OK")
    assert all(line.lstrip("│ ").startswith(("├─ ", "└─ ")) for line in lines[1:])
    assert lines[-1].lstrip(" ").startswith("└─ ")
    assert "\x1b" not in ended.out
    assert ended.talk == ""


def test_values_are_set_by_json_pointer_as_json_or_else_as_text(command: Command) -> None:
    ended = command(
        *("send", "page-view", "--dry-run", "--body"),
        *("--set", "/event/xdm/web/webPageDetails/name=Home = start"),
        *("--set", "/event/xdm/web/webPageDetails/pageViews/value=3"),
        *("--set", '/event/xdm/_tenant={"a":[1,true]}'),
        *("--set", '/event/xdm/_id="7"'),
        *("--set", "/event/xdm/new/deep/er={{sha256: A }}"),
    )
    xdm = json.loads(ended.out)["event"]["xdm"]
    assert xdm["web"]["webPageDetails"]["name"] == "Home = start"
    assert xdm["web"]["webPageDetails"]["pageViews"]["value"] == 3
    assert xdm["_tenant"] == {"a": [1, True]}
    assert xdm["_id"] == "7"
    assert xdm["new"]["deep"]["er"] == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"


def test_a_pointer_may_name_the_event_of_either_version(command: Command) -> None:
    command("profiles", "add", "v1", "--url", "emulator", "--api-version", "v1", "--datastream-id", "ds")
    ended = command("send", "page-view", "--profile", "v1", "--dry-run", "--body", "--set", "/event/xdm/_id=7a")
    assert json.loads(ended.out)["events"][0]["xdm"]["_id"] == "7a"
    ended = command(
        "send", "page-view", "--profile", "emulator", "--dry-run", "--body", "--set", "/events/0/xdm/_id=7a"
    )
    assert json.loads(ended.out)["event"]["xdm"]["_id"] == "7a"


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ("nothing", "Write --set /json/pointer=value"),
        ("event/xdm=1", "Write --set /json/pointer=value"),
        ("/event/xdm/_id/deeper=1", "a string, not an object"),
    ],
)
def test_a_set_that_cannot_be_done_is_one_line_and_nothing_is_sent(command: Command, edit: str, words: str) -> None:
    ended = command("send", "page-view", "--set", edit)
    assert ended.status == 2
    assert words in ended.talk
    assert ended.talk.count("\n") == 1
    assert json.loads(command("history", "list", "--json").out) == []


def test_an_event_comes_from_a_file_or_from_standard_input_in_the_shape_of_the_profile(
    command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "event.json"
    file.write_text(json.dumps({"events": [{"xdm": {"a": 1}}]}))
    command("profiles", "add", "first", "--url", "emulator", "--api-version", "v1")
    for arguments, stdin in (([str(file)], b""), (["-"], file.read_bytes()), ([], file.read_bytes())):
        ended = command("send", *arguments, "--dry-run", "--body", stdin=stdin)
        assert json.loads(ended.out) == {"event": {"xdm": {"a": 1}}}
        assert ended.talk == "The event was converted to API v2, which the profile emulator uses.\n"
        ended = command("send", *arguments, "--dry-run", "--body", "--profile", "first", stdin=stdin)
        assert (json.loads(ended.out), ended.talk) == ({"events": [{"xdm": {"a": 1}}]}, "")


def test_a_body_that_no_version_can_hold_otherwise_is_sent_unchanged(command: Command) -> None:
    several = {"events": [{"xdm": {"a": 1}}, {"xdm": {"a": 2}}]}
    ended = command("send", "-", "--dry-run", "--body", stdin=json.dumps(several).encode())
    assert (json.loads(ended.out), ended.talk) == (several, "")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (
            {"consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": "in"}}]},
            "/v1/privacy/set-consent?",
        ),
        ({"query": {"identity": {"fetch": ["ECID"]}}}, "/v1/identity/acquire?"),
        ({"event": {"xdm": {}}, "query": {"identity": {"fetch": ["ECID"]}}}, "/v2/interact?"),
    ],
)
def test_the_members_of_a_body_tell_its_action(command: Command, body: object, path: str) -> None:
    ended = command("send", "-", "--dry-run", stdin=json.dumps(body).encode())
    assert path in ended.out.splitlines()[0]
    ended = command("send", "-", "--dry-run", "--action", "collect", stdin=json.dumps(body).encode())
    assert "/v2/collect?" in ended.out.splitlines()[0]


def test_the_file_of_a_template_is_sent_as_the_template(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"title": "Mine", "action": "collect", "body": {"events": []}}))
    shown = command("send", str(file), "--dry-run").out
    assert "/v2/collect?" in shown.splitlines()[0]
    assert '"title"' not in shown


@pytest.mark.parametrize(
    ("stdin", "words"),
    [
        (b"", "expected a JSON object"),
        (b'{"event": {,}}', "line 1, column 12"),
        (b"[]", "an array, not an object"),
        (b"\xff\xfd", "isn't UTF-8"),
        (b"\xff\xfe", "expected a JSON object"),
    ],
)
def test_an_event_that_cannot_be_read_is_one_line_that_says_where(command: Command, stdin: bytes, words: str) -> None:
    ended = command("send", "-", stdin=stdin)
    assert (ended.status, ended.out) == (2, "")
    assert words in ended.talk
    assert ended.talk.count("\n") == 1


def test_a_name_that_is_nearly_a_template_is_matching_names(command: Command) -> None:
    ended = command("send", "page-veiw")
    assert ended.status == 2
    assert "Did you mean page-view" in ended.talk


def test_a_file_that_is_not_there_is_named(command: Command) -> None:
    ended = command("send", "./nowhere.json")
    assert ended.status == 2
    assert "./nowhere.json can't be read: No such file" in ended.talk


def test_the_request_id_may_be_given(command: Command) -> None:
    exchange = json.loads(command("send", "page-view", "--json", "--request-id", "my-id").out)
    assert exchange["requestId"] == "my-id"
    assert exchange["gatewayRequestId"].startswith("my-id-")


def test_the_action_may_be_given(command: Command) -> None:
    ended = command("send", "page-view", "--action", "collect", "--json")
    exchange = json.loads(ended.out)
    assert ended.status == 0
    assert "/v2/collect?" in exchange["request"]["url"]
    assert "events" in exchange["request"]["body"]
    assert exchange["action"] == "collect"


def test_the_body_is_printed_to_the_byte(command: Command) -> None:
    raw = b'{ "handle" : [],\n\t"x":"\xc3\xa9" }'
    with Gateway(http(raw)) as gateway:
        _profile_at(command, gateway.url)
        ended = command("send", "page-view", "--profile", "loopback", "--body")
    assert ended.out.encode() == raw


def test_a_dry_run_sends_nothing_masks_secrets_and_records_nothing(command: Command) -> None:
    with Gateway(_answer()) as gateway:
        command(
            *("profiles", "add", "server", "--url", gateway.url, "--datastream-id", "ds", "--org-id", "O@AdobeOrg"),
            *("--auth", "oauth", "--client-id", "me"),
        )
        environ = {"EDGE_TUI_CLIENT_SECRET": "hush-hush"}
        shown = command("send", "page-view", "--profile", "server", "--dry-run", environ=environ)
        as_json = command("send", "page-view", "--profile", "server", "--dry-run", "--json", environ=environ)
        assert gateway.loopback.requests == []
    assert "authorization: Bearer ••••••••" in shown.out
    assert "x-api-key: me" in shown.out
    assert "hush-hush" not in shown.out + as_json.out
    exchange = json.loads(as_json.out)
    assert exchange["outcome"] is exchange["status"] is None
    assert exchange["request"]["headers"]["authorization"] == "Bearer ••••••••"
    assert json.loads(command("history", "list", "--json").out) == []


def test_the_emulators_token_endpoint_is_used_whatever_the_ims_url(command: Command) -> None:
    command(
        *("profiles", "add", "local", "--url", "emulator", "--datastream-id", "5f1c0000-0000-4000-8000-000000000002"),
        *("--auth", "oauth", "--client-id", "edge-tui", "--org-id", "0E0F1A2B3C4D5E6F7A8B9C0D@AdobeOrg"),
    )
    wrong, right = (
        command("send", "identify-customer", "--profile", "local", environ={"EDGE_TUI_CLIENT_SECRET": secret})
        for secret in ("guess", "emulator-secret")
    )
    assert (wrong.status, right.status) == (2, 0)
    assert "refused the token request" in wrong.talk
    assert "adobelogin" not in wrong.talk


def test_a_dry_run_needs_no_secret(command: Command) -> None:
    command("profiles", "add", "server", "--datastream-id", "ds", "--auth", "oauth", "--client-id", "me")
    assert command("send", "page-view", "--profile", "server", "--dry-run").status == 0


@pytest.mark.parametrize(
    ("response", "status"),
    [
        (_answer({"type": "x", "payload": []}), 0),
        (_answer(warnings=[TARGET]), 0),
        (_answer(errors=[TARGET], status="207 Multi-Status"), 6),
        (http(json.dumps(PROBLEM).encode(), "400 Bad Request"), 5),
        (http(b"<html>", "500 Internal Server Error", "text/html"), 5),
        (http(b"", "502 Bad Gateway"), 5),
        (http(b"", "302 Found"), 5),
        (http(b'{"handle": ['), 3),
        (http(b"<html>welcome to our wifi</html>", "200 OK", "text/html"), 3),
        (http(b'{"welcome": "to our wifi"}'), 3),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 0),
    ],
    ids=[
        "200",
        "warning",
        "207",
        "400",
        "500",
        "502",
        "302",
        "truncated",
        "a page with 200",
        "other JSON with 200",
        "204",
    ],
)
def test_each_kind_of_response_has_its_exit_status(command: Command, response: bytes, status: int) -> None:
    with Gateway(response) as gateway:
        _profile_at(command, gateway.url)
        ended = command("send", "page-view", "--profile", "loopback", "--json")
    assert ended.status == status
    assert json.loads(ended.out)["outcome"] == "answer"
    assert bool(ended.talk) == (status != 0)
    assert ended.talk.count("\n") <= 1


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_a_placeholder_that_cannot_be_filled_says_how_to_give_it_a_value(
    command: Command, options: tuple[str, ...]
) -> None:
    ended = command("send", "media-ping", *options)
    assert ended.status == 2
    assert "--set /events/0/xdm/mediaCollection/sessionID=…" in ended.talk
    given = ("--set", "/events/0/xdm/mediaCollection/sessionID=abc")
    assert "can't be filled" not in command("send", "media-ping", *given, *options).talk


def test_a_partial_success_may_be_allowed(command: Command) -> None:
    assert command("send", "target-unavailable").status == 6
    assert command("send", "target-unavailable", "--allow-partial").status == 0


def test_an_unreachable_gateway_is_status_3(command: Command) -> None:
    with Gateway(_answer()) as gateway:
        url = gateway.url
    _profile_at(command, url)
    ended = command("send", "page-view", "--profile", "loopback", "--json")
    exchange = json.loads(ended.out)
    assert ended.status == 3
    assert exchange["outcome"] == "failure"
    assert exchange["failure"]["kind"] == "unreachable"
    assert exchange["status"] is exchange["body"] is None
    assert "refused the connection" in ended.talk


def test_a_timeout_is_status_4(command: Command) -> None:
    ended = command(
        *("send", "page-view", "--timeout", "0.2"),
        *("--set", '/event/data={"__emulator":{"latency_ms":20000}}'),
    )
    assert ended.status == 4
    assert "0.2 s" in ended.talk


def test_met_expectations_are_listed_and_end_with_0(command: Command) -> None:
    ended = command(
        *("send", "page-view", "--json", "--expect", "status == 200", "--expect", "handle:identity:result"),
        *("--expect", "no errors"),
    )
    assert ended.status == 0
    assert json.loads(ended.out)["expectations"] == [
        {"expression": "status == 200", "ok": True},
        {"expression": "handle:identity:result", "ok": True},
        {"expression": "no errors", "ok": True},
    ]
    assert "✓ handle:identity:result" in ended.talk


def test_an_expectation_that_does_not_hold_ends_with_1_and_says_what_was_there(command: Command) -> None:
    ended = command("send", "page-view", "--json", "--expect", "status == 207", "--expect", "handle:nowhere")
    assert ended.status == 1
    assert "✖ status == 207: status is 200" in ended.talk
    assert [each["ok"] for each in json.loads(ended.out)["expectations"]] == [False, False]


def test_an_expectation_that_cannot_be_read_is_refused_before_anything_is_sent(command: Command) -> None:
    ended = command("send", "page-view", "--expect", "statsu == 200")
    assert ended.status == 2
    assert "statsu" in ended.talk
    assert json.loads(command("history", "list", "--json").out) == []


def test_an_expected_refusal_counts_as_success(command: Command) -> None:
    with Gateway(http(json.dumps(PROBLEM).encode(), "400 Bad Request")) as gateway:
        _profile_at(command, gateway.url)
        send = ("send", "page-view", "--profile", "loopback")
        assert command(*send).status == 5
        assert command(*send, "--expect", "status == 400").status == 0
        assert command(*send, "--expect", "problem:0003").status == 0
        assert command(*send, "--expect", "elapsed < 60000").status == 5
        assert command(*send, "--expect", "status == 200").status == 1


def test_expectations_never_make_up_for_no_response(command: Command) -> None:
    with Gateway(_answer()) as gateway:
        url = gateway.url
    _profile_at(command, url)
    assert command("send", "page-view", "--profile", "loopback", "--expect", "no handle:x").status == 3


def test_a_junit_report_has_a_case_for_the_response_and_one_for_each_expectation(
    command: Command, tmp_path: Path
) -> None:
    report = tmp_path / "report.xml"
    command(
        *("send", "page-view", "--junit", str(report), "--expect", "status == 200"),
        *("--expect", 'header:x-none ~ "<&\\u0007>"'),
    )
    suite = ET.parse(report).getroot()
    assert suite.tag == "testsuite"
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    assert [case.get("name") for case in suite.iter("testcase")] == [
        "answered",
        "status == 200",
        'header:x-none ~ "<&\\u0007>"',
    ]
    assert len(list(suite.iter("failure"))) == 1


def test_a_junit_report_of_a_rejection_fails_its_response(command: Command, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    assert command("send", "target-unavailable", "--junit", str(report)).status == 6
    case = next(ET.parse(report).getroot().iter("testcase"))
    failure = case.find("failure")
    assert failure is not None
    assert "EXEG-0201-503" in (failure.get("message") or "")


def test_a_report_that_cannot_be_written_is_said_before_anything_is_sent(command: Command, tmp_path: Path) -> None:
    ended = command("send", "page-view", "--junit", str(tmp_path / "no" / "folder" / "report.xml"))
    assert ended.status == 2
    assert "report.xml" in ended.talk
    assert json.loads(command("history", "list", "--json").out) == []


def test_a_retry_sends_the_same_bytes_after_the_pause_that_was_asked_for(command: Command) -> None:
    busy = http(b"", "429 Too Many Requests", retry_after="0")
    with Gateway(busy, busy, _answer({"type": "x", "payload": []})) as gateway:
        _profile_at(command, gateway.url)
        ended = command("send", "page-view", "--profile", "loopback", "--retry", "3", "--json")
        requests = gateway.loopback.requests
    assert ended.status == 0
    assert len(requests) == 3
    assert len({(head.split("\r\n")[0], body) for head, body in requests}) == 1
    assert "429: retrying in 0.0 s (1 of 3)." in ended.talk
    assert [each["status"] for each in json.loads(command("history", "list", "--json").out)] == [200, 429, 429]


@pytest.mark.parametrize("status", ["500 Internal Server Error", "408 Request Timeout", "400 Bad Request"])
def test_what_will_not_get_better_is_not_sent_again(command: Command, status: str) -> None:
    with Gateway(http(b"{}", status, retry_after="0")) as gateway:
        _profile_at(command, gateway.url)
        command("send", "page-view", "--profile", "loopback", "--retry", "3")
        assert len(gateway.loopback.requests) == 1


def test_retries_end(command: Command) -> None:
    with Gateway(http(b"", "503 Service Unavailable", retry_after="0")) as gateway:
        _profile_at(command, gateway.url)
        assert command("send", "page-view", "--profile", "loopback", "--retry", "2").status == 5
        assert len(gateway.loopback.requests) == 3


def test_a_profile_is_named_for_one_send_only(command: Command) -> None:
    command("profiles", "add", "mine", "--url", "emulator", "--datastream-id", "5f1c0000-0000-4000-8000-000000000001")
    assert json.loads(command("send", "page-view", "--json").out)["profile"] == "emulator"
    assert json.loads(command("send", "page-view", "--json", "--profile", "mine").out)["profile"] == "mine"
    assert json.loads(command("send", "page-view", "--json").out)["profile"] == "emulator"
    environ = {"EDGE_TUI_PROFILE": "emulator"}
    assert json.loads(command("send", "page-view", "--json", environ=environ).out)["profile"] == "emulator"
    assert json.loads(command("--profile", "mine", "send", "page-view", "--json", environ=environ).out)["profile"] == (
        "mine"
    )


def test_a_profile_that_there_is_none_of_is_one_line(command: Command) -> None:
    ended = command("send", "page-view", "--profile", "nowhere")
    assert ended.status == 2
    assert ended.talk.count("\n") == 1
    assert "'nowhere'" in ended.talk


def test_body_and_json_exclude_each_other(command: Command) -> None:
    assert command("send", "page-view", "--body", "--json").status == 2


def test_a_token_with_a_line_break_is_never_sent(command: Command, home: Path) -> None:
    with Gateway(http(b'{"handle":[]}')) as gateway:
        command(
            *("profiles", "add", "server", "--url", gateway.url, "--datastream-id", "d"),
            *("--auth", "token", "--org-id", "ORG@AdobeOrg", "--client-id", "c"),
        )
        token = "eyJ.CANARY1\nCANARY2.sig"
        ended = command("send", "page-view", "--profile", "server", environ={"EDGE_TUI_ACCESS_TOKEN": token})
        assert gateway.loopback.requests == []
    assert ended.status == 2
    assert "The access token has a line break at position 12 of 23." in ended.talk
    assert "CANARY" not in ended.talk + ended.out
    assert not [path for path in home.rglob("*") if path.is_file() and b"CANARY" in path.read_bytes()]


def test_a_gateway_that_asks_for_a_day_is_retried_within_the_timeout(command: Command) -> None:
    busy = http(b"", "429 Too Many Requests", retry_after="86400")
    with Gateway(busy, http(b'{"handle":[]}')) as gateway:
        _profile_at(command, gateway.url)
        ended = command("send", "page-view", "--profile", "loopback", "--retry", "1", "--timeout", "2")
    assert ended.status == 0
    assert "in 2.0 s (1 of 1) (the gateway asked for 24 h, waiting 2 s, the timeout)" in ended.talk


@pytest.mark.parametrize("arguments", [["--nonsense"], ["a", "b"], ["--retry", "-1"], ["--timeout", "0"], ["--action"]])
def test_a_usage_error_is_one_line_that_names_the_help(command: Command, arguments: list[str]) -> None:
    ended = command("send", *arguments)
    assert (ended.status, ended.out) == (2, "")
    assert ended.talk.count("\n") == 1
    assert "See `edge-tui send --help`." in ended.talk


def test_hostile_text_in_a_response_reaches_no_terminal(command: Command) -> None:
    nasty = "\x1b[31m[/bold][link=x]\x00\x9b2J\u202eabc\ud800\U0001f600 שלום"
    with Gateway(_answer({"type": nasty, "payload": [{nasty: nasty}]})) as gateway:
        _profile_at(command, gateway.url)
        as_tree = command("send", "page-view", "--profile", "loopback")
        as_json = command("send", "page-view", "--profile", "loopback", "--json")
    for text in (as_tree.out, as_json.out):
        assert not set("\x1b\x00\x9b\u202e") & set(text)
        assert "[/bold][link=x]" in text
        assert "\U0001f600" in text
        assert "שלום" in text
    assert json.loads(as_json.out)["handles"][0]["type"] == nasty


def test_a_damaged_history_is_reported_beside_the_response(command: Command, home: Path) -> None:
    home.mkdir(exist_ok=True)
    (home / "history.sqlite").write_bytes(b"no database" * 1000)
    ended = command("send", "page-view", "--json")
    assert ended.status == 0
    assert json.loads(ended.out)["remarks"] == []
    assert "The history was damaged. It was set aside as history.damaged-" in ended.talk
