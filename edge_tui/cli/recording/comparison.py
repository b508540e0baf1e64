"""What two visits sent, held against each other: page by page, call by call."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from edge_tui.cli.exchange.difference_output import difference_documents
from edge_tui.compare.brief import brief
from edge_tui.compare.calls import Pair, pair_calls, request_differences
from edge_tui.compare.diff import Difference
from edge_tui.model.json.document import JsonObject
from edge_tui.model.text import visible
from edge_tui.model.visit import Call, Visit

_MAX_SHOWN = 12


@dataclass(frozen=True, slots=True)
class PagePair:
    """The same page in both visits, with its calls. `path` is empty for calls without a page."""

    path: str
    calls: tuple[tuple[Pair, tuple[Difference, ...]], ...]

    @property
    def differs(self) -> bool:
        """Whether a call is missing, or sent something else."""
        return any(not pair.is_on_both or differences for pair, differences in self.calls)


def compare_visits(left: Visit, right: Visit, ignored: Sequence[str]) -> tuple[PagePair, ...]:
    """The pages of both by host and path, in the order of the first.

    The calls of a page that was opened twice are together.
    """
    sides = _by_path(left), _by_path(right)
    paths = dict.fromkeys([*sides[0], *sides[1]])
    return tuple(
        PagePair(path, tuple(_compared(sides[0].get(path, []), sides[1].get(path, []), ignored))) for path in paths
    )


def lines_of(page: PagePair) -> Iterator[str]:
    """A page as lines: only what differs."""
    if not page.differs:
        return
    yield f"{visible(page.path or '(no page)')}\n"
    for pair, differences in page.calls:
        name = visible(pair.call.event_type or str(pair.call.action))
        if pair.right is None:
            yield f"  - {name}: only in the first\n"
        elif pair.left is None:
            yield f"  + {name}: only in the second\n"
        elif differences:
            yield f"  ~ {name}\n"
            leaves = [leaf for each in differences for leaf in each.walk()]
            for leaf in leaves[:_MAX_SHOWN]:
                pointer = leaf.right_pointer or leaf.left_pointer or ""
                yield f"      {visible(pointer)}: {brief(leaf.left)} → {brief(leaf.right)}\n"
            if len(leaves) > _MAX_SHOWN:
                yield f"      … and {len(leaves) - _MAX_SHOWN} more\n"


def document_of(page: PagePair) -> JsonObject:
    """A page as JSON."""
    return {
        "page": page.path or None,
        "calls": [
            {
                "eventType": pair.call.event_type or None,
                "action": str(pair.call.action),
                "left": pair.left.exchange.request_id if pair.left else None,
                "right": pair.right.exchange.request_id if pair.right else None,
                "differences": difference_documents(differences),
            }
            for pair, differences in page.calls
        ],
    }


def _compared(
    left: Sequence[Call], right: Sequence[Call], ignored: Sequence[str]
) -> Iterator[tuple[Pair, tuple[Difference, ...]]]:
    for pair in pair_calls(left, right):
        if pair.left is not None and pair.right is not None:
            yield pair, request_differences(pair.left.exchange, pair.right.exchange, ignored)
        else:
            yield pair, ()


def _by_path(visit: Visit) -> dict[str, list[Call]]:
    found: dict[str, list[Call]] = {_path(page.url): [] for page in visit.pages}
    for call in visit.calls:
        found.setdefault(_path(call.page.url) if call.page else "", []).append(call)
    return found


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.hostname or ''}{parts.path or '/'}"
