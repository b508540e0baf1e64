"""`edge-tui send --watch`: sends until a condition is met."""

import json

import pytest

from tests.conftest import Command

pytestmark = pytest.mark.sends
EVERY = ("--every", "2", "--at-most", "2")


def test_a_condition_that_is_met_ends_the_watch_with_0(command: Command) -> None:
    ended = command("send", "page-view", "--watch", "handle:activation:pull", *EVERY, "--json")
    assert ended.status == 0
    document = json.loads(ended.out)
    assert document["status"] == 200
    assert document["watch"]["condition"] == "handle:activation:pull"
    assert [(each["met"], each["requestId"]) for each in document["watch"]["sends"]] == [(True, document["requestId"])]
    assert "Waiting until activation:pull is there" in ended.talk
    assert "200 activation:pull is there" in ended.talk


def test_a_condition_that_is_not_met_ends_with_1(command: Command) -> None:
    ended = command("send", "target-unavailable", "--watch", "errors gone", *EVERY)
    assert ended.status == 1
    assert ended.talk.count("207 still waiting: 1 error: EXEG-0201-503") == 2
    assert "The errors are still there after" in ended.talk
    assert ended.out.startswith("207 Multi-Status")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--watch", "blub"), "unknown subject 'blub'"),
        (("--watch", "errors gone", "--every", "0.1"), "out of range"),
        (("--watch", "errors gone", "--at-most", "1"), "out of range"),
        (("--watch", "errors gone", "--expect", "errors"), "for one send"),
        (("--watch", "errors gone", "--retry", "2"), "for one send"),
        (("--watch", "errors gone", "--request-id", "x"), "for one send"),
        (("--watch", "errors gone", "--body", "--json"), "exclude each other"),
    ],
)
def test_what_cannot_be_watched_is_refused_before_anything_is_sent(
    command: Command, options: tuple[str, ...], words: str
) -> None:
    ended = command("send", "page-view", *options)
    assert ended.status == 2
    assert words in ended.talk
    assert "No history yet" in command("history", "list").talk
