"""Pairs the calls of two page loads or visits: by action and event types, in the order in which they were made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edge_tui.compare.changing_values import CHANGING_BODY_PATHS
from edge_tui.compare.diff import Difference, diff
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonValue, ParseError, parse
from edge_tui.model.visit import Call

# What differs between two requests of the same page in any case, besides what every response has.
REQUEST_IGNORED_PATHS = (*CHANGING_BODY_PATHS, "/meta/state/entries")


@dataclass(frozen=True, slots=True)
class Pair:
    """The same call on both sides; None on the side that lacks it."""

    left: Call | None
    right: Call | None

    @property
    def call(self) -> Call:
        """The left one, or else the right one."""
        call = self.left or self.right
        assert call is not None
        return call

    @property
    def is_on_both(self) -> bool:
        """Whether both sides have it."""
        return self.left is not None and self.right is not None


def kind_of(call: Call) -> tuple[str, tuple[str, ...]]:
    """What makes two calls the same one: their action and the types of their events."""
    return str(call.action), call.event_types


def pair_calls(left: Sequence[Call], right: Sequence[Call]) -> list[Pair]:
    """The calls of both sides, each once: the first of a kind with the first, in the order of the left side.

    What only the right side has comes after the call that it follows there.
    """
    waiting: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for index, call in enumerate(right):
        waiting.setdefault(kind_of(call), []).append(index)
    partners: list[int | None] = []
    for call in left:
        indexes = waiting.get(kind_of(call))
        partners.append(indexes.pop(0) if indexes else None)
    return list(_merged(left, right, partners))


def _merged(left: Sequence[Call], right: Sequence[Call], partners: Sequence[int | None]) -> Iterable[Pair]:
    paired = {index for index in partners if index is not None}
    shown = 0
    for call, partner in zip(left, partners, strict=True):
        if partner is not None:
            for index in range(shown, partner):
                if index not in paired:
                    yield Pair(None, right[index])
            shown = max(shown, partner + 1)
        yield Pair(call, None if partner is None else right[partner])
    for index in range(shown, len(right)):
        if index not in paired:
            yield Pair(None, right[index])


def same_calls(call: Call, calls: Iterable[Call]) -> list[Call]:
    """The calls of the same kind on other pages, in order."""
    return [each for each in calls if kind_of(each) == kind_of(call) and each.page_number != call.page_number]


def request_differences(left: Exchange, right: Exchange, ignored: Sequence[str] = ()) -> tuple[Difference, ...]:
    """The differences between what two calls sent, without what always differs."""
    return diff(_sent(left), _sent(right), (*REQUEST_IGNORED_PATHS, *ignored))


def _sent(exchange: Exchange) -> JsonValue:
    body = parse(exchange.request.body)
    return exchange.request.body if isinstance(body, ParseError) else body
