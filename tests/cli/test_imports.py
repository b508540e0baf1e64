"""What a stranger wrote is data on the command line: it runs nothing, reads nothing here, and leaves no secret."""

import json
from pathlib import Path

import pytest

from edge_tui.model.profile import EMULATOR_PROFILE
from tests.conftest import Command

CANARY = "CANARY7f3a"
URL = f"https://anna:{CANARY}@edge.example.com/ee/v2/interact?datastreamId=4f1c&requestId=one&access_token={CANARY}#{CANARY}"
HEADERS = {
    "x-auth-token": CANARY,
    "Api-Key": CANARY,
    "AUTHORIZATION": f"Bearer {CANARY}",
    "Proxy-Authorization": f"Basic {CANARY}",
    "X-User-Token": CANARY,
    "Cookie": f"session={CANARY}; kndctr_A_AdobeOrg_cluster=or2",
    "referer": f"https://shop.example/cart?token={CANARY}",
    "user-agent": f"Firefox\r\n x-auth-token: {CANARY}",
    " x-folded ": CANARY,
}


def archive() -> bytes:
    response_headers = [
        {"name": "Set-Cookie", "value": f"session={CANARY}; Path=/\nkndctr_A_AdobeOrg_x=v; Path=/"},
        {"name": "x-session", "value": CANARY},
        {"name": "x-adobe-edge", "value": "OR2;9"},
    ]
    page = f"https://anna:{CANARY}@shop.example/cart;sid={CANARY}?{CANARY}&token={CANARY}#{CANARY}"
    frame = {"functionName": f"f({CANARY}=1)", "url": page, "scriptId": CANARY, "lineNumber": CANARY}
    entry = {
        "startedDateTime": "2026-03-01T09:30:00Z",
        "comment": CANARY,
        "pageref": CANARY,
        "connection": CANARY,
        "serverIPAddress": f"fe80::1%{CANARY}",
        "_priority": CANARY,
        "_resourceType": CANARY,
        "_connectionId": CANARY,
        "_error": CANARY,
        "_initiator": {"type": CANARY, "url": page, "stack": {"description": CANARY, "callFrames": [frame]}},
        "_webSocketMessages": [{"data": CANARY}],
        "cache": {"afterRequest": {"eTag": CANARY}},
        "timings": {"comment": CANARY, "_blocked_proxy": CANARY},
        "request": {
            "method": "POST",
            "httpVersion": CANARY,
            "comment": CANARY,
            "queryString": [{"name": "access_token", "value": CANARY}],
            "url": URL,
            "headers": [{"name": name, "value": value} for name, value in HEADERS.items()],
            "cookies": [{"name": "session", "value": CANARY}],
            "postData": {
                "text": '{"event": {"xdm": {}}}',
                "mimeType": CANARY,
                "comment": CANARY,
                "params": [{"name": "t", "value": CANARY, "fileName": CANARY}],
            },
        },
        "response": {
            "status": 200,
            "statusText": CANARY,
            "httpVersion": CANARY,
            "redirectURL": page,
            "cookies": [{"name": "session", "value": CANARY}],
            "comment": CANARY,
            "_error": CANARY,
            "_failureText": CANARY,
            "_securityDetails": {"subjectName": CANARY},
            "headers": response_headers,
            "content": {"text": '{"requestId": "one", "handle": []}', "mimeType": CANARY, "comment": CANARY},
        },
    }
    failed = json.loads(json.dumps(entry).replace("requestId=one", "requestId=two"))
    failed["response"] |= {"status": 0, "content": {"comment": CANARY}}
    redirected = json.loads(json.dumps(failed).replace("requestId=two", "requestId=three"))
    redirected["response"]["status"] = 302
    other = {"request": {"url": f"https://a.example/{CANARY}"}}
    log = {
        "entries": [other, entry, failed, redirected],
        "creator": {"name": CANARY},
        "browser": {"name": CANARY},
        "comment": CANARY,
        "pages": [{"id": CANARY, "title": page, "startedDateTime": "2026-03-01T09:29:00Z", "comment": CANARY}],
    }
    return json.dumps({"log": log}).encode()


def curl() -> bytes:
    headers = " ".join(f"-H '{name}: {value}'" for name, value in HEADERS.items())
    return f"curl {headers} -u anna:{CANARY} -d '{{\"event\": {{}}}}' '{URL}'".encode()


@pytest.mark.parametrize("source", [archive, curl])
def test_no_secret_of_an_import_is_in_any_file_or_export(source: object, command: Command, home: Path) -> None:
    pasted = source()  # type: ignore[operator]
    ended = command("import", "-", "--history", "--template", "theirs", "--visitor", "anna", stdin=pasted)
    assert ended.status == 0, ended.talk
    written = [ended.out, ended.talk, command("import", "-", stdin=pasted).out]
    for name in ("curl", "har", "httpie", "python", "alloy", "bundle", "body"):
        exported = command("export", "one", "--format", name)
        assert exported.status == 0, exported.talk
        written += [exported.out, exported.talk]
    for each in json.loads(command("history", "list", "--json").out):
        written.append(command("history", "show", each["requestId"], "--json").out)
        written.append(command("history", "show", each["requestId"]).out)
    written.append(command("history", "list").out)
    assert CANARY not in "".join(written)
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert CANARY.encode() not in path.read_bytes(), path
    assert command("history", "search", CANARY).out == ""
    assert "access_token" in ended.talk
    assert "x-auth-token" in ended.talk


EVENT = '{"event": {"xdm": {"eventType": "a.b", "_id": "{{env:CANARY}}"}}}'
ENVIRON = {"CANARY": CANARY}


def test_a_file_reads_no_variable_that_was_not_allowed(command: Command, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_text(EVENT)
    for source, stdin in ((str(file), b""), ("-", EVENT.encode())):
        for more in ((), ("--dry-run",), ("--json",)):
            ended = command("send", source, *more, stdin=stdin, environ=ENVIRON)
            assert ended.status == 2
            if more == ("--json",):
                assert list(json.loads(ended.out)) == ["error"]
                assert CANARY not in ended.out
            else:
                assert ended.out == ""
            assert "CANARY," in ended.talk
            assert "--allow-env CANARY" in ended.talk
            assert CANARY not in ended.talk
        ended = command("send", source, "--dry-run", "--allow-env", "CANARY", stdin=stdin, environ=ENVIRON)
        assert ended.status == 0
        assert CANARY in ended.out
    assert all(CANARY.encode() not in path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_a_profile_allows_a_variable_for_good(command: Command) -> None:
    assert (
        command("profiles", "add", "acme", "--url", "emulator", "--allow-env", "CAN*", "--allow-env", "B").status == 0
    )
    sent = command("send", "-", "--profile", "acme", "--dry-run", stdin=EVENT.encode(), environ=ENVIRON)
    assert CANARY in sent.out
    assert json.loads(command("profiles", "show", "acme", "--json").out)["env"] == ["CAN*", "B"]
    command("profiles", "edit", "acme", "--allow-env", "CAN*=")
    assert command("send", "-", "--profile", "acme", stdin=EVENT.encode(), environ=ENVIRON).status == 2
    assert command("profiles", "edit", "acme", "--allow-env", "*").status == 2


def test_a_template_of_the_projects_folder_is_from_elsewhere(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ".edge-tui" / "templates"
    folder.mkdir(parents=True)
    (folder / "page-view.json").write_text(EVENT)
    monkeypatch.chdir(tmp_path)
    ended = command("send", "page-view", environ=ENVIRON)
    assert (ended.status, "--allow-env CANARY" in ended.talk) == (2, True)
    own = tmp_path / "own.json"
    own.write_text('{"extends": "page-view", "title": "Mine"}')
    assert command("templates", "path").status == 0
    templates = Path(command("templates", "path").out.strip())
    templates.mkdir(parents=True, exist_ok=True)
    (templates / "mine.json").write_text(own.read_text())
    assert command("send", "mine", environ=ENVIRON).status == 2
    compared = command("side-by-side", "page-view", "--profiles", "emulator,emulator", environ=ENVIRON)
    assert (compared.status, compared.out) == (2, "")


def test_an_import_reads_nothing_when_it_is_replayed_or_kept_as_a_template(command: Command, home: Path) -> None:
    pasted = f"curl -H 'user-agent: {{{{env:CANARY}}}}' -d '{EVENT}' 'https://a.example/ee/v2/interact?requestId=one'"
    ended = command("import", "-", "--history", stdin=pasted.encode(), environ=ENVIRON)
    assert "{{env:CANARY}}" in ended.talk
    replayed = command("replay", "one", "--profile", "emulator", environ=ENVIRON)
    assert (replayed.status, "--allow-env CANARY" in replayed.talk) == (2, True)
    kept = command("import", "-", "--template", "theirs", stdin=pasted.encode(), environ=ENVIRON)
    assert (kept.status, "--allow-env CANARY" in kept.talk) == (2, True)
    saved = command("templates", "save", "theirs", "--from", "one", environ=ENVIRON)
    assert (saved.status, "--allow-env CANARY" in saved.talk) == (2, True)
    assert command("templates", "save", "theirs", "-", stdin=EVENT.encode(), environ=ENVIRON).status == 2
    assert all(CANARY.encode() not in path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert command("templates", "save", "mine", "-", "--allow-env", "CANARY", stdin=EVENT.encode()).status == 0
    assert CANARY in command("send", "mine", "--dry-run", environ=ENVIRON).out


def test_lint_names_the_variables_that_an_event_reads(command: Command) -> None:
    found = json.loads(command("lint", "-", "--json", stdin=EVENT.encode(), environ=ENVIRON).out)
    assert {each["rule"] for each in found if "CANARY" in each["message"]} == {"environment", "placeholder"}
    assert CANARY not in str(found)


@pytest.mark.parametrize("format_name", ["bundle", "har", "curl"])
def test_a_safe_export_holds_no_personal_data_and_says_how_much_it_masked(command: Command, format_name: str) -> None:
    mail = "anna@acme.example"
    event = {"event": {"xdm": {"eventType": "a.b", "identityMap": {"Email": [{"id": mail, "primary": True}]}}}}
    command("send", "-", "--visitor", "anna", stdin=json.dumps(event).encode(), environ={})
    command("send", "-", "--visitor", "anna", "--request-id", "two", stdin=json.dumps(event).encode())
    plain = command("export", "two", "--format", format_name)
    assert mail in plain.out
    assert ("1 e-mail address" in plain.talk) is (format_name != "curl")
    safe = command("export", "two", "--format", format_name, "--safe")
    assert safe.status == 0
    assert mail not in safe.out + safe.talk
    assert "kndctr_" in safe.out
    assert "identity cookie: ecid=" in safe.out
    assert safe.talk.startswith("Masked: 1 e-mail address, ")
    if format_name == "bundle":
        assert "Masked: 1 e-mail address" in safe.out.partition("## Request")[0]
        assert "Contains 1 e-mail address" in plain.out.partition("## Request")[0]
    assert command("export", "two", "--safe", "--with-secrets").status == 2


def test_a_request_without_a_request_id_can_be_shown_once_it_is_in_history(command: Command) -> None:
    pasted = b"curl 'https://edge.adobedc.net/ee/v2/interact?datastreamId=ds' -d '{\"event\": {\"xdm\": {}}}'"
    assert command("import", "-", "--history", stdin=pasted).status == 0
    [listed] = json.loads(command("history", "list", "--json").out)
    assert listed["requestId"]
    assert command("history", "show", listed["requestId"]).status == 0
    assert command("export", listed["requestId"], "--format", "curl").status == 0


V1 = "https://edge.adobedc.net/ee/v1/interact?configId=4f1c2d3e-0000-4000-8000-00000000009e"
COPIED = f"""curl '{V1}' \\
  -H 'x-sandbox: dev' -H 'authorization: Bearer {CANARY}' \\
  --data-raw '{{"events":[{{"xdm":{{"eventType":"one"}}}}]}}' ;
curl '{V1}' --data-raw '{{"events":[{{"xdm":{{"eventType":"two"}}}}]}}' ;
curl '{V1}'
"""


def test_the_first_line_says_what_was_read_and_the_second_what_was_left_out(command: Command) -> None:
    ended = command("import", "-", stdin=COPIED.encode())
    assert ended.status == 0
    assert json.loads(ended.out) == {"events": [{"xdm": {"eventType": "one"}}]}
    first, second, *_ = ended.talk.splitlines()
    where = "interact v1 to https://edge.adobedc.net, datastream 4f1c2d3e…009e"
    assert (
        first == f"Read 2 requests (curl command). The first: {where}. Pass --all for every one, or --list to choose."
    )
    assert second == (
        "Left out: access token. Secrets aren't imported. Line 5: the request has no body."
        " These headers were not imported: x-sandbox. What neither edge-tui nor the gateway sends isn't kept, since it"
        " may be a website's secret."
    )


def test_a_request_of_which_nothing_was_left_out_says_so(command: Command) -> None:
    ended = command("import", "-", stdin=f"curl '{V1}' -d '{{\"events\": []}}'".encode())
    assert ended.talk.splitlines()[:2] == [
        "Read 1 request (curl command): interact v1 to https://edge.adobedc.net, datastream 4f1c2d3e…009e.",
        "Nothing was left out.",
    ]


def test_every_request_is_printed_as_an_array(command: Command) -> None:
    ended = command("import", "-", "--all", stdin=COPIED.encode())
    assert [each["events"][0]["xdm"]["eventType"] for each in json.loads(ended.out)] == ["one", "two"]
    assert "Read 2 requests" in ended.talk
    assert "--all" not in ended.talk
    ended = command("import", "-", "--all", "--api-version", "v2", stdin=COPIED.encode())
    assert [each["event"]["xdm"]["eventType"] for each in json.loads(ended.out)] == ["one", "two"]
    one = command("import", "-", "--all", stdin=f"curl '{V1}' -d '{{\"a\":'".encode())
    assert json.loads(one.out) == ['{"a":']
    assert command("import", "-", "--all", "--history", stdin=COPIED.encode()).status == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"curl '{V1}'", "The curl command has no body."),
        (f"curl '{V1}' -d @event.json", "in the file event.json, which wasn't read. Pass the file itself"),
        ("curl https://example.com/ -d '{}'", "example.com/, which isn't an endpoint of the Edge Network."),
        ("hello", "Not recognized as an Edge Network request."),
        ("", "Not recognized as an Edge Network request."),
    ],
)
def test_an_import_without_an_event_prints_nothing_and_says_what_was_there(
    command: Command, text: str, words: str
) -> None:
    for more in ((), ("--all",), ("--history",), ("--template", "x")):
        ended = command("import", "-", *more, stdin=text.encode())
        assert (ended.status, ended.out, ended.talk.count("\n")) == (2, "", 1)
        assert words in ended.talk


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_browsers_copy_is_imported_and_sent_on_a_profile_of_any_version(command: Command, version: str) -> None:
    command("profiles", "add", "any", "--url", EMULATOR_PROFILE.url, "--api-version", version)
    command("profiles", "edit", "any", "--datastream-id", EMULATOR_PROFILE.datastream_id)
    body = command("import", "-", stdin=COPIED.encode()).out
    ended = command("send", "-", "--profile", "any", "--expect", "status == 200", stdin=body.encode())
    assert ended.status == 0, ended.talk
    consent = (
        """curl 'https://edge.adobedc.net/ee/v1/privacy/set-consent?configId=ds' --data-raw '{"consent":[CONSENT]}'"""
    )
    consent = consent.replace("CONSENT", '{"standard":"Adobe","version":"1.0","value":{"general":"in"}}')
    imported = command("import", "-", stdin=consent.encode())
    ended = command("send", "-", "--profile", "any", "--dry-run", stdin=imported.out.encode())
    assert "/v1/privacy/set-consent?" in ended.out


def test_an_action_that_the_body_does_not_tell_is_said(command: Command) -> None:
    ended = command("import", "-", stdin=f"curl '{V1.replace('interact', 'collect')}' -d '{{\"events\": []}}'".encode())
    assert "To send it: edge-tui send - --action collect; or import it with --with-action." in ended.talk
    assert "--action" not in command("import", "-", stdin=COPIED.encode()).talk


@pytest.mark.parametrize("action", ["interact", "collect"])
def test_an_action_goes_along_through_a_pipe_where_it_is_wanted(command: Command, action: str) -> None:
    text = f"curl '{V1.replace('interact', action)}' -d '{{\"events\": [{{\"xdm\": {{}}}}]}}'".encode()
    imported = command("import", "-", "--with-action", stdin=text)
    assert "--action" not in imported.talk
    assert json.loads(imported.out)["body"] == {"events": [{"xdm": {}}]}
    sent = command("send", "-", "--dry-run", stdin=imported.out.encode())
    assert sent.out.startswith("POST ")
    assert f"/{action}?" in sent.out.splitlines()[0]


def test_all_requests_are_printed_with_their_actions(command: Command) -> None:
    texts = [f"curl '{V1.replace('interact', each)}' -d '{{\"events\": []}}'" for each in ("interact", "collect")]
    ended = command("import", "-", "--all", "--with-action", stdin="\n".join(texts).encode())
    assert [each["action"] for each in json.loads(ended.out)] == ["interact", "collect"]


def test_only_placeholders_of_ours_are_said_to_be_filled(command: Command) -> None:
    text = (
        f"""curl '{V1}' -d '{{"events":[{{"xdm":{{"_id":"{{{{uuid}}}}","a":"{{{{$guid}}}}","b":"{{{{kind}}}}"}}}}]}}'"""
    )
    ended = command("import", "-", stdin=text.encode())
    assert "Placeholders, filled when it's sent: {{uuid}}." in ended.talk
    assert "In edge-tui, write {{uuid}}, {{var:kind}} instead" in ended.talk


def test_a_request_is_chosen_by_its_number(command: Command) -> None:
    listed = command("import", "-", "--list", stdin=COPIED.encode())
    assert (listed.status, listed.talk) == (0, "")
    assert [line.split() for line in listed.out.splitlines()] == [
        ["REQUEST", "ACTION", "EVENT", "TYPE", "DATASTREAM", "GATEWAY", "NAME"],
        ["1", "interact", "one", "4f1c2d3e…009e", "https://edge.adobedc.net", "-"],
        ["2", "interact", "two", "4f1c2d3e…009e", "https://edge.adobedc.net", "-"],
    ]
    second = command("import", "-", "--request", "2", stdin=COPIED.encode())
    assert json.loads(second.out)["events"][0]["xdm"]["eventType"] == "two"
    both = command("import", "-", "--request", "2", "--request", "1", stdin=COPIED.encode())
    assert [each["events"][0]["xdm"]["eventType"] for each in json.loads(both.out)] == ["two", "one"]
    saved = command("import", "-", "--request", "2", "--template", "second", stdin=COPIED.encode())
    assert saved.status == 0
    assert '"two"' in command("templates", "show", "second").out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--request", "3"], "There is no request 3: the curl command has the requests 1 to 2. See them with --list."),
        (["--request", "0"], "There is no request 0"),
        (["--list", "--all"], "--all prints requests and can't be combined with --list."),
        (["--list", "--history"], "--list prints requests and can't be combined with --history."),
        (["--all", "--request", "1"], "--all prints requests and can't be combined with --request."),
    ],
)
def test_a_choice_that_cannot_be_made_is_said(command: Command, options: list[str], words: str) -> None:
    ended = command("import", "-", *options, stdin=COPIED.encode())
    assert (ended.status, ended.out) == (2, "")
    assert words in ended.talk
