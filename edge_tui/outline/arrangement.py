"""An outline arranged for reading on a screen: what matters first and open, a line for everything else.

The command line prints outlines as they are. Here problems stand alone instead of in groups, decisions come
before consent and syncs, and lines that only repeat their parent are left out. Nothing else is lost: every
value of the response keeps a node, and the body is a tab.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from edge_tui.handles.query import Query, read_query
from edge_tui.model.identity import short_ecid
from edge_tui.model.json.document import ParseError, at, parse
from edge_tui.model.node import ABSENT, KeptBranches, Node, Tone, one_line
from edge_tui.model.request import InteractRequest
from edge_tui.model.text import counted
from edge_tui.outline.board import ERRORS, WARNINGS
from edge_tui.outline.handle_chips import DECISIONS, NO_DECISION, PROPOSITIONS, consent_chip

# More problems, or scopes without a decision, stay in a group.
_MAX_ALONE = 5
# Of scopes without a decision, the line of their group names the first.
_MAX_NAMED = 3
IDENTITY = "identity:result"
# What is folded below the explanation of a problem.
DETAILS = "details"
_RANKS = (
    DECISIONS,
    "activation:pull",
    "activation:push",
    "",
    IDENTITY,
    "state:store",
    "locationHint:result",
    "identity:exchange",
    "consent:preferences",
)
_ONLY_EVENT = "event 0 · "
_EVENT = re.compile(r"event \d+ · ")
_ECID = re.compile(r"\b[0-9]{38}\b")
_MEANING = "What it means"
_EXPLANATIONS = (_MEANING, "Where to look", "Usual cause", "Fix", "Retry?")


def arranged(outline: Node, request: InteractRequest) -> Node:
    """The outline of a response to a request. Children of groups are still made when they are opened."""
    asked = _read(request)
    consent = consent_chip(asked.query.consent)
    return replace(
        outline,
        branches=KeptBranches(lambda: _first_level(outline.children(), asked)),
        chips=(*outline.chips, *([consent] if consent else [])),
    )


def start_of(outline: Node) -> tuple[Node, ...]:
    """The way to the node that the cursor starts on: a problem, something missing, what was asked for.

    Of a group that is open it is the first of them, because that is what there is to explain.
    """
    nodes = [node for node in outline.children() if node.label != "note"]
    for is_start in (_is_error, _is_problem, _is_missing, _is_warning, lambda node: node.opened):
        found = next((node for node in nodes if is_start(node)), None)
        if found is not None:
            return (found, *found.children()[:1]) if _is_open_group(found) else (found,)
    return tuple(nodes[:1])


def _is_open_group(node: Node) -> bool:
    is_group = node.label in (ERRORS, WARNINGS) or (_is_missing(node) and node.content is ABSENT)
    return is_group and node.opened


def _is_error(node: Node) -> bool:
    return node.tone is Tone.ERROR


def _is_problem(node: Node) -> bool:
    return node.tone is Tone.WARNING and any(chip.name == WARNINGS for chip in node.chips)


def _is_missing(node: Node) -> bool:
    return node.label == NO_DECISION


def _is_warning(node: Node) -> bool:
    return node.tone is Tone.WARNING


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request asks for: its query, the handles in the order in which they matter, and of how many events."""

    query: Query = field(default_factory=Query)
    handles: tuple[str, ...] = ()
    has_one_event: bool = False


def _read(request: InteractRequest) -> _Asked:
    body = parse(request.body)
    if isinstance(body, ParseError):
        return _Asked()
    query, listed = read_query(body), at(body, "/events")
    events = [at(body, "/event"), *(listed if isinstance(listed, list) else [])]
    starts_session = any(at(event, "/xdm/eventType") == "media.sessionStart" for event in events)
    handles = {
        DECISIONS: bool(query.scopes_and_surfaces),
        "media-analytics:new-session": starts_session,
        "consent:preferences": bool(at(body, "/consent")),
        IDENTITY: bool(query.namespaces),
    }
    return _Asked(query, tuple(name for name, is_asked in handles.items() if is_asked), len(events) <= 2)


def _first_level(nodes: Sequence[Node], asked: _Asked) -> list[Node]:
    is_group = [node.tone is Tone.HEADING and node.label != "visitor" for node in nodes]
    start = is_group.index(True) if True in is_group else len(nodes)
    end = len(nodes) - is_group[::-1].index(True) if True in is_group else start
    front = [each for node in nodes[:start] for each in _alone(node, asked)]
    groups = [_group(node, asked) for node in nodes[start:end]]
    if any(_is_error(node) for node in front):
        # The reason is the problem, which is open.
        front = [replace(node, opened=False) if _is_missing(node) else node for node in front]
    front.sort(key=lambda node: 0 if node.tone is Tone.ERROR else 1)
    groups.sort(key=lambda node: _rank(node, asked))
    rest = sorted(nodes[end:], key=lambda node: node.label == "requestId")
    return [*front, *groups, *rest]


def _rank(node: Node, asked: _Asked) -> int:
    """What was asked for comes first, and decisions in any case."""
    if node.label in asked.handles:
        return asked.handles.index(node.label) - len(asked.handles)
    return _RANKS.index(node.label if node.label in _RANKS else "")


def _alone(node: Node, asked: _Asked) -> Iterable[Node]:
    """The problems of a group as lines of the first level; a single missing scope in place of its group."""
    if node.label in (ERRORS, WARNINGS) and node.chips:
        # Its children may be ranges of problems.
        if sum(chip.count for chip in node.chips) > _MAX_ALONE:
            return [_titled(node, asked)]
        problems = node.children()
        # The chip of the group goes with its first problem, the others are only part of it.
        part = [replace(chip, words="", count=0) for chip in node.chips]
        return [
            replace(_problem(each, asked), chips=tuple(part) if index else node.chips)
            for index, each in enumerate(problems)
        ]
    if node.label == NO_DECISION:
        return _missing(node)
    return [_problem(node, asked) if node.tone is Tone.ERROR else node]


def _titled(node: Node, asked: _Asked) -> Node:
    """Many problems in their group, or in a range of it: each with its title in plain words, and folded."""

    def problems() -> Iterator[Node]:
        for child in node.children():
            is_problem = isinstance(child.content, dict)
            yield replace(_problem(child, asked), opened=False) if is_problem else _titled(child, asked)

    return node if node.branches is None else replace(node, branches=problems)


def _problem(node: Node, asked: _Asked) -> Node:
    """A problem in plain words with its explanation open, and its JSON folded below Adobe's own words."""
    if node.branches is None:
        return node
    match = _EVENT.match(node.value)
    event = match[0] if match else ""
    words = node.value.removeprefix(event)
    headline, rest = _plain_words(node)
    value = f"{'' if asked.has_one_event and event == _ONLY_EVENT else event}{headline or words}"
    return replace(node, value=value, opened=True, branches=lambda: _explained(node, rest))


def _plain_words(node: Node) -> tuple[str, str]:
    """What happened in a sentence of the catalog, and what else its explanation says; empty for an unknown code."""
    code = node.label
    if node.content is ABSENT and node.label[:3].isdigit():
        # A status without a problem of the gateway: `429 Too Many Requests`.
        code = node.label[:3]
    elif not isinstance(node.content, dict):
        return "", ""
    from edge_tui.problems import explain
    from edge_tui.problems.explanation import first_sentence

    found = explain(code)
    return first_sentence(node.note) if found is not None and found.is_known else ("", "")


def _explained(node: Node, rest: str) -> Iterator[Node]:
    """The explanation, of its first sentence only the `rest`; then all else in a fold, beside Adobe's words."""
    children = [replace(child, value=rest) if rest and child.label == _MEANING else child for child in node.children()]
    explained = [child for child in children if child.label in _EXPLANATIONS]
    folded = _superfluous(explained)
    for label in _EXPLANATIONS:
        yield from (child for child in explained if child.label == label and child not in folded)
    members = [*folded, *(child for child in children if child.label not in _EXPLANATIONS)]
    if members:
        words = words_of_the_gateway(node) if rest else []
        value = one_line(words[-1]) if words else ", ".join(member.label.lower() for member in folded)
        yield Node(DETAILS, value, Tone.DIM, node.pointer, node.content, "\n".join(words), branches=lambda: members)


def words_of_the_gateway(node: Node) -> list[str]:
    """The title and the detail of a problem, the more special one last."""
    if not isinstance(node.content, dict):
        return [node.value]
    members = node.content
    words = [members.get(name) for name in ("title", "detail")]
    return [each for each in words if isinstance(each, str) and each]


def _superfluous(explained: Sequence[Node]) -> list[Node]:
    """Explanations that others make superfluous: the usual cause beside one in this event, a retry the fix names."""
    is_located = any(child.label == "Where to look" for child in explained)
    says_retry = any(child.label == "Fix" and "etry" in child.value for child in explained)
    return [
        child
        for child in explained
        if (child.label == "Usual cause" and is_located) or (child.label == "Retry?" and says_retry)
    ]


def _missing(node: Node) -> list[Node]:
    scopes = node.children()
    if len(scopes) != 1:
        names = ", ".join(scope.value for scope in scopes[:_MAX_NAMED])
        more = ", …" if len(scopes) > _MAX_NAMED else ""
        return [replace(node, value=one_line(f"{node.value} · {names}{more}"))]
    scope = scopes[0]
    return [replace(scope, label=NO_DECISION, opened=True, chips=node.chips)]


def _group(node: Node, asked: _Asked) -> Node:
    """The handles of a type; open is the type that was asked for first, and several identities."""
    if node.branches is None:
        return node
    is_first = asked.handles[:1] == (node.label,)
    has_several = node.label == IDENTITY and len(asked.query.namespaces) > 1
    return replace(
        node,
        value=_summary(node, asked.query) if asked.has_one_event else node.value,
        opened=node.opened and (is_first or has_several),
        branches=lambda: _children(node, has_one_event=asked.has_one_event),
    )


def _summary(node: Node, query: Query) -> str:
    """What a group's line says beside the board, which has the number of scopes: the propositions.

    The number of handles says nothing of what is in them.
    """
    propositions = next((chip.count for chip in node.chips if chip.name == PROPOSITIONS), None)
    if propositions is not None and query.scopes_and_surfaces:
        return counted(propositions, "proposition") if propositions else "no propositions"
    count, separator, rest = node.value.partition(" handles · ")
    value = rest if separator and count.isdigit() else node.value
    # The row below it has the whole ECID, which would only be cut here.
    return _ECID.sub(lambda match: short_ecid(match[0]), value)


def _children(node: Node, *, has_one_event: bool) -> list[Node]:
    """The items of a group: those of all its handles, without what the group's own line says."""
    children = [child for child in node.children() if not (has_one_event and _is_first_event(child))]
    handles = [child for child in children if _is_handle(child)]
    if has_one_event and handles and len(handles) == len(children):
        items = [item for handle in handles for item in handle.children() if not _is_first_event(item)]
        children = [item for item in items if not _is_empty(item)] or items[:1]
    only = children[0] if len(children) == 1 else None
    if only is not None and only.has_children and _repeats(only, node):
        return list(only.children())
    return children


def _is_first_event(node: Node) -> bool:
    return node.label == "eventIndex" and node.content == 0


def _is_empty(node: Node) -> bool:
    return node.label == "payload" and node.content == []


def _is_handle(node: Node) -> bool:
    return node.label.startswith("handle ") and node.label[7:].isdigit()


def _repeats(node: Node, parent: Node) -> bool:
    """Whether a node's line says only what its parent's says."""
    return parent.value in (node.value, f"{node.label} {node.value}")
