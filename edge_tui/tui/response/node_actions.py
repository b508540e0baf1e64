"""The actions on a node of the response, and their keys."""

from dataclasses import dataclass

from edge_tui.model.json.document import JsonObject, JsonValue
from edge_tui.model.node import ABSENT, Node, Tone

_REPORTS = {
    "display": ("sent by a page when the offer is shown", "report.display"),
    "interact": ("sent by a page when it is clicked", "report.interact"),
    "dismiss": ("sent by a page when it is closed", "report.dismiss"),
}
_MAX_BRIEF = 40


@dataclass(frozen=True, slots=True)
class Step:
    """One action. `brief` is its short name; `binding` is the id of its direct key."""

    name: str
    words: str
    brief: str
    hint: str = ""
    binding: str = ""


@dataclass(frozen=True, slots=True)
class NodeActions:
    """The steps from a node, and the data they need."""

    steps: tuple[Step, ...]
    links: tuple[str, ...] = ()
    proposition: JsonObject | None = None
    item: JsonObject | None = None
    scope: str | None = None


def node_actions(node: Node, document: JsonValue) -> NodeActions:
    """The actions on a node of a response with the body `document`; ABSENT if that isn't JSON."""
    proposition, item = _proposition(node, document)
    scope = node.content if node.label == "scope" and isinstance(node.content, str) else None
    if scope is None and proposition is not None:
        scope = str(proposition["scope"])
    steps = [Step("value", "Copy value", "copy", binding="tree.copy")]
    if node.pointer is not None:
        hint = node.pointer or "the whole document"
        steps.append(Step("path", "Copy JSON pointer", "copy pointer", hint, "tree.path"))
    if node.content is not ABSENT:
        steps.append(Step("json", "Show JSON", "JSON", "in place of the explanation", "tree.json"))
    if proposition is not None:
        steps += [
            Step(report, f"Build {report} event", f"{report} event", hint, binding)
            for report, (hint, binding) in _REPORTS.items()
        ]
    # Only errors and warnings have causes below them; computing the children of a large node is slow.
    below = node.children() if node.tone in (Tone.ERROR, Tone.WARNING) else ()
    links = [(each.request_location, each.note) for each in (node, *below) if each.request_location is not None]
    for index, (place, reason) in enumerate(links):
        words = _words_of(place)
        steps.append(Step(f"lead-{index}", words, words[:1].lower() + words[1:_MAX_BRIEF], reason))
    if isinstance(node.content, str | int | float) and str(node.content):
        steps.append(Step("history", "Find in history", "find in history", "other exchanges with this value"))
    if scope is not None:
        hint = "adds it to query.personalization.decisionScopes"
        steps.append(Step("scope", "Request this scope", "request this scope", hint))
    return NodeActions(tuple(steps), tuple(place for place, _ in links), proposition, item, scope)


def _proposition(node: Node, document: JsonValue) -> tuple[JsonObject | None, JsonObject | None]:
    from edge_tui.handles.proposition_event import proposition_at

    found = None if node.pointer is None or document is ABSENT else proposition_at(document, node.pointer)
    return found or (None, None)


def _words_of(place: str) -> str:
    if place.startswith("profile:"):
        return "Edit the profile"
    if place.startswith("header:"):
        return "Go to the event's headers"
    return "Show the visitor's client state" if place == "visitor:" else f"Go to {place or 'the event'}"
