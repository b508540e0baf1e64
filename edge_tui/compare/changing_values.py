"""What differs between any two sends, such as IDs and times, told apart from what people look for."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl

from edge_tui.compare.diff import IGNORED_PATHS, Change, Difference, diff, path_predicate
from edge_tui.compare.once_per_visitor import Arranged
from edge_tui.compare.visitor_change import VisitorChange
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonValue, ParseError, at, parse
from edge_tui.model.placeholders import find, is_new_each_send

# In the body of a request, as ignored paths are written.
CHANGING_BODY_PATHS = (
    "/**/timestamp",
    "/**/_id",
    "/meta/queueTimeMillis",
    "/**/placeContext/localTime",
    "/**/webPageDetails/pageViews/id",
    "/**/stitchId",
    "/meta/state/entries/*_identity/value",
    "/meta/state/entries/*_personalization_sessionId/value",
)
_BODY = "body"
_REQUEST_PATHS = ("/parameters/requestId", *(f"/{_BODY}{path}" for path in CHANGING_BODY_PATHS))


def with_changing_last(arranged: Arranged) -> Arranged:
    """The differences between two responses; those of any two responses are last."""
    is_changing = path_predicate(IGNORED_PATHS)
    first, changing = _split(arranged.first, lambda path, _: is_changing(path))
    return replace(arranged, first=first, changing=changing)


def compare_requests(left: Exchange, right: Exchange, ignore: Sequence[str]) -> Arranged:
    """The differences between two requests, after a change of the visitor.

    Those of any two sends are last: what the paths name, and what placeholders make that both drafts have there.
    """
    is_changing = path_predicate(_REQUEST_PATHS)
    drafts = [None if isinstance(draft := parse(each.draft.text), ParseError) else draft for each in (left, right)]

    def is_generated(leaf: Difference) -> bool:
        """Whether both drafts have the same text there, in which only placeholders with new values differ."""
        sides = zip(drafts, (leaf.left_pointer, leaf.right_pointer), strict=True)
        one, other = (at(draft, (pointer or "").removeprefix(f"/{_BODY}")) for draft, pointer in sides)
        found = [match[1] for match in find(one)] if isinstance(one, str) and one == other else []
        return bool(found) and all(map(is_new_each_send, found))

    first, changing = _split(
        diff(_document(left), _document(right), ignore),
        lambda path, leaf: is_changing(path) or (path[0] == _BODY and is_generated(leaf)),
    )
    return Arranged((*VisitorChange.between(left, right).differences, *first), changing=changing)


def _split(
    differences: Sequence[Difference], is_changing: Callable[[tuple[str, ...], Difference], bool]
) -> tuple[tuple[Difference, ...], tuple[Difference, ...]]:
    """The differences without and with only the changing values; one that a side lacks isn't in every send."""
    parts = [
        each.split(lambda path, leaf: leaf.change is Change.CHANGED and is_changing(path, leaf)) for each in differences
    ]
    rest, changing = (tuple(each for part in parts if (each := part[side])) for side in (0, 1))
    return rest, changing


def _document(exchange: Exchange) -> JsonValue:
    """A request as JSON: the URL's parameters, the body, or its text if it isn't JSON, and the rest of the URL."""
    body = parse(exchange.request.body)
    parameters: dict[str, JsonValue] = {}
    url, _, query = exchange.request.url.partition("?")
    for name, value in parse_qsl(query, keep_blank_values=True):
        known = parameters.get(name)
        parameters[name] = value if known is None else [*known, value] if isinstance(known, list) else [known, value]
    return {
        "parameters": parameters,
        _BODY: exchange.request.body if isinstance(body, ParseError) else body,
        "url": url,
    }
