"""The conditions and observations of a watch."""

from datetime import timedelta

import pytest

from edge_tui.model.durations import duration
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Failure, FailureKind, Response, Timings
from edge_tui.session.watch import WatchLog, check_bounds, read_condition, suggest
from tests.compare.test_side_by_side import IDENTITY, NOW, PULL, decisions, exchange


def watch(text: str, *exchanges: object, max_sends: int = 10) -> WatchLog:
    log = WatchLog(read_condition(text), max_sends)
    for minute, each in enumerate(exchanges):
        log.record(each, NOW + timedelta(minutes=minute))  # type: ignore[arg-type]
    return log


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("handle:activation:pull", exchange(IDENTITY)),
        ("handle:personalization:decisions", exchange(IDENTITY, PULL, decisions("2"))),
        ("errors", exchange(IDENTITY, PULL, decisions("1"), errors=("EXEG-0201-503",))),
        ("status", exchange(IDENTITY, PULL, decisions("1"), status=207)),
        ("/handle/2/payload/0/scopeDetails/activity/id", exchange(IDENTITY, PULL, decisions("2"))),
        ("problem:0201", exchange(errors=("EXEG-0201-503",))),
        ("answer", exchange(IDENTITY)),
        ("response", exchange(IDENTITY)),
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


def test_an_ignored_field_is_not_a_change() -> None:
    other = {"type": "identity:result", "payload": [{"id": "2", "namespace": {"code": "ECID"}}]}

    assert not watch("response", exchange(IDENTITY), exchange(other)).has_happened


def test_an_expectation_ends_a_watch_when_it_is_met() -> None:
    log = watch("handle:activation:pull >= 1", exchange(IDENTITY), exchange(IDENTITY), exchange(PULL))

    assert [observation.matched for observation in log.observations] == [False, False, True]
    assert log.verdict() == "handle:activation:pull >= 1 was met after 2 min and 3 sends."


def test_an_expectation_that_is_met_at_once_ends_the_watch() -> None:
    assert watch("no errors", exchange(IDENTITY)).has_happened


def test_a_failure_is_recorded_and_is_not_a_change() -> None:
    failed = exchange().ended(Failure(FailureKind.TIMEOUT, "No response."))
    log = watch("status", exchange(IDENTITY), failed, exchange(IDENTITY))

    assert [observation.words for observation in log.observations] == ["[200]", "no response: timeout", "no change"]
    assert not log.has_happened


def test_the_verdict_says_how_long_it_took_and_what_changed() -> None:
    log = watch("handle:activation:pull", exchange(IDENTITY), exchange(IDENTITY, PULL))

    assert log.verdict() == "handle:activation:pull changed after 1 min and 2 sends: activation:pull appeared."


def test_a_watch_is_bounded() -> None:
    log = watch("status", exchange(), exchange(), max_sends=2)

    assert log.is_over
    assert not log.has_happened
    assert log.verdict() == "status didn't change in 1 min and 2 sends."


@pytest.mark.parametrize(("pause", "sends"), [(0.1, 10), (4000.0, 10), (5.0, 1), (5.0, 501), (float("nan"), 3)])
def test_a_watch_that_would_send_too_often_or_too_long_is_refused(pause: float, sends: int) -> None:
    with pytest.raises(SetupError):
        check_bounds(pause, sends)


def test_a_body_that_is_not_json_is_watched_too() -> None:
    html = exchange().ended(Response(500, (), b"<html>", Timings(1.0)))

    assert watch("response", html, exchange(IDENTITY)).has_happened


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (59.6, "1 min"), (3661, "1 h 1 min"), (90000, "1 d 1 h"), (-5, "0 s")]
)
def test_a_duration_is_shown_in_two_units(seconds: float, words: str) -> None:
    assert duration(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("label", "pointer", "subject"),
    [
        ("identity:result", None, "handle:identity:result"),
        ("segments", "/handle/1/payload/0/segments", "handle:activation:pull/0/segments"),
        ("identity:result", "/handle/0", "handle:identity:result"),
        ("EXEG-0201-503", "/errors/0", "errors"),
        ("requestId", "/requestId", "/requestId"),
        ("200 OK", "", "response"),
        ("note", None, "response"),
    ],
)
def test_a_node_suggests_a_condition(label: str, pointer: str | None, subject: str) -> None:
    assert suggest(label, pointer, exchange(IDENTITY, PULL)) == subject
    read_condition(subject)
