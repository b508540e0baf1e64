"""The lines that name the two sides of a comparison, in as many words as fit."""

from datetime import datetime

from rich.cells import cell_len

from edge_tui.model.exchange import Exchange
from edge_tui.model.history_row import page_path, what_exchange_sent
from edge_tui.model.moments import day_and_time
from edge_tui.model.template import TitleOf

# The places of facts that give way.
_TIME, _PAGE, _ID = 2, 3, 6


def names_of_sides(left: Exchange, right: Exchange, now: datetime) -> tuple[str, str]:
    """Distinct names: the profiles, or else the times of sending."""
    if left.profile_name != right.profile_name:
        return left.profile_name, right.profile_name
    one, other = (day_and_time(each.sent_at, now, seconds=True) for each in (left, right))
    return (one, other) if one != other else (f"{one} · left", f"{other} · right")


def facts_of_side(exchange: Exchange, name: str, now: datetime, room: int, title_of: TitleOf) -> str:
    """What the name of a side doesn't say: how it ended, where and when it was sent, what, as whom, and its ID.

    In so many cells: the ID is left out first, then the page and the time.
    """
    page = exchange.origin.page if exchange.origin else None
    response, failure = exchange.response, exchange.failure
    ended = f"{response.status}" if response else f"{failure.kind.word}: {failure.message}" if failure else "unfinished"
    at = day_and_time(exchange.sent_at, now) if exchange.profile_name == name else ""
    on_page = f"page {page.number} {page_path(page.url)}" if page else ""
    parts = [
        ended,
        "" if exchange.profile_name == name else exchange.profile_name,
        at,
        on_page,
        what_exchange_sent(exchange, title_of),
        exchange.visitor,
        exchange.request_id,
    ]
    for place in (_ID, _PAGE, _TIME):
        if cell_len(_joined(parts)) > room:
            parts[place] = ""
    return _joined(parts)


def _joined(parts: list[str]) -> str:
    return " · ".join(part for part in parts if part)
