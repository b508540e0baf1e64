"""The conditions and observations of a watch."""

import json
from datetime import timedelta

import pytest

from edge_tui.model.durations import duration
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange, Failure, FailureKind, Response, Timings
from edge_tui.model.node import Node
from edge_tui.session.watch import WatchLog, check_bounds
from edge_tui.session.watch_condition import LANGUAGE, Wait, read_condition, suggest
from tests.compare.test_side_by_side import IDENTITY, NOW, PULL, decisions, exchange, requesting
from tests.tables import every_row

KNOWN = json.dumps({"meta": {"state": {"entries": [{"key": "kndctr_X_AdobeOrg_identity", "value": "1"}]}}})
FAILED = exchange().ended(Failure(FailureKind.TIMEOUT, "No response."))


def watch(text: str, *exchanges: object, max_sends: int = 10) -> WatchLog:
    log = WatchLog(read_condition(text), max_sends)
    for minute, each in enumerate(exchanges):
        log.record(each, NOW + timedelta(minutes=minute))  # type: ignore[arg-type]
    return log


@every_row(
    ("text", "then"),
    [
        ("handle:activation:pull changes", exchange(IDENTITY)),
        ("handle:personalization:decisions changes", exchange(IDENTITY, PULL, decisions("2"))),
        ("errors changes", exchange(IDENTITY, PULL, decisions("1"), errors=("EXEG-0201-503",))),
        ("status", exchange(IDENTITY, PULL, decisions("1"), status=207)),
        ("/handle/2/payload/0/scopeDetails/activity/id", exchange(IDENTITY, PULL, decisions("2"))),
        ("problem:0201 changes", exchange(errors=("EXEG-0201-503",))),
        ("answer", exchange(IDENTITY)),
        ("response changes", exchange(IDENTITY)),
        ("", exchange(IDENTITY)),
        ("activation:pull", None),
    ],
)
def test_a_watch_ends_when_its_subject_changes(text: str, then: object) -> None:
    if then is None:
        with pytest.raises(SetupError, match="unknown subject"):
            read_condition(text)
        return
    first = exchange(IDENTITY, PULL, decisions("1"))
    log = watch(text, first, first, then)

    assert [observation.matched for observation in log.observations] == [False, False, True]
    assert log.is_over


@pytest.mark.parametrize(
    ("before", "then", "words"),
    [("1", ("2",), "changed: 1 → 2"), ("1", (), "changed: 1 → nothing")],
)
def test_a_changed_value_has_no_index(before: str, then: tuple[str, ...], words: str) -> None:
    pointer = "/handle/1/payload/0/scopeDetails/activity/id"
    first, last = exchange(IDENTITY, decisions(before)), exchange(IDENTITY, *map(decisions, then))

    assert watch(pointer, first, first, last).observations[-1].words == words


def test_an_ignored_field_is_not_a_change() -> None:
    other = {"type": "identity:result", "payload": [{"id": "2", "namespace": {"code": "ECID"}}]}

    assert not watch("response", exchange(IDENTITY), exchange(other)).has_happened


@pytest.mark.parametrize(
    ("text", "not_yet", "then", "words"),
    [
        (
            "errors gone",
            exchange(errors=("EXEG-0201-503",)),
            exchange(),
            [
                "still waiting: 1 error: EXEG-0201-503",
                "the errors are gone",
                "The errors are gone after 1 min and 2 sends.",
                "The errors are still there after 0 s and 1 send.",
            ],
        ),
        (
            "scope:cart",
            exchange(IDENTITY),
            exchange(decisions("1")),
            [
                "still waiting: cart has no decision",
                "cart has a decision: activity 1 · experience 0",
                "cart has a decision after 1 min and 2 sends.",
                "cart has no decision after 0 s and 1 send.",
            ],
        ),
        (
            "handle:activation:pull",
            exchange(IDENTITY),
            exchange(PULL),
            [
                "still waiting: activation:pull isn't there",
                "activation:pull is there",
                "activation:pull is there after 1 min and 2 sends.",
                "activation:pull isn't there after 0 s and 1 send.",
            ],
        ),
        (
            "handle:activation:pull >= 1",
            exchange(IDENTITY),
            exchange(PULL),
            [
                "still waiting: handle:activation:pull is 0",
                "handle:activation:pull >= 1 was met",
                "handle:activation:pull >= 1 was met after 1 min and 2 sends.",
                "handle:activation:pull >= 1 wasn't met in 0 s and 1 send.",
            ],
        ),
        (
            "problem:0201 gone",
            exchange(errors=("EXEG-0201-503",)),
            exchange(),
            [
                "still waiting: 0201 is still there",
                "0201 is gone",
                "0201 is gone after 1 min and 2 sends.",
                "0201 is still there after 0 s and 1 send.",
            ],
        ),
    ],
)
def test_what_people_wait_for_is_said_in_their_words(
    text: str, not_yet: Exchange, then: Exchange, words: list[str]
) -> None:
    log = watch(text, not_yet, then)
    assert [observation.matched for observation in log.observations] == [False, True]
    assert [*(observation.words for observation in log.observations), log.verdict()] == words[:3]
    assert watch(text, not_yet, max_sends=1).verdict() == words[3]


@every_row("line", LANGUAGE.splitlines())
def test_every_documented_condition_is_one(line: str) -> None:
    condition = read_condition(line.partition("  ")[0])
    assert read_condition(condition.text) == condition
    assert condition.words.startswith("until ")


@every_row(
    ("text", "wait"),
    [
        ("no errors", Wait.GONE),
        ("errors", Wait.CHANGES),
        ("status", Wait.CHANGES),
        ("/a", Wait.CHANGES),
        ("handle:state:store/0/key", Wait.CHANGES),
        ("handle:state:store there", Wait.THERE),
        ("scope:eyJhIjoxfQ==", Wait.DECIDED),
        ("something changes", Wait.CHANGES),
    ],
)
def test_a_condition_is_of_its_kind(text: str, wait: Wait) -> None:
    assert read_condition(text).wait is wait


def test_an_expectation_cannot_change() -> None:
    with pytest.raises(SetupError, match="doesn't change"):
        read_condition("no errors changes")


def test_a_known_visitors_second_response_is_compared_with_the_first() -> None:
    log = watch("response", exchange(IDENTITY, PULL, body=KNOWN), exchange(IDENTITY, body=KNOWN))
    assert [observation.words for observation in log.observations] == [
        "compared with this: status 200",
        "changed: activation:pull disappeared",
    ]


def test_a_new_visitors_first_response_is_not_compared() -> None:
    first, second = exchange(IDENTITY, PULL), exchange(IDENTITY, body=KNOWN)
    log = watch("response", first, second, second, exchange(PULL, IDENTITY, body=KNOWN))
    assert [observation.words for observation in log.observations] == [
        "new visitor, not compared: status 200",
        "compared with this: status 200",
        "still waiting: no change",
        "changed: activation:pull appeared",
    ]


def test_an_expectation_that_is_met_at_once_ends_the_watch() -> None:
    assert watch("no errors", exchange(IDENTITY)).has_happened


@pytest.mark.parametrize("text", ["status", "errors gone", "scope:cart", "handle:x"])
def test_a_failure_is_recorded_and_meets_no_condition(text: str) -> None:
    log = watch(text, FAILED, FAILED)
    assert {observation.words for observation in log.observations} == {"no response: timeout"}
    assert not log.has_happened


def test_the_verdict_says_how_long_it_took_and_what_changed() -> None:
    log = watch("handle:activation:pull changes", exchange(body=KNOWN), exchange(PULL, body=KNOWN))

    assert log.verdict() == "handle:activation:pull changed after 1 min and 2 sends: activation:pull appeared."


def test_a_watch_is_bounded() -> None:
    log = watch("status", exchange(), exchange(), max_sends=2)

    assert log.is_over
    assert not log.has_happened
    assert log.verdict() == "The status didn't change in 1 min and 2 sends."


@pytest.mark.parametrize(("pause", "sends"), [(0.1, 10), (4000.0, 10), (5.0, 1), (5.0, 501), (float("nan"), 3)])
def test_a_watch_that_would_send_too_often_or_too_long_is_refused(pause: float, sends: int) -> None:
    with pytest.raises(SetupError):
        check_bounds(pause, sends)


def test_a_body_that_is_not_json_is_watched_too() -> None:
    html = exchange().ended(Response(500, (), b"<html>", Timings(1.0)))

    assert watch("response", html, html, exchange(IDENTITY)).has_happened


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (59.6, "1 min"), (3661, "1 h 1 min"), (90000, "1 d 1 h"), (-5, "0 s")]
)
def test_a_duration_is_shown_in_two_units(seconds: float, words: str) -> None:
    assert duration(timedelta(seconds=seconds)) == words


@every_row(
    ("node", "subject"),
    [
        (Node("identity:result"), "handle:identity:result changes"),
        (Node("segments", pointer="/handle/1/payload/0/segments"), "handle:activation:pull/0/segments changes"),
        (Node("identity:result", pointer="/handle/0"), "handle:identity:result changes"),
        (Node("EXEG-0201-503", pointer="/errors/0"), "errors gone"),
        (Node("requestId", pointer="/requestId"), "/requestId changes"),
        (Node("200 OK", pointer=""), "response changes"),
        (Node("note"), "response changes"),
        (Node("scope", "hero", content="hero"), "scope:hero"),
        (None, "response changes"),
    ],
)
def test_a_node_suggests_a_condition(node: Node | None, subject: str) -> None:
    assert suggest(node, exchange(IDENTITY, PULL)) == subject
    assert read_condition(subject).text == subject


@pytest.mark.parametrize(
    ("response", "subject"),
    [
        (exchange(errors=("EXEG-0201-503",), body=requesting("hero")), "errors gone"),
        (exchange(IDENTITY, body=requesting("hero")), "scope:hero"),
        (exchange(decisions("1", scope="hero"), body=requesting("hero")), "response changes"),
        (FAILED, "response changes"),
    ],
)
def test_without_a_node_what_the_response_lacks_is_suggested(response: Exchange, subject: str) -> None:
    assert suggest(None, response) == subject
