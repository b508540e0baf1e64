"""What ends a watch, and what it says."""

from datetime import timedelta

import pytest

from edge_tui.model.durations import duration
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Answer, Failure, FailureKind, Timings
from edge_tui.session.watch import Watch, check_bounds, read_condition, suggest
from tests.compare.test_side_by_side import IDENTITY, NOW, PULL, decisions, exchange


def watch(text: str, *exchanges: object, most: int = 10) -> Watch:
    watched = Watch(read_condition(text), most)
    for minute, each in enumerate(exchanges):
        watched.see(each, NOW + timedelta(minutes=minute))  # type: ignore[arg-type]
    return watched


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
        ("", exchange(IDENTITY)),
        ("activation:pull", None),
    ],
)
def test_a_watch_ends_when_its_subject_changes(text: str, then: object) -> None:
    if then is None:
        with pytest.raises(SetupError, match="which is nothing known"):
            read_condition(text)
        return
    first = exchange(IDENTITY, PULL, decisions("1"))
    watched = watch(text, first, first, then)

    assert [observation.matched for observation in watched.observations] == [False, False, True]
    assert watched.is_over


def test_what_is_volatile_is_no_change() -> None:
    other = {"type": "identity:result", "payload": [{"id": "2", "namespace": {"code": "ECID"}}]}

    assert not watch("answer", exchange(IDENTITY), exchange(other)).has_happened


def test_an_expectation_ends_a_watch_when_it_holds() -> None:
    watched = watch("handle:activation:pull >= 1", exchange(IDENTITY), exchange(IDENTITY), exchange(PULL))

    assert [observation.matched for observation in watched.observations] == [False, False, True]
    assert watched.verdict() == "handle:activation:pull >= 1 holds after 2 min and 3 sends."


def test_an_expectation_that_holds_from_the_start_ends_at_once() -> None:
    assert watch("no errors", exchange(IDENTITY)).has_happened


def test_no_answer_is_seen_and_is_no_change() -> None:
    silent = exchange().ended(Failure(FailureKind.TIMEOUT, "No answer."))
    watched = watch("status", exchange(IDENTITY), silent, exchange(IDENTITY))

    assert [observation.words for observation in watched.observations] == ["[200]", "no answer: timeout", "the same"]
    assert not watched.has_happened


def test_a_watch_says_how_long_it_took_and_what_changed() -> None:
    watched = watch("handle:activation:pull", exchange(IDENTITY), exchange(IDENTITY, PULL))

    assert watched.verdict() == "handle:activation:pull changed after 1 min and 2 sends: activation:pull appeared."


def test_a_watch_is_bounded() -> None:
    watched = watch("status", exchange(), exchange(), most=2)

    assert watched.is_over
    assert not watched.has_happened
    assert watched.verdict() == "status did not change in 1 min and 2 sends."


@pytest.mark.parametrize(("pause", "sends"), [(0.1, 10), (4000.0, 10), (5.0, 1), (5.0, 501), (float("nan"), 3)])
def test_a_watch_that_would_ask_too_often_or_too_long_is_refused(pause: float, sends: int) -> None:
    with pytest.raises(SetupError):
        check_bounds(pause, sends)


def test_an_answer_that_is_no_json_is_watched_too() -> None:
    html = exchange().ended(Answer(500, (), b"<html>", Timings(1.0)))

    assert watch("answer", html, exchange(IDENTITY)).has_happened


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (59.6, "1 min"), (3661, "1 h 1 min"), (90000, "1 d 1 h"), (-5, "0 s")]
)
def test_a_span_is_told_in_two_units(seconds: float, words: str) -> None:
    assert duration(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("label", "pointer", "subject"),
    [
        ("identity:result", None, "handle:identity:result"),
        ("segments", "/handle/1/payload/0/segments", "handle:activation:pull/0/segments"),
        ("identity:result", "/handle/0", "handle:identity:result"),
        ("EXEG-0201-503", "/errors/0", "errors"),
        ("requestId", "/requestId", "/requestId"),
        ("200 OK", "", "answer"),
        ("remark", None, "answer"),
    ],
)
def test_the_place_under_the_cursor_suggests_what_to_wait_for(label: str, pointer: str | None, subject: str) -> None:
    assert suggest(label, pointer, exchange(IDENTITY, PULL)) == subject
    read_condition(subject)
