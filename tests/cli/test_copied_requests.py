"""`send` and `lint` read what `import` reads: the action travels, the stranger's host doesn't, and the origin stays."""

import json
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.formats.visits import archive, call, event

DATASTREAM = "4f1c2d3e-0000-4000-8000-00000000009e"
ORG = "53A16ACB5CC1D3760A495C99@AdobeOrg"
FPID = "6f1d2c3b-4a59-4e87-9c0d-1e2f3a4b5c6d"
EVENT = '{"events":[{"xdm":{"eventType":"test.pasted"}}]}'


def curl(path: str = "interact", body: str = EVENT, *headers: str) -> str:
    """A copied curl command."""
    written = "".join(f" -H '{header}'" for header in headers)
    return f"curl 'https://edge.adobedc.net/ee/or2/v1/{path}?configId={DATASTREAM}'{written} --data-raw '{body}'"


COPIES = {
    "curl.txt": curl(),
    "call.js": 'alloy("sendEvent", {xdm: {eventType: "test.pasted"}})',
    "session.har": archive(
        call(body={"events": [event("test.pasted")]}), call(body={"events": [event("test.second")]})
    ),
    "body.json": EVENT,
}


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """A folder with each form of a copied request."""
    for name, text in COPIES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", COPIES)
def test_lint_reads_what_import_reads(name: str, copies: Path, command: Command) -> None:
    ended = command("lint", str(copies / name))
    assert ended.status == 0, ended.talk
    assert "test.pasted is a custom event type" in ended.out
    is_copy = name != "body.json"
    assert (f"{name} (body):" in ended.out, "Lines and columns are those of the request's body" in ended.talk) == (
        is_copy,
        is_copy,
    )


@pytest.mark.parametrize("name", ["curl.txt", "session.har", "body.json"])
def test_send_reads_what_import_reads(name: str, copies: Path, command: Command) -> None:
    ended = command("send", str(copies / name), "--json")
    assert ended.status == 0, ended.talk
    sent = json.loads(ended.out)["request"]
    assert sent["body"]["event"]["xdm"]["eventType"] == "test.pasted"
    assert sent["url"].startswith("http://emulator/ee/v2/interact")


def test_the_first_of_several_requests_is_said_to_be_one_of_them(copies: Path, command: Command) -> None:
    for name in ("send", "lint"):
        assert "Read request 1 of 2 (HAR" in command(name, str(copies / "session.har")).talk


@pytest.mark.parametrize(
    ("path", "action", "body"),
    [
        ("collect", "collect", EVENT),
        ("privacy/set-consent", "set-consent", '{"consent":[]}'),
        ("identity/acquire", "acquire", '{"query":{"identity":{"fetch":["ECID"]}}}'),
        ("../va/v1/ping", "media", '{"events":[{"xdm":{"eventType":"media.ping"}}]}'),
    ],
)
def test_the_action_travels_unless_it_is_given(path: str, action: str, body: str, command: Command) -> None:
    text = curl(path, body).replace("or2/v1/../", "").encode()
    called = {"acquire": "identity/acquire", "set-consent": "privacy/set-consent", "media": "va/v1/ping"}
    first = command("send", "-", "--dry-run", stdin=text).out.partition("\n")[0]
    assert f"/{called.get(action, action)}?" in first
    assert DATASTREAM not in first
    if action == "collect":
        given = command("send", "-", "--dry-run", "--action", "interact", stdin=text)
        assert "/interact?" in given.out.partition("\n")[0]


def test_a_difference_from_the_profile_is_one_line(command: Command) -> None:
    text = curl("interact", EVENT, f"x-gw-ims-org: {ORG}")
    ended = command("send", "-", "--dry-run", stdin=text.encode())
    (line,) = [line for line in ended.talk.splitlines() if line.startswith("The profile emulator is used")]
    for part in ("gateway https://edge.adobedc.net", f"datastream {DATASTREAM}", f"organization {ORG}"):
        assert part in line
    assert "read from the header x-gw-ims-org;" in ended.talk


def test_each_profile_side_by_side_is_compared_with_the_request(command: Command) -> None:
    command("profiles", "add", "same", "--url", "https://edge.adobedc.net", "--datastream-id", DATASTREAM)
    ended = command("side-by-side", "-", "--profiles", "emulator,same", stdin=curl("interact", READING).encode())
    lines = [line for line in ended.talk.splitlines() if " is used, not the request's" in line]
    assert ended.status == 2
    assert [line.split()[2] for line in lines] == ["emulator"]


def test_the_fpid_cookie_travels_into_the_identity_map(command: Command) -> None:
    copy = curl("interact", EVENT, f"Cookie: FPID={FPID}").encode()
    for way in (("send", "-", "--dry-run"), ("import", "-")):
        assert FPID in command(*way, stdin=copy).out
    own = EVENT.replace('"eventType"', '"identityMap":{"FPID":[{"id":"own"}]},"eventType"')
    ended = command("import", "-", stdin=curl("interact", own, f"Cookie: FPID={FPID}").encode())
    assert FPID not in ended.out
    assert "was added" not in ended.talk


def test_an_imported_body_is_sent_on_a_profile_of_the_other_version(command: Command) -> None:
    printed = command("import", "-", stdin=curl().encode()).out
    assert json.loads(printed) == json.loads(EVENT)
    ended = command("send", "-", stdin=printed.encode())
    assert ended.status == 0, ended.talk


@pytest.mark.parametrize("body", [EVENT, '{"event":{"xdm":{"eventType":"test.pasted"}}}'])
def test_lint_takes_the_version_from_the_body_unless_a_profile_is_named(body: str, command: Command) -> None:
    assert "envelope" not in command("lint", "-", stdin=body.encode()).out
    named = command("lint", "-", "--profile", "emulator", stdin=body.encode())
    assert ("envelope" in named.out) is ("events" in body)


SEVERAL = {
    "array": f"[{EVENT}, {EVENT}]",
    "lines": f"{EVENT}\n{EVENT}",
    "messages": json.dumps({"messages": [json.loads(EVENT)] * 2}),
    "record separators": f"\x1e{EVENT}\n\x1e{EVENT}\n",
    "a string": json.dumps(EVENT),
    "HAR entries": json.dumps([call(body=json.loads(EVENT))] * 2),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_json_that_is_not_one_object_is_read_as_import_reads_it(name: str, command: Command) -> None:
    for way in (("send", "-", "--dry-run"), ("lint", "-")):
        ended = command(*way, stdin=SEVERAL[name].encode())
        assert (ended.status, "test.pasted" in ended.out) == (0, True), ended.talk
        assert f"Read {'1 request' if name == 'a string' else 'request 1 of 2'} (" in ended.talk


READING = '{"events":[{"xdm":{"eventType":"{{env:SHOP}}"}}]}'
# Each way in which a stranger's text becomes an event.
WAYS = {
    "send": ("send", "FILE"),
    "dry run": ("send", "FILE", "--dry-run"),
    "side by side": ("side-by-side", "FILE", "--profiles", "emulator,other"),
    "lint": ("lint", "FILE"),
    "template": ("import", "FILE", "--template", "theirs"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["curl.txt", "session.har", "body.json"])
def test_no_copied_request_reads_this_machine(way: str, name: str, tmp_path: Path, command: Command) -> None:
    text = {"curl.txt": curl("interact", READING), "body.json": READING}.get(
        name, archive(call(body=json.loads(READING)))
    )
    (tmp_path / name).write_text(text, encoding="utf-8")
    command("profiles", "add", "other", "--url", "https://edge.example.com", "--datastream-id", "none")
    given = [str(tmp_path / name) if each == "FILE" else each for each in WAYS[way]]
    ended = command(*given, environ={"SHOP": "CANARY7f3a"})
    assert "CANARY7f3a" not in ended.out + ended.talk
    assert "SHOP" in ended.out + ended.talk
    assert ended.status == (0 if way == "lint" else 2)


def test_a_placeholder_in_a_copied_header_reads_nothing_either(command: Command) -> None:
    ended = command(
        "send",
        "-",
        "--dry-run",
        stdin=curl("interact", EVENT, "user-agent: {{env:SHOP}}").encode(),
        environ={"SHOP": "CANARY7f3a"},
    )
    assert "CANARY7f3a" not in ended.out + ended.talk
    assert ended.status == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("curl https://example.com/", "which isn't an endpoint of the Edge Network"),
        ('{"log":{"entries":[]}}', "The HAR has no requests."),
        ('{"event": {},}', "Standard input isn't JSON: line 1, column 13: trailing comma"),
        ('{"event": {}}\n{"event":', "Standard input isn't JSON: line 2, column 1: unexpected text"),
        ('{"event": {"xdm": {"n": 1e400}}}', "line 1, column 25: this number is too large"),
        ("[1]", "is an array, not an object"),
    ],
)
def test_a_text_without_an_event_is_explained(text: str, words: str, command: Command) -> None:
    ended = command("send", "-", stdin=text.encode())
    assert ended.status == 2
    assert words in ended.talk
