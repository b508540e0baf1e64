"""A row of history tells what was sent and why it failed, however long or hostile the names are."""

from dataclasses import fields, replace

import pytest
from rich.style import Style

from edge_tui.formats import FORMATS
from edge_tui.model.exchange import Summary
from edge_tui.model.history_row import row_of
from edge_tui.model.request import Action
from edge_tui.model.template import words_of_name
from edge_tui.tui.history.export import _choices
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.history.replay_options import _WAYS, _paces
from edge_tui.tui.history.row_context import columns_of, context_of
from edge_tui.tui.history.selectable_list import SelectableHistoryList
from edge_tui.tui.themes import Colors
from tests.tables import every_row
from tests.tui.past_responses import IDENTITY, exchange_of
from tests.tui.scenes import HOSTILE
from tests.tui.stage import NOON

PLAIN = Colors(**{field.name: Style() for field in fields(Colors)})
LONG = "a-name-that-goes-on-" * 6
SENT = Summary(
    "708e4f90", NOON, "stage", "anna", Action.INTERACT, "708e4f90-01", "page-view", status=200, elapsed_ms=9.0
)
FAILURES = {
    "timeout": {"status": None, "failure": "timeout"},
    "canceled": {"status": None, "failure": "cancelled"},
    "unfinished": {"status": None},
    "EXEG-0503": {"status": 401, "codes": ("0503",)},
    "incomplete response": {"gateway_request_id": None},
}


def lines(kind: type[HistoryList], summary: Summary) -> list[str]:
    listed = kind(words_of_name, "list")
    listed.summaries = [summary]
    return listed.line(0, PLAIN, NOON).plain.split("\n")


@every_row("reason", FAILURES)
@every_row("name", ["page-view", LONG, HOSTILE])
def test_what_was_sent_and_why_it_failed_are_both_in_sight(reason: str, name: str) -> None:
    summary = replace(SENT, template=name, profile_name=name, visitor=name, **FAILURES[reason])
    first, second = lines(SelectableHistoryList, summary)
    assert reason in first[:80]
    assert "\x1b" not in first + second
    assert len(second) < 110, "a long name leaves room for the others"


@pytest.mark.parametrize("reason", FAILURES)
def test_a_narrow_row_has_the_reason_then_the_visitor_and_the_profile(reason: str) -> None:
    _, second = lines(HistoryList, replace(SENT, **FAILURES[reason]))
    assert second.strip().startswith(reason)
    assert second.endswith(" anna stage")


def test_durations_are_below_each_other() -> None:
    ends = {
        lines(SelectableHistoryList, replace(SENT, elapsed_ms=each))[1].index(" ms") for each in (1.0, 143.0, 9999.0)
    }
    assert len(ends) == 1


def test_every_format_says_what_it_is_for() -> None:
    choices = _choices(1)
    assert {key.removesuffix("-safe") for key in choices} == set(FORMATS)
    assert all(hint.partition(" · ")[2] for _, hint in choices.values())


def test_choices_are_whole_in_60_columns() -> None:
    paces = _paces([exchange_of(IDENTITY), exchange_of(IDENTITY)])
    for choices in (_choices(1), _choices(2), _WAYS, paces):
        name_width = max(len(name) for name, _ in choices.values())
        assert [hint for _, hint in choices.values() if name_width + 2 + len(hint) > 51] == []


@pytest.mark.parametrize(
    ("room", "there", "absent"),
    [
        (None, ("acme-web  ", "datastream ", "708e4f90"), ()),
        (70, ("acme-web  ", "datastream ", "708e4f90"), ()),
        (62, ("acme-web  ", "datastream "), ("708e4f90",)),
        (54, ("acme-web", "anna", "ds 4f1c…9e2b"), ("datastream",)),
        (40, ("12 ms", "acme-web", "anna"), ("ds ",)),
    ],
)
def test_a_row_leaves_out_what_the_preview_has_rather_than_cutting_it_off(
    room: int | None, there: tuple[str, ...], absent: tuple[str, ...]
) -> None:
    datastream = "4f1c6d02-7c5e-4f3e-8d55-0e4b7a119e2b"
    summary = replace(SENT, profile_name="acme-web", visitor="anna", datastream=datastream, elapsed_ms=12.0)
    columns = columns_of([summary, replace(summary, profile_name="loyalty-api-eu")])
    text = context_of(summary, row_of(summary, NOON), PLAIN, columns, room).plain
    assert room is None or len(text) <= room
    for words in there:
        assert words in text
    for words in absent:
        assert words not in text


def test_profiles_and_visitors_are_columns() -> None:
    pair = [replace(SENT, profile_name=name, visitor=visitor) for name, visitor in (("a", "bob"), ("acme-web", "x"))]
    columns = columns_of(pair)
    places = [context_of(each, row_of(each, NOON), PLAIN, columns, None).plain.index("708e4f90") for each in pair]
    assert places[0] == places[1]
