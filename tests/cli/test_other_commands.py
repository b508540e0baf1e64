"""The commands that read, explain, compare and carry over."""

import json
import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest

from edge_tui.cli import COMMANDS
from edge_tui.problems import PROBLEMS
from tests.conftest import Command

COOKIE = "CiY0MTg2MTY2NjE5MzE0MDE2MTkzNDI3Njg0NTY1MTE0ODg3Njk4OFIRCOC09Z72LxABGAEqA09SMvAB4LT1nvYv"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does(command: Command, name: str) -> None:
    ended = command(name, "--help")
    assert ended.status == 0
    assert ended.out.startswith(f"Usage: edge-tui {name}")
    assert "..." not in ended.out.partition("Commands:")[2]
    assert ended.talk == ""


def test_the_help_lists_every_command_with_what_it_does(command: Command) -> None:
    listed = command("--help").out
    for name, summary in COMMANDS.items():
        assert f"  {name} " in listed
        assert summary.split()[0] in listed


def test_the_version_is_printed(command: Command) -> None:
    assert command("--version").out.startswith("edge-tui 0.")


def test_without_a_command_and_without_a_terminal_it_says_what_to_do(program: Command) -> None:
    ended = program()
    assert (ended.status, ended.out) == (2, "")
    assert ended.talk == "The explorer needs a terminal. Without one, use a command: `edge-tui --help` lists them.\n"


def test_a_command_that_there_is_none_of_is_one_line(command: Command) -> None:
    ended = command("sned")
    assert (ended.status, ended.out) == (2, "")
    assert ended.talk.count("\n") == 1


def test_a_body_is_read_from_a_file_or_a_pipe_as_a_tree_or_as_json(command: Command, tmp_path: Path) -> None:
    body = command("send", "page-view", "--body").out.encode()
    (tmp_path / "answer.json").write_bytes(body)
    piped, filed = command("handles", stdin=body), command("handles", str(tmp_path / "answer.json"))
    assert piped.status == filed.status == 0
    assert "identity:result" in piped.out
    assert "state:store" in filed.out
    outline = json.loads(command("handles", "-", "--json", stdin=body).out)
    assert set(outline) == {"label", "value", "children"}
    assert "identity:result" in [child["label"] for child in outline["children"]]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><b>502</b></html>",
        b'{"handle": [{"type": "x", "payl',
        b"[1, 2]",
        b'"text"',
        b"\xff\x00\xfe",
        b"[" * 200 + b"]" * 200,
        b"[" * 5000 + b"]" * 5000,
        b'{"handle": "no array"}',
        b'{"a": 1, "a": 2}',
        b'{"n": ' + b"9" * 6000 + b"}",
    ],
    ids=["empty", "html", "cut", "array", "string", "bytes", "deep", "deeper", "odd", "twice", "digits"],
)
def test_any_body_is_read(command: Command, body: bytes) -> None:
    as_tree, as_json = command("handles", stdin=body), command("handles", "--json", stdin=body)
    assert as_tree.status == as_json.status == 0
    assert as_tree.out
    assert as_tree.talk == as_json.talk
    assert re.fullmatch(r"(?:Read [^\n]+\n)?", as_tree.talk)
    assert as_json.out.startswith('{\n  "label"')


def test_a_file_that_is_not_there_is_one_line(command: Command) -> None:
    ended = command("handles", "/no/such/file")
    assert ended.status == 2
    assert "/no/such/file can't be read" in ended.talk


def test_a_cookie_is_opened_up(command: Command) -> None:
    cookie = next(
        entry["value"]
        for handle in json.loads(command("send", "page-view", "--json").out)["handles"]
        if handle["type"] == "state:store"
        for entry in handle["payload"]
        if entry["key"].endswith("_identity")
    )
    reading = json.loads(command("decode", cookie, "--json").out)
    assert reading["kind"] == "identity-cookie"
    assert {"ecid", "createdAt", "isNew", "deviceType", "region", "source", "writeTime"} <= set(reading["fields"])
    assert reading["fields"]["ecid"] in command("decode", "-", stdin=cookie.encode() + b"\n").out


def test_what_is_not_opaque_is_said(command: Command) -> None:
    ended = command("decode", "hello")
    assert (ended.status, ended.out) == (2, "")
    assert ended.talk.count("\n") == 1


def test_several_values_are_decoded_one_after_the_other(command: Command) -> None:
    def kinds(*values: str, stdin: bytes = b"") -> list[str]:
        return [each["kind"] for each in json.loads(command("decode", *values, "--json", stdin=stdin).out)]

    both = ["edge-region", "consent-cookie"]
    assert kinds("OR2;9", "general=out") == both
    assert kinds("-", stdin=b"OR2;9\n\ngeneral=out\n") == both
    header = "Cookie: kndctr_A_AdobeOrg_cluster=or2; kndctr_A_AdobeOrg_consent=general=in;ads=out; Path=/"
    assert kinds(header) == both
    ended = command("decode", "-", stdin=b"OR2;9\nrubbish\n")
    assert (ended.status, "Oregon" in ended.out, "1 of 2 values" in ended.talk) == (2, True, True)


def test_a_copied_header_is_decoded_cookie_by_cookie_and_the_rest_is_said(command: Command) -> None:
    header = b"Cookie: _ga=1; mboxEdgeCluster=38; theme=x; kndctr_A_AdobeOrg_consent=general=out\n"
    ended = command("decode", "-", "--json", stdin=header)
    readings = json.loads(ended.out)
    assert [each["kind"] for each in readings] == ["mbox-edge-cluster", "consent-cookie"]
    assert all({"kind", "fields", "title", "note", "source"} == set(each) for each in readings)
    assert ended.talk == "Left out 2 values that are not opaque.\n"


def test_a_log_is_read_and_standard_error_says_as_what(command: Command) -> None:
    response = b'{"requestId": "r", "handle": []}'
    plain = command("handles", stdin=response)
    assert (plain.status, plain.talk) == (0, "")
    log = command("handles", stdin=b"11-28 09:15:02.417  4211  4390 D AdobeExperienceSDK: got " + response)
    assert (log.status, log.talk) == (0, "Read a response from an Android log, line 1.\n")
    assert log.out == plain.out
    result = command("handles", "--json", stdin=b'{"propositions": [], "decisions": []}')
    assert json.loads(result.out)["label"] == "Web SDK result"


def test_a_value_over_several_lines_is_one_value(command: Command) -> None:
    scope = b'{\n  "activityId": "a",\n  "placementId": "b"\n}\n'
    assert json.loads(command("decode", "-", "--json", stdin=scope).out)["kind"] == "decision-scope"


@pytest.mark.parametrize(
    "code", ["EXEG-0104-422", "0104", "https://ns.adobe.com/aep/errors/EXEG-0104-422", "exeg-0104-422"]
)
def test_a_code_is_explained_in_any_of_its_forms(command: Command, code: str) -> None:
    explanation = json.loads(command("explain", code, "--json").out)
    assert explanation["code"] == "0104"
    assert {"code", "title", "meaning", "cause", "fix", "fatal", "retry"} <= set(explanation)
    text = command("explain", code).out
    assert "Cause\n" in text
    assert "Fix\n" in text


def test_without_a_code_every_code_is_listed(command: Command) -> None:
    assert len(json.loads(command("explain", "--json").out)) == len(PROBLEMS)
    assert "0104" in command("explain").out


def test_a_code_that_is_none_is_said(command: Command) -> None:
    assert command("explain", "nonsense").status == 2
    success = json.loads(command("explain", "207", "--json").out)
    assert (success["code"], success["fatal"], "impact_note" in success) == ("207", False, False)
    assert "Not an error" in command("explain", "204").out


def test_an_event_without_fault_has_no_findings(command: Command) -> None:
    ended = command("lint", "page-view")
    assert (ended.status, ended.out) == (0, "")
    assert json.loads(command("lint", "page-view", "--json").out) == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("page-view", "page-view: Analytics will count a page view: home."),
        ("exit-link", "exit-link: Analytics will count an exit link: "),
        ("proposition-display", "proposition-display: Analytics will count an A4T call, no page view."),
        ("purchase", "purchase: Analytics will count "),
    ],
)
def test_lint_says_what_analytics_will_count(command: Command, source: str, said: str) -> None:
    assert said in command("lint", source).talk
    assert "Analytics" not in command("lint", source, "--json").talk


def test_lint_says_nothing_of_analytics_where_it_counts_nothing(command: Command) -> None:
    assert "Analytics" not in command("lint", "consent-in").talk
    assert "Analytics" not in command("lint", "-", stdin=b'{"event": }').talk


def test_a_link_that_counts_as_a_page_is_a_finding(command: Command) -> None:
    web = {"webInteraction": {"name": "a", "linkClicks": {"value": 1}}, "webPageDetails": {"name": "b"}}
    event = {"event": {"xdm": {"eventType": "web.webinteraction.linkClicks", "web": web}}}
    ended = command("lint", "-", "--json", stdin=json.dumps(event).encode())
    assert ("analytics-hit", "/event/xdm/web/webInteraction") in [
        (each["rule"], each["pointer"]) for each in json.loads(ended.out)
    ]


def test_a_finding_has_its_position_in_the_original_text(command: Command, tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_text('{"event":\n {"xdm": {"timestamp": "{{now}}", "eventType": "a",\n   "identityMap": {"ECID": 7}}}}')
    ended = command("lint", str(event))
    assert ended.status == 1
    assert f"{event}:3:" in ended.out
    findings = json.loads(command("lint", str(event), "--json").out)
    assert all(
        set(finding) == {"rule", "severity", "pointer", "line", "column", "message", "predicts", "suggestion", "source"}
        for finding in findings
    )
    assert any(finding["severity"] == "error" and finding["line"] == 3 for finding in findings)


def test_a_parse_error_is_a_finding(command: Command) -> None:
    (finding,) = json.loads(command("lint", "-", "--json", stdin=b'{"event": }').out)
    assert (finding["rule"], finding["line"], finding["column"]) == ("syntax", 1, 11)


def test_your_own_schema_is_taken_into_account(command: Command, tmp_path: Path) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps({"type": "object", "properties": {"_tenant": {"type": "string"}}}))
    event = b'{"event": {"xdm": {"_id": "1", "timestamp": "{{now}}", "eventType": "test", "_tenant": 7}}}'
    rules = [each["rule"] for each in json.loads(command("lint", "--schema", str(schema), "--json", stdin=event).out)]
    assert "schema" in rules
    assert command("lint", "--schema", str(tmp_path / "none.json"), stdin=event).status == 2


@pytest.mark.parametrize("name", ["compare", "diff"])
def test_two_responses_are_compared_without_what_always_differs(command: Command, name: str) -> None:
    for request_id in ("one", "two"):
        command("send", "page-view", "--request-id", request_id, "--visitor", "anna")
    command("send", "target-unavailable", "--request-id", "three", "--visitor", "anna")
    assert command(name, "two", "two").status == 0
    assert json.loads(command(name, "two", "two", "--json").out) == []
    ended = command(name, "two", "three")
    assert ended.status == 1
    assert "200 → 207" in ended.out
    assert "+ EXEG-0201-503" in ended.out
    assert "kndctr" not in ended.out
    assert ended.out.count("207") == 1
    changes = json.loads(command(name, "two", "three", "--json").out)
    assert {"change": "changed", "leftPointer": None, "rightPointer": None, "left": 200, "right": 207} in changes
    assert len(json.loads(command(name, "one", "two", "--all", "--json").out)) > 0


def test_a_comparison_says_first_that_the_visitor_changed_then_how_many_paths_it_ignored(
    command: Command, home: Path
) -> None:
    for request_id, visitor in (("one", "anna"), ("two", "anna"), ("three", "bob")):
        command("send", "page-view", "--request-id", request_id, "--visitor", visitor)
    changed, ignored = command("compare", "two", "three", "--json").talk.splitlines()
    assert re.fullmatch(r"The visitor changed: ECID [0-9]{38} → [0-9]{38} \(anna → bob\)\.", changed)
    assert re.fullmatch(r"Ignored \d+ paths that always change; --all compares them too\.", ignored)
    assert command("compare", "one", "two").talk.splitlines()[0] == ignored
    assert command("compare", "one", "two", "--all").talk == "Nothing is ignored.\n"
    (home / "volatile-paths.txt").write_text("/requestId\n")
    assert command("compare", "one", "two").talk.startswith("Ignored 1 path ")


def test_a_change_of_the_visitor_is_a_difference_whatever_is_ignored(command: Command, home: Path) -> None:
    for request_id, visitor in (("one", "anna"), ("two", "bob")):
        command("send", "page-view", "--request-id", request_id, "--visitor", visitor)
    (home / "volatile-paths.txt").write_text("/**\n")
    ended = command("diff", "one", "two", "--json")
    (change,) = json.loads(ended.out)
    assert ended.status == 1
    assert (change["change"], change["leftPointer"]) == ("changed", None)
    assert change["left"] != change["right"]
    assert f"ECID {change['left']} → {change['right']}" in ended.talk.splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("one",), "side-by-side TEMPLATE --profiles A,B"),
        (("one", "two", "three"), "Give two request IDs"),
        (("one", "two", "--visitor", "anna"), "go with --profiles"),
        (("one", "two", "--profiles", "emulator,emulator"), "one template or file"),
        (("one", "two"), "No exchange with request ID"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_comparison_that_names_the_wrong_things_is_one_sentence(
    command: Command, arguments: tuple[str, ...], words: str
) -> None:
    ended = command("compare", *arguments)
    assert (ended.status, ended.out, ended.talk.count("\n")) == (2, "", 1)
    assert words in ended.talk


@pytest.mark.sends
@pytest.mark.parametrize("name", ["side-by-side", "compare"])
def test_one_event_is_sent_to_several_datastreams_and_compared(command: Command, name: str) -> None:
    both = "emulator,target-only"
    command(
        *("profiles", "add", "target-only", "--url", "emulator", "--org-id", "0E0F1A2B3C4D5E6F7A8B9C0D@AdobeOrg"),
        *("--datastream-id", "5f1c0000-0000-4000-8000-000000000005"),
    )
    ended = command(name, "page-view", "--profiles", both)
    assert ended.status == 1
    assert "- activation:pull" in ended.out
    document = json.loads(command(name, "page-view", "--profiles", both, "--json").out)
    assert [exchange["profile"] for exchange in document["exchanges"]] == ["emulator", "target-only"]
    (comparison,) = document["comparisons"]
    assert (comparison["left"], comparison["right"]) == ("emulator", "target-only")
    assert comparison["differences"]
    assert command(name, "page-view", "--profiles", "emulator").status == 2


def test_visitors_are_made_shown_copied_and_deleted(command: Command) -> None:
    assert command("visitors", "new", "anna").status == 0
    assert command("visitors", "new", "anna").status == 2
    sent = json.loads(command("send", "page-view", "--json", "--visitor", "anna").out)
    shown = json.loads(command("visitors", "show", "anna", "--json").out)
    (state,) = shown["states"]
    assert state["orgId"] == "0E0F1A2B3C4D5E6F7A8B9C0D@AdobeOrg"
    assert state["ecid"] == next(h for h in sent["handles"] if h["type"] == "identity:result")["payload"][0]["id"]
    assert state["hint"]["hint"]
    assert state["ecid"] in command("visitors", "show", "anna").out
    assert command("visitors", "clone", "anna", "twin").status == 0
    listed = {each["name"]: each for each in json.loads(command("visitors", "list", "--json").out)}
    assert listed["twin"]["states"][0]["ecid"] == state["ecid"]
    assert command("visitors", "delete", "anna").status == 0
    assert command("visitors", "show", "anna").status == 2
    assert "twin" in command("visitors", "list").out


def test_history_is_searched_deleted_and_pruned(command: Command) -> None:
    for request_id in ("one", "two"):
        command("send", "page-view", "--request-id", request_id)
    command("send", "target-unavailable", "--request-id", "three")
    found = json.loads(command("history", "search", "status:207", "--json").out)
    assert [each["requestId"] for each in found] == ["three"]
    assert len(json.loads(command("history", "search", "page", "view", "--json").out)) == 2
    assert command("history", "delete", "one").status == 0
    assert command("history", "show", "one").status == 2
    assert command("history", "prune").status == 2
    assert command("history", "prune", "--older-than", "0").status == 0
    assert json.loads(command("history", "list", "--json").out) == []


@pytest.mark.parametrize("name", ["curl", "har", "httpie", "python", "alloy", "bundle", "body"])
def test_an_exchange_is_exported_in_every_format_without_its_token(command: Command, name: str) -> None:
    command("profiles", "add", "pasted", "--url", "emulator", "--datastream-id", "ds", "--auth", "token")
    environ = {"EDGE_TUI_ACCESS_TOKEN": "t0ken-t0ken"}
    command("send", "page-view", "--profile", "pasted", "--request-id", "one", environ=environ)
    ended = command("export", "one", "--format", name, environ=environ)
    assert ended.status == 0
    assert "web.webpagedetails.pageViews" in ended.out
    assert "t0ken-t0ken" not in ended.out


def test_a_token_is_exported_only_when_asked_for_and_into_a_private_file(command: Command, tmp_path: Path) -> None:
    command("profiles", "add", "pasted", "--url", "emulator", "--datastream-id", "ds", "--auth", "token")
    environ = {"EDGE_TUI_ACCESS_TOKEN": "t0ken-t0ken"}
    command("send", "page-view", "--profile", "pasted", "--request-id", "one", environ=environ)
    file = tmp_path / "again.sh"
    file.write_text("")
    file.chmod(0o644)
    assert command("export", "one", "--with-secrets", "--output", str(file), environ=environ).status == 0
    assert "t0ken-t0ken" in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_curl_command_becomes_a_template_and_a_visitor_with_no_secret_in_either(command: Command, home: Path) -> None:
    body = {
        "event": {"xdm": {"eventType": "from-browser", "timestamp": "{{now}}"}},
        "meta": {"state": {"entries": [{"key": "kndctr_X_AdobeOrg_identity", "value": COOKIE}]}},
    }
    pasted = (
        "curl 'https://data.example.com/ee/or2/v2/interact?datastreamId=abc' -H 'authorization: Bearer t0ken-t0ken' "
        f"-H 'x-gw-ims-org-id: X@AdobeOrg' --data-raw '{json.dumps(body)}'"
    ).encode()
    ended = command("import", "-", "--template", "from-browser", "--visitor", "anna", stdin=pasted)
    assert ended.status == 0, ended.talk
    assert "Left out: access token." in ended.talk
    assert "--url https://data.example.com" in ended.talk
    assert "--datastream-id abc" in ended.talk
    template = json.loads(command("templates", "show", "from-browser").out)
    assert template["event"]["xdm"]["eventType"] == "from-browser"
    shown = json.loads(command("visitors", "show", "anna", "--json").out)
    assert shown["states"][0]["entries"][0]["value"] == COOKIE
    for path in home.rglob("*"):
        assert not path.is_file() or b"t0ken-t0ken" not in path.read_bytes()


def test_a_browsers_cookies_become_a_visitor(command: Command) -> None:
    cookies = f"Cookie: _ga=1; kndctr_X_AdobeOrg_identity={COOKIE}; kndctr_X_AdobeOrg_cluster=or2".encode()
    ended = command("import", "-", "--visitor", "anna", stdin=cookies)
    assert ended.status == 0, ended.talk
    assert (ended.out, "other cookies ignored (1)" in ended.talk) == ("", True)
    (state,) = json.loads(command("visitors", "show", "anna", "--json").out)["states"]
    assert [entry["maxAge"] for entry in state["entries"]] == [34_128_000, 1_800]
    assert state["hint"]["hint"] == "or2"

    ended = command("import", "-", "--visitor", "anna", stdin=b"_ga=1")
    assert ended.status == 2
    assert "No Edge Network cookies" in ended.talk


def test_a_har_goes_into_history(command: Command) -> None:
    command("send", "page-view", "--request-id", "one")
    archive = command("export", "one", "--format", "har").out.encode()
    command("history", "delete", "one")
    ended = command("import", "-", "--history", stdin=archive)
    assert ended.status == 0
    assert "1 of 1" in ended.talk
    (line,) = json.loads(command("history", "list", "--json").out)
    assert (line["requestId"], line["status"], line["profile"]) == ("one", 200, "emulator")


@pytest.mark.parametrize(("version", "members"), [("v1", ["events"]), ("v2", ["event"])])
def test_an_import_is_printed_in_the_shape_that_is_wished(command: Command, version: str, members: list[str]) -> None:
    for body in ({"event": {"xdm": {}}}, {"events": [{"xdm": {}}]}):
        ended = command("import", "-", "--api-version", version, stdin=json.dumps(body).encode())
        assert ended.status == 0
        assert list(json.loads(ended.out)) == members


def test_an_import_without_a_shape_of_a_version_says_so(command: Command) -> None:
    two = json.dumps({"events": [{"xdm": {}}, {"xdm": {}}]}).encode()
    ended = command("import", "-", "--api-version", "v2", stdin=two)
    assert (ended.status, ended.out) == (2, "")
    assert "v2 takes exactly one event" in ended.talk


def test_what_holds_no_request_is_said(command: Command) -> None:
    ended = command("import", "-", stdin=b"hello")
    assert ended.status == 2
    assert ended.talk.count("\n") == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_printed(command: Command, shell: str) -> None:
    ended = command("completions", shell)
    assert ended.status == 0
    assert "_EDGE_TUI_COMPLETE" in ended.out


def test_a_shell_completes_commands_templates_and_profiles(command: Command, program: Command) -> None:
    command("profiles", "add", "stage-eu")
    for words, expected in (
        ("edge-tui expl", "explain"),
        ("edge-tui si", "side-by-side"),
        ("edge-tui send page-v", "page-view"),
        ("edge-tui side-by-side page-v", "page-view"),
    ):
        environ = {"_EDGE_TUI_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
        assert f"plain,{expected}" in program(environ=environ).out.splitlines()
    environ = {"_EDGE_TUI_COMPLETE": "bash_complete", "COMP_WORDS": "edge-tui send --profile st", "COMP_CWORD": "3"}
    assert program(environ=environ).out.split() == ["plain,stage-eu"]


def test_earlier_names_of_commands_work_but_are_not_completed(command: Command, program: Command) -> None:
    environ = {"_EDGE_TUI_COMPLETE": "bash_complete", "COMP_WORDS": "edge-tui dif", "COMP_CWORD": "1"}
    assert program(environ=environ).out.strip() == ""
    environ = {"_EDGE_TUI_COMPLETE": "bash_complete", "COMP_WORDS": "edge-tui diff --a", "COMP_CWORD": "2"}
    assert program(environ=environ).out.split() == ["plain,--all"]
    assert "Alias: diff" in command("--help").out
    assert command("diff", "--help").out.startswith("Usage: edge-tui diff ")


def test_keys_are_shown_as_the_terminal_sends_them_until_q(home: Path) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "edge_tui", "keys"], stdin=theirs, stdout=theirs, stderr=theirs
    ) as run:
        try:
            os.close(theirs)
            shown = b""
            while b"q quits" not in shown:
                assert select.select([ours], [], [], 60)[0]
                shown += os.read(ours, 1024)
            os.write(ours, b"\x1b[15~")
            while b"1b 5b 31 35 7e" not in shown:
                assert select.select([ours], [], [], 60)[0]
                shown += os.read(ours, 1024)
            os.write(ours, b"q")
            assert run.wait(60) == 0
        finally:
            run.kill()
    os.close(ours)


def test_keys_without_a_terminal_say_so(command: Command) -> None:
    assert command("keys").status == 2
