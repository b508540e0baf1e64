"""`edge-tui send --header`: the headers of the explorer's Headers tab."""

import json

import pytest

from edge_tui.cli.exchange.headers import FIXES
from edge_tui.model.headers import REFUSED, read_headers
from tests.conftest import Command

pytestmark = pytest.mark.sends


def sent_headers(command: Command, *arguments: str, stdin: bytes = b"") -> dict[str, str | list[str]]:
    ended = command(*arguments, "--json", stdin=stdin)
    assert ended.status == 0, ended.talk
    headers: dict[str, str | list[str]] = json.loads(ended.out)["request"]["headers"]
    return headers


def test_a_header_is_sent_kept_in_history_and_replayed(command: Command) -> None:
    given = ("--header", "X-Forwarded-For: 203.0.113.7", "--header", "X-Tag:a:b")
    first = command("send", "page-view", *given, "--json")
    exchange = json.loads(first.out)
    expected = {"x-forwarded-for": "203.0.113.7", "x-tag": "a:b"}
    assert expected.items() <= exchange["request"]["headers"].items()
    assert expected.items() <= sent_headers(command, "history", "show", exchange["requestId"]).items()
    assert expected.items() <= sent_headers(command, "replay", exchange["requestId"]).items()
    assert expected.items() <= sent_headers(command, "replay", exchange["requestId"], "--exact").items()


def test_a_header_replaces_the_usual_one_and_repeats_itself(command: Command) -> None:
    given = ("--header", "Accept: text/plain", "--header", "X-A: 1", "--header", "x-a: 2")
    headers = sent_headers(command, "send", "page-view", "--dry-run", *given)
    assert (headers["accept"], headers["x-a"]) == ("text/plain", ["1", "2"])
    assert headers["content-type"] == "application/json"


def test_a_header_replaces_that_of_a_copied_request(command: Command) -> None:
    copied = (
        b"curl 'https://edge.adobedc.net/ee/v2/interact?datastreamId=1' -H 'User-Agent: theirs' -H 'Referer: https://x/'"
        b""" --data-raw '{"event": {"xdm": {"eventType": "a"}}}'"""
    )
    headers = sent_headers(command, "send", "-", "--dry-run", "--header", "user-agent: ours", stdin=copied)
    assert headers["user-agent"] == "ours"
    assert headers["referer"] == "https://x/"


@pytest.mark.parametrize("action", ["interact", "collect", "acquire"])
def test_a_header_goes_with_any_action(command: Command, action: str) -> None:
    ended = command("send", "page-view", "--dry-run", "--action", action, "--header", "X-Tag: 1")
    assert (ended.status, "x-tag: 1" in ended.out) == (0, True)


def test_placeholders_in_a_header_are_filled(command: Command) -> None:
    ended = command(*("send", "page-view", "--dry-run", "--header", "X-Shop: {{env:SHOP}}"), environ={"SHOP": "emea"})
    assert "x-shop: emea" in ended.out
    unknown = command("send", "page-view", "--header", "X-Shop: {{env:NONE}}")
    assert (unknown.status, "can't be filled" in unknown.talk) == (2, True)


def test_every_refused_name_has_a_fix() -> None:
    assert set(FIXES) == set(REFUSED)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_name_that_the_tab_refuses_is_a_usage_error_without_its_value(command: Command, name: str) -> None:
    line = f"{name.title()}: s3cret-value"
    ended = command("send", "page-view", "--header", line, "--json")
    _, (error,) = read_headers(line)
    assert (ended.status, error.message in ended.talk) == (2, True)
    assert FIXES[name] in json.loads(ended.out)["error"]["how"]
    assert "s3cret" not in ended.out + ended.talk
    assert "No history yet" in command("history", "list").talk


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("no-colon", "expected `Name: value`"),
        ("", "expected `Name: value`"),
        (": value", "not a valid header name"),
        ("a b: c", "not a valid header name"),
        ("X-A: ☃", "write it in plain ASCII"),
        ("X-A: 1\r\nAuthorization: Bearer s3cret", "contains U+000D"),
    ],
)
def test_an_invalid_header_is_a_usage_error(command: Command, header: str, words: str) -> None:
    ended = command("send", "page-view", "--header", header)
    assert (ended.status, ended.out) == (2, "")
    assert words in ended.talk
    assert "--header 'Name: value'" in ended.talk
    assert "s3cret" not in ended.talk


def test_a_watch_sends_the_headers_each_time(command: Command) -> None:
    watch = ("--watch", "errors == 9", "--every", "2", "--at-most", "2")
    ended = command("send", "page-view", "--header", "X-Tag: 1", *watch, "--json")
    sends = json.loads(ended.out)["watch"]["sends"]
    headers = [sent_headers(command, "history", "show", each["requestId"]) for each in sends]
    assert [each["x-tag"] for each in headers] == ["1", "1"]
