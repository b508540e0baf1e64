"""`edge-tui history` and `replay`: what was sent is found again."""

import json

import pytest

from tests.conftest import Command


def test_an_empty_history_is_an_empty_array_and_a_hint(command: Command) -> None:
    assert json.loads(command("history", "list", "--json").out) == []
    ended = command("history", "list")
    assert (ended.status, ended.out) == (0, "")
    assert "edge-tui send page-view" in ended.talk


def test_the_newest_exchange_is_listed_first(command: Command) -> None:
    for request_id in ("one", "two", "three"):
        command("send", "page-view", "--request-id", request_id)
    listed = json.loads(command("history", "list", "--json", "--limit", "2").out)
    assert [each["requestId"] for each in listed] == ["three", "two"]
    assert [line.split()[-1] for line in command("history", "list").out.splitlines()[1:]] == ["three", "two", "one"]


def test_a_line_of_history_says_what_went_and_what_came(command: Command) -> None:
    command("send", "target-unavailable", "--request-id", "one", "--visitor", "anna")
    (line,) = json.loads(command("history", "list", "--json").out)
    assert line["requestId"] == "one"
    assert line["gatewayRequestId"].startswith("one-")
    assert (line["profile"], line["visitor"], line["template"]) == ("emulator", "anna", "target-unavailable")
    assert line["eventType"]
    assert line["status"] == 207
    assert line["codes"] == ["0201"]
    assert "identity:result" in line["handleTypes"]
    assert line["elapsedMs"] > 0
    assert line["sentAt"].endswith("Z")


def test_history_may_be_narrowed_to_a_profile(command: Command) -> None:
    command("profiles", "add", "other", "--url", "emulator", "--datastream-id", "nowhere")
    command("send", "page-view", "--request-id", "one")
    command("send", "page-view", "--request-id", "two", "--profile", "other")
    listed = json.loads(command("history", "list", "--json", "--profile", "other").out)
    assert [(each["requestId"], each["status"]) for each in listed] == [("two", 400)]


@pytest.mark.parametrize("by", ["requestId", "gatewayRequestId"])
def test_an_exchange_is_shown_by_either_id_or_its_beginning(command: Command, by: str) -> None:
    sent = json.loads(command("send", "page-view", "--json").out)
    for text in (sent[by], sent[by][:8], sent[by].upper()):
        assert json.loads(command("history", "show", text, "--json").out)["requestId"] == sent["requestId"]


def test_an_exchange_is_shown_with_its_request_and_its_response(command: Command) -> None:
    sent = json.loads(command("send", "page-view", "--json").out)
    shown = command("history", "show", sent["requestId"]).out
    assert shown.startswith("POST http://emulator/ee/v2/interact")
    assert '"eventType": "web.webpagedetails.pageViews"' in shown
    assert "identity:result" in shown
    assert json.loads(command("history", "show", sent["requestId"], "--body").out) == sent["body"]


def test_an_unknown_request_id_is_one_line(command: Command) -> None:
    ended = command("history", "show", "nowhere")
    assert ended.status == 2
    assert ended.talk.count("\n") == 1


def test_a_beginning_that_two_ids_share_is_refused_with_both(command: Command) -> None:
    command("send", "page-view", "--request-id", "same-1")
    command("send", "page-view", "--request-id", "same-2")
    ended = command("history", "show", "same")
    assert ended.status == 2
    assert "same-1" in ended.talk
    assert "same-2" in ended.talk


def test_a_replay_uses_the_original_profile_and_visitor(command: Command) -> None:
    command("profiles", "add", "other", "--url", "emulator", "--datastream-id", "nowhere")
    command("send", "page-view", "--request-id", "one", "--profile", "other", "--visitor", "anna")
    command("send", "page-view", "--request-id", "two", "--profile", "emulator")
    again = json.loads(command("replay", "one", "--json").out)
    assert (again["profile"], again["visitor"], again["replayOf"]) == ("other", "anna", "one")


def test_a_replay_on_another_profile_goes_to_its_datastream(command: Command) -> None:
    command("profiles", "add", "v1", "--url", "emulator", "--api-version", "v1", "--datastream-id", "elsewhere")
    command("send", "page-view", "--request-id", "one")
    again = json.loads(command("replay", "one", "--profile", "v1", "--json").out)
    assert "/v1/interact?configId=elsewhere" in again["request"]["url"]
    assert "events" in again["request"]["body"]


def test_an_exact_replay_is_the_same_request(command: Command) -> None:
    sent = json.loads(command("send", "page-view", "--json").out)
    again = json.loads(command("replay", sent["requestId"], "--exact", "--json").out)
    assert again["request"] == sent["request"]
    assert again["replayOf"] == sent["requestId"]
    assert command("replay", sent["requestId"], "--exact", "--dry-run", "--body").out == json.dumps(
        sent["request"]["body"], separators=(",", ":"), ensure_ascii=False
    )


def test_an_exact_replay_cannot_go_to_another_profile(command: Command) -> None:
    command("profiles", "add", "other", "--url", "emulator")
    command("send", "page-view", "--request-id", "one")
    ended = command("replay", "one", "--exact", "--profile", "other")
    assert ended.status == 2
    assert "--exact" in ended.talk


def test_a_replay_takes_expectations(command: Command) -> None:
    command("send", "page-view", "--request-id", "one")
    assert command("replay", "one", "--expect", "status == 200").status == 0
    assert command("replay", "one", "--expect", "status == 418").status == 1


def test_a_replay_of_a_profile_that_is_gone_says_so(command: Command) -> None:
    command("profiles", "add", "other", "--url", "emulator")
    command("send", "page-view", "--request-id", "one", "--profile", "other")
    command("profiles", "delete", "other")
    ended = command("replay", "one")
    assert ended.status == 2
    assert "'other'" in ended.talk


def test_an_unknown_field_is_named_and_searched_as_text(command: Command) -> None:
    command("send", "page-view", "--request-id", "one", "--set", "/event/xdm/web/webPageDetails/name=pag:checkout")
    command("send", "page-view", "--request-id", "two")
    found = command("history", "search", "pag:checkout", "--json")
    assert [each["requestId"] for each in json.loads(found.out)] == ["one"]
    assert found.talk.startswith("pag: isn't a term")
    assert command("history", "search", "page:checkout", "--json").talk == ""
