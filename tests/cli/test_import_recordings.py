"""`edge-tui import FILE.har --history`: a visit in history, once, by name."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.conftest import Command
from tests.formats.visits import DATASTREAM, PAGE, WRITERS, Entry, archive, call, event

IDENTITY = "CiY0MDAwMDgyMjMzNTEzNzU1OTcwMjQ0NDcyNjU1MTAyMDEwNDQ3MVIQCIDm5tasMxgBKgRJUkwx8AGInY7WrDM="
SAID = "Not imported, because they aren't events: 1 preflight."


def ecid(value: str) -> dict[str, Any]:
    """A response with an ECID."""
    payload = [{"id": value, "namespace": {"code": "ECID"}}]
    return {"requestId": "a1", "handle": [{"type": "identity:result", "payload": payload}]}


def blocked(error: str, **members: Any) -> Entry:
    """A call that the browser blocked."""
    entry = call(**members)
    entry["response"] = {"status": 0, "headers": [], "content": {"size": 0, "mimeType": ""}, "_error": error}
    return entry


def preflight() -> Entry:
    """The OPTIONS request before a call."""
    entry = call()
    entry["request"]["method"] = "OPTIONS"
    del entry["request"]["postData"]
    return entry


def beacon() -> Entry:
    """A beacon whose body was not recorded."""
    entry = {**call("collect", status=204, request_id="b"), "_resourceType": "ping"}
    del entry["request"]["postData"]
    entry["response"]["content"] = {"size": 0, "mimeType": "x-unknown"}
    return entry


def listed(command: Command) -> list[dict[str, Any]]:
    """History as JSON, newest first."""
    found: list[dict[str, Any]] = json.loads(command("history", "list", "--json").out)
    return found


def imported(command: Command, text: str, *options: str) -> str:
    """What is said when a file is added to history."""
    ended = command("import", "-", "--history", *options, stdin=text.encode())
    assert ended.status == 0, ended.talk
    return ended.talk


SENT, RETURNED = f"{'0a' * 20}.txt", f"{'1b' * 20}.json"


def attached(folder: Path, name: str = SENT) -> Path:
    """A HAR as Playwright records it with its bodies beside it."""
    entry = call(body={"events": [event()]})
    (folder / SENT).write_text(entry["request"]["postData"].pop("text"))
    (folder / RETURNED).write_text(entry["response"]["content"].pop("text"))
    entry["request"]["postData"]["_file"], entry["response"]["content"]["_file"] = name, RETURNED
    written = folder / "visit.har"
    written.write_text(archive(entry))
    return written


def packed(folder: Path) -> Path:
    """The same in a ZIP archive."""
    path = folder.parent / "visit.zip"
    with ZipFile(path, "w") as made:
        for each in folder.iterdir():
            made.write(each, each.name)
    return path


def test_bodies_beside_a_har_are_read_in_its_folder_and_in_its_archive(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "recorded"
    folder.mkdir()
    har = attached(folder)
    for source in (har, packed(folder)):
        ended = command("import", str(source))
        assert (ended.status, json.loads(ended.out)) == (0, {"events": [event()]})
        assert "Nothing was left out." in ended.talk
        assert command("lint", str(source)).status != 2
    said = command("import", "-", stdin=har.read_bytes())
    assert said.status == 2
    assert "in files beside the HAR" in imported(command, har.read_text())


@pytest.mark.parametrize(
    "name", [f"../{SENT}", "/etc/hostname", f"sub/{SENT}", "..", "secret.json", SENT.replace("0a", "0c")]
)
def test_only_files_in_the_folder_of_a_har_are_read(command: Command, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "recorded"
    folder.mkdir()
    for each in (tmp_path / SENT, folder / "secret.json"):
        each.write_text(json.dumps({"events": [event()]}))
    har = attached(folder, name)
    assert command("import", str(har)).status == 2


def test_an_archive_without_one_har_is_said_to_be_one(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "notes.txt").write_text("x")
    path = packed(tmp_path / "a")
    assert "It is a ZIP archive, not text." in command("import", str(path)).talk
    path.write_bytes(path.read_bytes()[:40])
    assert "It is a damaged ZIP archive." in command("import", str(path)).talk


def test_a_beacon_without_a_body_is_listed_and_said(command: Command) -> None:
    said = imported(command, archive(beacon()), "--name", "visit")
    assert "The HAR doesn't hold the body of this request, so its event is unknown." in said
    assert "Added 1 of 1 call to history as visit: 1 collect." in said
    [one] = listed(command)
    assert (one["requestId"], one["action"], one["eventType"], one["status"]) == ("b", "collect", None, 204)
    shown = json.loads(command("history", "show", "b", "--json").out)
    assert shown["request"]["body"] == ""
    assert "The HAR doesn't hold the body of this request" in shown["remarks"][0]
    assert shown["origin"]["unload"]
    assert "sent as the page went" in command("history", "show", "b").out
    assert [each["requestId"] for each in json.loads(command("history", "search", "unload", "--json").out)] == ["b"]
    alone = command("import", "-", stdin=archive(beacon()).encode())
    assert (alone.status, alone.out) == (2, "")
    assert "No request in it has a body: nothing to import." in alone.talk


def test_a_check_says_that_it_has_not_seen_the_events_of_calls_without_a_body(command: Command) -> None:
    said = imported(command, archive(beacon(), call()), "--name", "visit")
    assert "To send it" not in said
    assert "the body of 1 call, whose events were not checked" in command("capture", "check", "visit").out
    imported(command, archive(call()), "--name", "whole")
    assert "not checked" not in command("capture", "check", "whole").out


@pytest.mark.parametrize(
    ("error", "words"),
    [("net::ERR_BLOCKED_BY_CLIENT", "ad blocker"), ("net::ERR_FAILED", "CORS, a service worker or an extension")],
)
def test_a_blocked_call_failed_and_its_preflight_is_not_an_event(command: Command, error: str, words: str) -> None:
    said = imported(command, archive(preflight(), blocked(error)), "--name", "visit")
    assert SAID in said
    assert "Added 1 of 1 call to history as visit: 1 interact. 1 failed, 1 of them blocked. 1 other request" in said
    [one] = listed(command)
    assert (one["failure"], one["status"], one["eventType"]) == ("blocked", None, "web.webpagedetails.pageViews")
    shown = json.loads(command("history", "show", "a1", "--json").out)
    assert shown["failure"]["kind"] == "blocked"
    assert words in shown["failure"]["message"]
    assert len(json.loads(command("history", "search", "blocked", "--json").out)) == 1


def test_two_responses_keep_their_ecids(command: Command) -> None:
    values = ("40000822335137559702444726551020104471", "51111822335137559702444726551020104472")
    calls = [call(request_id=f"r{number}", response=ecid(value)) for number, value in enumerate(values)]
    imported(command, archive(*calls))
    shown = [json.loads(command("history", "show", f"r{number}", "--json").out) for number in (0, 1)]
    assert [each["handles"][0]["payload"][0]["id"] for each in shown] == list(values)


def test_a_list_says_where_the_visitor_changed_whatever_was_imported_first(command: Command) -> None:
    values = ("40000822335137559702444726551020104471", "51111822335137559702444726551020104472")
    moments = ("2026-08-01T10:00:00.000Z", "2026-08-01T10:00:30.000Z", "2026-08-01T10:01:00.000Z")
    calls = []
    for number, (moment, value) in enumerate(zip(moments, (values[0], values[1], values[1]), strict=True)):
        entry = call(request_id=f"r{number}", response=ecid(value))
        entry["startedDateTime"] = moment
        calls.append(entry)
    for each in reversed(calls):
        imported(command, archive(each), "--name", "visit")
    changed = {each["requestId"]: each["ecidChanged"] for each in listed(command)}
    assert changed == {"r0": False, "r1": True, "r2": False}
    lines = command("history", "list").out.splitlines()
    assert [line.count("ECID changed") for line in lines if " r1 " in line] == [1]
    assert sum(line.count("ECID changed") for line in lines) == 1
    shown = json.loads(command("history", "show", "r1", "--json").out)["identification"]
    assert (shown["ecid"], shown["previousEcid"]) == (values[1], values[0])
    assert shown["concerns"][0]["kind"] == "ECID changed"
    assert "ECID changed" in command("history", "show", "r1").out
    assert command("diff", "r0", "r1").talk.startswith("The visitor changed: ECID 4")
    assert command("diff", "r1", "r2").status == 0


def test_the_state_that_was_sent_is_kept(command: Command) -> None:
    key = "kndctr_BBBB1111BBBB2222CCCC3333_AdobeOrg_identity"
    state = {"domain": "example.com", "cookiesEnabled": True, "entries": [{"key": key, "value": IDENTITY}]}
    imported(command, archive(call(body={"meta": {"state": state}, "events": [event()]})))
    shown = json.loads(command("history", "show", "a1", "--json").out)
    assert shown["request"]["body"]["meta"]["state"]["entries"][0]["key"] == key
    assert shown["origin"]["cookiesSent"] == ["kndctr_A_AdobeOrg_cluster", "login"]


def test_each_kind_of_call_is_listed_as_what_it_is_and_has_an_id(command: Command) -> None:
    base = "https://edge.adobedc.net/ee"
    consent = {"consent": [{"standard": "Adobe", "version": "2.0", "value": {"collect": {"val": "y"}}}]}
    calls = [
        call(url=f"{base}/v1/privacy/set-consent?configId={DATASTREAM}", body=consent),
        call(
            url=f"{base}/v1/identity/acquire?configId={DATASTREAM}",
            body={"query": {"identity": {"fetch": ["ECID"]}}},
        ),
        call(url=f"{base}/or2/va/v1/play?configId={DATASTREAM}", body={"events": [event("media.play")]}),
    ]
    said = imported(command, archive(*calls), "--name", "visit")
    assert "Added 3 of 3 calls to history as visit: 1 set-consent, 1 acquire, 1 media." in said
    found = listed(command)
    assert [each["action"] for each in found] == ["media", "acquire", "set-consent"]
    in_common = {(each["datastreamId"], each["capture"], each["template"]) for each in found}
    assert in_common == {(DATASTREAM, "visit", None)}
    assert found[0]["page"] == PAGE
    for each in found:
        assert command("history", "show", each["requestId"], "--json").status == 0


def test_importing_twice_changes_nothing(command: Command) -> None:
    text = archive(call(request_id="a"), blocked("net::ERR_FAILED", request_id="b"), beacon())
    imported(command, text, "--name", "visit")
    before = listed(command)
    again = imported(command, text, "--name", "visit")
    assert "Added 0 of 3 calls to history as visit: 2 interact, 1 collect; they were there already." in again
    assert listed(command) == before
    more = archive(call(request_id="a"), call(request_id="new"))
    assert "Added 1 of 2 calls" in imported(command, more, "--name", "visit")
    assert "Added 3 of 3 calls to history as other" in imported(command, text, "--name", "other")


def test_a_recording_has_the_name_of_its_file_or_of_its_first_page(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "spring sale.har"
    file.write_text(WRITERS["Chrome"](call()))
    assert command("import", str(file), "--history").status == 0
    assert listed(command)[0]["capture"] == "spring sale"
    imported(command, WRITERS["Chrome"](call()))
    day = f"{datetime(2026, 8, 1, 10, tzinfo=UTC).astimezone():%Y-%m-%d}"
    assert listed(command)[0]["capture"].startswith(f"shop.example.com {day} ")
    ended = command("import", "-", "--history", "--name", "x", stdin=b'{"event": {}}')
    assert (ended.status, "--name is for the record of a visit" in ended.talk) == (2, True)


def test_the_profile_of_a_call_is_that_of_its_host_and_datastream(command: Command) -> None:
    command("profiles", "add", "shop", "--url", "https://edge.adobedc.net", "--datastream-id", DATASTREAM)
    imported(command, archive(call(request_id="a"), call(url="https://edge.adobedc.net/ee/v1/interact?configId=2")))
    assert {each["datastreamId"]: each["profile"] for each in listed(command)} == {DATASTREAM: "shop", "2": ""}
    other = next(each["requestId"] for each in listed(command) if not each["profile"])
    ended = command("replay", other)
    assert (ended.status, "Choose one with --profile NAME" in ended.talk) == (2, True)
    assert command("replay", "a", "--dry-run").status == 0


def test_the_list_shows_what_tells_the_calls_of_a_visit_apart(command: Command) -> None:
    imported(command, archive(call()), "--name", "visit")
    heading, row = command("history", "list").out.splitlines()
    for word in ("ACTION", "DATASTREAM", "CAPTURE", "PAGE"):
        assert word in heading
    for word in ("interact", DATASTREAM, "visit", PAGE, "web.webpagedetails.pageViews"):
        assert word in row


def test_the_outline_of_a_recorded_call_says_where_it_was_seen(command: Command) -> None:
    imported(command, WRITERS["Chrome"](call()), "--name", "visit")
    shown = command("history", "show", "a1").out
    called = "send @ https://shop.example.com/alloy.js?v:42"
    for words in ("recorded", f"1 · {PAGE}?token", "alloy 2.33.1", "192.0.2.1", called):
        assert words in shown


def test_an_imported_visit_is_checked_and_shown_like_a_recorded_one(command: Command) -> None:
    first, second = call(request_id="a1"), call(request_id="a2")
    second["startedDateTime"] = "2026-08-01T10:00:00.523Z"
    pages = [{"startedDateTime": "2026-08-01T10:00:00.000Z", "id": "page_1", "title": PAGE, "pageTimings": {}}]
    nothing_sent = {**pages[0], "id": "page_2", "title": PAGE + "/other", "startedDateTime": "2026-08-01T10:00:09Z"}
    visit = archive({**first, "pageref": "page_1"}, {**second, "pageref": "page_1"}, pages=[*pages, nothing_sent])
    imported(command, visit, "--name", "visit")
    [listed_visit] = json.loads(command("capture", "list", "--json").out)
    assert (listed_visit["name"], listed_visit["source"], listed_visit["calls"]) == ("visit", "har", 2)
    checked = command("capture", "check", "visit", "--json", "--expect", "page:/home call:interact == 2")
    assert checked.status == 1
    lines = [json.loads(line) for line in checked.out.splitlines()]
    found = {line["check"]: line for line in lines if line["type"] == "finding"}
    assert found["double-page-view"]["requestIds"] == ["a1", "a2"]
    assert "✓ page:/home call:interact == 2" in checked.talk
    assert f"── 1 · {PAGE}" in command("capture", "show", "visit").out


def test_the_environments_profile_replays_a_call_that_has_none(command: Command) -> None:
    imported(command, archive(call(request_id="r0")))
    assert command("replay", "r0").status == 2
    ended = command("replay", "r0", "--json", environ={"EDGE_TUI_PROFILE": "emulator"})
    assert (ended.status, json.loads(ended.out)["profile"]) == (0, "emulator")
