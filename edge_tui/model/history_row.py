"""A past exchange as one row of a list: when, how it ended, what was sent, with what, and how long it took."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from edge_tui.model.exchange import Exchange, Summary
from edge_tui.model.moments import day_and_time
from edge_tui.model.phases import heights, phases
from edge_tui.model.request import Action
from edge_tui.model.template import TitleOf, words_of_name
from edge_tui.model.text import short_datastream


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """The words of a row. Texts are as they are in the exchange: a front end makes them visible.

    `status` is three characters. `bars` has a column for each phase of the send; empty if they aren't known.
    """

    day: str
    time: str
    status: str
    what: str
    profile: str
    datastream: str
    visitor: str
    duration: str
    bars: str

    @property
    def when(self) -> str:
        """`14:02 today`, or `2026-03-01 14:02`."""
        return f"{self.day} {self.time}" if self.day != "today" else f"{self.time} today"


def row_of(
    summary: Summary, now: datetime, zone: tzinfo | None = None, title_of: TitleOf = words_of_name
) -> HistoryRow:
    """The row of an exchange, with its time in a time zone; None is the local one."""
    words = day_and_time(summary.sent_at, now, zone).split(" ")
    day, time = ("today", words[0]) if words[1] == "today" else (words[0], words[1])
    return HistoryRow(
        day,
        time,
        str(summary.status) if summary.status is not None else " ✖ " if summary.failure else " … ",
        what_was_sent(summary, title_of),
        summary.profile_name,
        short_datastream(summary.datastream, 4),
        summary.visitor,
        duration_words(summary.elapsed_ms),
        heights([each.elapsed_ms for each in phases(summary.timings)]) if summary.timings else "",
    )


def what_was_sent(summary: Summary, title_of: TitleOf = words_of_name) -> str:
    """The template, otherwise what the event is, however the send ended."""
    title = title_of(summary.template) if summary.template else ""
    return _what(title, summary.event_type, summary.action, is_recorded=bool(summary.capture))


def what_exchange_sent(exchange: Exchange, title_of: TitleOf = words_of_name) -> str:
    """The words of `what_was_sent` for an exchange itself."""
    draft = exchange.draft
    title = title_of(draft.template) if draft.template else ""
    return _what(title, exchange.event_type, draft.action, is_recorded=exchange.origin is not None)


def _what(title: str, event_type: str | None, action: Action, *, is_recorded: bool) -> str:
    """Of a recording it is the action and the end of the event type: that tells its calls apart."""
    if is_recorded:
        return f"{action} {(event_type or '').rpartition('.')[2]}".strip()
    return title or event_type or str(action)


def duration_words(elapsed_ms: float | None) -> str:
    """`143 ms`; empty if it isn't known."""
    return "" if elapsed_ms is None else f"{elapsed_ms:.0f} ms"


def page_path(url: str) -> str:
    """The path of a page, with the names of its query; empty without a page."""
    return "/" + url.partition("://")[2].partition("/")[2] if url else ""
