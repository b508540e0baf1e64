"""Requests that are equal but for their moments and IDs are linted once, and no finding is another event's."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from edge_tui.lint import Context, hits, lint
from edge_tui.model.finding import Finding
from edge_tui.visit import event_lint
from edge_tui.visit.equal_events import EqualEvents
from edge_tui.visit.event_lint import check
from tests.lint.corpus import ALLOY
from tests.recording.transcript import answered, at, began, body_of, event, observed, opened
from tests.tables import every_row

NOW = datetime(2026, 11, 28, 14, 0, tzinfo=UTC)


def body(**xdm: Any) -> str:
    """A request's body."""
    return json.dumps({"events": [{"xdm": {"eventType": "web.webpagedetails.pageViews", **xdm}}]})


class Lint:
    """Counts."""

    def __init__(self, limit: int = 100) -> None:
        self.equal = EqualEvents[Finding](limit)
        self.runs = 0

    def __call__(self, text: str, moment: datetime = NOW) -> list[tuple[str, str]]:
        def find() -> tuple[Finding, ...]:
            self.runs += 1
            return lint(text, Context(moment))

        return [(each.pointer, each.message) for each in self.equal.findings(text, moment, (), find)]


def iso(seconds: float) -> str:
    """A moment as an SDK writes it."""
    return (NOW + timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def test_equal_events_are_linted_once() -> None:
    run = Lint()
    first = run(body(timestamp=iso(-1), _id="a-1", placeContext={"localTime": iso(-1)}, oddField=1))
    second = run(body(timestamp=iso(9), _id="b_2", placeContext={"localTime": iso(9)}, oddField=1), NOW)
    assert (run.runs, first) == (1, second)
    run(body(timestamp=iso(-1), _id="a-1", oddField=2))
    assert run.runs == 2


@every_row(
    ("one", "other"),
    [
        ({"timestamp": iso(0)}, {"timestamp": iso(7200)}),
        ({"timestamp": iso(0)}, {"timestamp": iso(-90 * 86400)}),
        ({"timestamp": iso(0)}, {"timestamp": "now"}),
        ({"timestamp": iso(0)}, {"timestamp": "2026-11-28T14:00:00.000"}),
        ({"timestamp": iso(0)}, {"timestamp": "2026-11-28T14:00:00.000+0100"}),
        ({"timestamp": iso(0)}, {"timestamp": "2026-13-28T14:00:00Z"}),
        ({"_id": "a"}, {"_id": "anna@example.com"}),
        ({"_id": "a"}, {"_id": ""}),
        ({"_id": "a"}, {"_id": 7}),
        ({"_id": "a"}, {"_id": "{{uuid}}"}),
    ],
)
def test_the_findings_of_an_event_are_its_own_whatever_was_linted_before(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    for first, second in ((one, other), (other, one)):
        run = Lint()
        run(body(**first))
        expected = [(each.pointer, each.message) for each in lint(body(**second), Context(NOW))]
        assert run(body(**second)) == expected


def test_a_finding_that_quotes_what_is_left_out_is_not_kept() -> None:
    equal = EqualEvents[Finding]()
    quoting = (Finding("rule", next(iter(lint("{", Context(NOW)))).severity, "", f"odd: {iso(0)}", 1, 1),)
    equal.findings(body(timestamp=iso(0)), NOW, (), lambda: quoting)
    assert len(equal) == 0


def test_what_is_kept_is_bounded() -> None:
    run = Lint(limit=5)
    for number in range(20):
        run(body(oddField=number))
    assert len(run.equal) <= 5
    assert run.runs == 20


def test_a_call_is_linted_once_also_when_its_response_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[str] = []
    monkeypatch.setattr(event_lint, "_EQUAL", EqualEvents())
    monkeypatch.setattr(event_lint, "hits", lambda text, *_: runs.append(text) or ())
    views = [body_of(event(_id=f"{n}", timestamp=at(n).isoformat())) for n in range(30)]
    seen = observed([opened(0), *(began(f"{n}", n, body=views[n]) for n in range(30))])
    list(check(seen.visit))
    assert len(runs) == 1
    seen.see(answered("3", 40))
    # What was read of the request stays with the call.
    assert seen.visit.by_key["3"].request_memo["lint"] == ()
    list(check(seen.visit))
    assert len(runs) == 1


def test_without_places_the_same_is_found_of_the_rules_that_are_run() -> None:
    document = {**ALLOY, "events": [{"xdm": {"eventType": "web.webpagedetails.pageview", "oddField": 1, "web": 3}}]}
    text = json.dumps(document)
    whole = {(each.rule, each.severity, each.pointer, each.message) for each in lint(text, Context(NOW))}
    assert len({rule for rule, *_ in whole}) >= 3
    for left_out in ((), ("unknown-field",)):
        found = {
            (name, hit.severity, hit.pointer, hit.message) for name, hit in hits(text, document, Context(NOW), left_out)
        }
        assert found == {each for each in whole if each[0] not in left_out}
