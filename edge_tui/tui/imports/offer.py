"""What can be done with a pasted text: a line for each choice, and which are chosen first."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from edge_tui.formats import Imported
from edge_tui.model.node import Node
from edge_tui.model.profile import Profile
from edge_tui.tui.imports.pasted import Kind, Pasted
from edge_tui.tui.imports.summary import differs_from_profile

_MAX_TREE_LINES = 400
_ENTER = {
    Kind.REQUEST: "import",
    Kind.RESPONSE: "show",
    Kind.COOKIES: "import",
    Kind.CODE: "copy",
    Kind.VALUE: "copy",
    Kind.REQUEST_ID: "open in history",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A checkbox: the part of a paste that it takes, its label, and whether it is on at first."""

    key: str
    label: str
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """What to do with a paste: the chosen request and the keys of the chosen parts, or all of it to history.

    Without a request, a response is shown.
    """

    imported: Imported | None = field(default=None, repr=False)
    parts: frozenset[str] = frozenset()
    is_for_history: bool = False


def parts_of(pasted: Pasted, imported: Imported | None, profile: Profile) -> tuple[Part, ...]:
    """The parts of a paste that can be taken or left."""
    if pasted.kind is Kind.COOKIES:
        return (Part("visitor", f"New visitor with the {_cookies(len(pasted.cookies))}"),)
    return tuple(_parts_of_request(imported, profile)) if imported is not None else ()


def _parts_of_request(imported: Imported, profile: Profile) -> Iterator[Part]:
    theirs, ours = imported.profile.api_version, imported.draft.action.version(profile)
    if imported.draft.text:
        is_converted = bool(theirs) and theirs is not ours
        yield Part("event", "Event")
        if is_converted:
            yield Part("version", f"Keep API {theirs} (off: convert to {ours})", is_on=False)
        if imported.draft.headers:
            yield Part("headers", "Headers: " + ", ".join(name for name, _ in imported.draft.headers))
    if imported.entries:
        yield Part("visitor", f"New visitor with its {_cookies(len(imported.entries))}")
    if differs_from_profile(imported.profile, profile):
        yield Part("profile", "New profile with its gateway and datastream", is_on=False)


def _cookies(count: int) -> str:
    return f"{count} cookies" if count > 1 else "cookie"


def enter_word(kind: Kind) -> str:
    """What enter does, as a verb."""
    return _ENTER[kind]


def tree_lines(node: Node) -> Iterator[str]:
    """A tree as indented lines, without its root."""
    waiting = [(0, child) for child in reversed(node.children())]
    count = 0
    while waiting and count < _MAX_TREE_LINES:
        depth, here = waiting.pop()
        count += 1
        yield f"{'  ' * depth}{here.label}{'  ' + here.value if here.value else ''}"
        waiting.extend((depth + 1, child) for child in reversed(here.children()))
    if waiting:
        yield "…"
