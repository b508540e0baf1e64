"""What Edge sends once per visitor, told apart from the differences that people look for, and the order of these."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from edge_tui.compare.diff import Change, Difference
from edge_tui.handles.query import read_query
from edge_tui.model.client_state import short_key
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import ParseError, parse

# A handle that is returned only to a visitor that doesn't have one of these state entries yet. The emulator and
# recordings of the Web SDK agree; Adobe's guides say it of ID syncs (identity:exchange) and of cookies alone.
ENTRIES_OF = {
    "identity:exchange": ("identity",),
    "consent:preferences": ("identity", "consent_check"),
}
# The title, detail and type are those of a rejection, whose body is a problem.
_FIRST = ("visitor", "outcome", "status", "title", "detail", "type", "errors", "warnings", "handle")
_HANDLES_FIRST = ("personalization:decisions", "activation:pull", "activation:push")


@dataclass(frozen=True, slots=True)
class Arranged:
    """Differences in the order that people read them.

    `once` are those that Edge sends once per visitor, `changing` those of any two sends.
    """

    first: tuple[Difference, ...]
    once: tuple[Difference, ...] = ()
    changing: tuple[Difference, ...] = ()

    @property
    def all(self) -> tuple[Difference, ...]:
        """Every difference, in this order."""
        return (*self.first, *self.once, *self.changing)


def is_sent_once(entries: Sequence[str], own: frozenset[str], other: frozenset[str]) -> bool:
    """Whether something is on one side only because Edge sends it once per visitor.

    `entries` are the state entries that it comes with, `own` those sent on the side that has it, `other` those sent
    on the side that doesn't.
    """
    return any(entry not in own and entry in other for entry in entries)


def arrange(differences: Sequence[Difference], left: Exchange, right: Exchange) -> Arranged:
    """Orders the differences between two exchanges; none is lost.

    The visitor comes first, then the outcome, problems, decisions, other handles and the rest. An item is sent once
    per visitor if the request of its side didn't have the state entry it comes with, and the other one did.
    """
    keys = sent_state_keys(left), sent_state_keys(right)

    def is_new(path: tuple[str, ...], leaf: Difference) -> bool:
        sides = {Change.REMOVED: keys, Change.ADDED: keys[::-1]}.get(leaf.change)
        return sides is not None and is_sent_once(_entries_of(path), *sides)

    first: list[Difference] = []
    once: list[Difference] = []
    for each in differences:
        if each.label != "handle" or each.change is not Change.INSIDE:
            first.append(each)
            continue
        rest, sent_once = each.split(is_new)
        first += (
            [replace(rest, inside=tuple(sorted(rest.inside, key=lambda handle: rank_of_handle(handle.label))))]
            if rest
            else []
        )
        once += [sent_once] if sent_once else []
    return Arranged(tuple(sorted(first, key=_rank)), tuple(once))


def is_first_of_visitor(exchange: Exchange) -> bool:
    """Whether an exchange was sent without an identity entry, so that its response has one for a new visitor."""
    return "identity" not in sent_state_keys(exchange)


def _rank(difference: Difference) -> int:
    return _FIRST.index(difference.label) if difference.label in _FIRST else len(_FIRST)


def rank_of_handle(label: str) -> int:
    """The place of a handle among others, by its label: decisions before destinations before the rest."""
    kind = label.partition(" ")[0]
    return _HANDLES_FIRST.index(kind) if kind in _HANDLES_FIRST else len(_HANDLES_FIRST)


def _entries_of(path: tuple[str, ...]) -> Sequence[str]:
    """The state entries that an added or removed value comes with: `/handle/state:store/payload/KEY`, or a handle."""
    kind = path[1].partition(" ")[0] if len(path) > 1 else ""
    if len(path) == 2:
        return ENTRIES_OF.get(kind, ())
    return (short_key(path[3]),) if kind == "state:store" and len(path) == 4 else ()


def sent_state_keys(exchange: Exchange) -> frozenset[str]:
    """The short names of the state entries that were sent, in the body or as cookies."""
    body = parse(exchange.request.body)
    keys = () if isinstance(body, ParseError) else read_query(body).state_keys
    cookies = [value for name, value in exchange.request.headers if name.lower() == "cookie"]
    names = [pair.partition("=")[0].strip() for value in cookies for pair in value.split(";")]
    return frozenset(short_key(key) for key in (*keys, *names))
