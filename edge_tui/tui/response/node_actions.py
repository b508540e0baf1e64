"""What can be done from a node of the answer, and by which key."""

from dataclasses import dataclass

from edge_tui.model.document import JsonObject, JsonValue
from edge_tui.model.node import ABSENT, Node, Tone

_REPORTS = {
    "display": ("what a page sends when the offer is shown", "report.display"),
    "interact": ("what a page sends when it is clicked", "report.interact"),
    "dismiss": ("what a page sends when it is closed", "report.dismiss"),
}
_LONGEST_BRIEF = 40


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `brief` is for a line of them; `binding` is the id of the key that does it at once."""

    name: str
    words: str
    brief: str
    hint: str = ""
    binding: str = ""


@dataclass(frozen=True, slots=True)
class NodeActions:
    """The steps from a node, and what they need to know."""

    steps: tuple[Step, ...]
    links: tuple[str, ...] = ()
    proposition: JsonObject | None = None
    item: JsonObject | None = None
    scope: str | None = None


def node_actions(node: Node, document: JsonValue) -> NodeActions:
    """What can be done from a node of an answer whose body is `document`, ABSENT when it is no JSON."""
    proposition, item = _proposition(node, document)
    scope = node.content if node.label == "scope" and isinstance(node.content, str) else None
    if scope is None and proposition is not None:
        scope = str(proposition["scope"])
    steps = [Step("value", "Copy the value", "copy", binding="tree.copy")]
    if node.pointer is not None:
        hint = node.pointer or "the whole document"
        steps.append(Step("path", "Copy the JSON pointer", "pointer", hint, "tree.path"))
    if proposition is not None:
        steps += [
            Step(report, f"Build its {report} event", f"{report} event", hint, binding)
            for report, (hint, binding) in _REPORTS.items()
        ]
    # Only what is amiss has causes below it; to work out the children of a large node takes a while.
    below = node.children() if node.tone in (Tone.ERROR, Tone.WARNING) else ()
    links = [(each.request_location, each.note) for each in (node, *below) if each.request_location is not None]
    for index, (place, reason) in enumerate(links):
        words = _words_of(place)
        steps.append(Step(f"lead-{index}", words, words[:1].lower() + words[1:_LONGEST_BRIEF], reason))
    if isinstance(node.content, str | int | float) and str(node.content):
        steps.append(Step("history", "Find it in history", "find in history", "other exchanges that hold this value"))
    if scope is not None:
        hint = "adds it to query.personalization.decisionScopes"
        steps.append(Step("scope", "Ask for this scope", "ask for this scope", hint))
    return NodeActions(tuple(steps), tuple(place for place, _ in links), proposition, item, scope)


def _proposition(node: Node, document: JsonValue) -> tuple[JsonObject | None, JsonObject | None]:
    from edge_tui.handles.proposition_event import proposition_at

    found = None if node.pointer is None or document is ABSENT else proposition_at(document, node.pointer)
    return found or (None, None)


def _words_of(place: str) -> str:
    if place.startswith("profile:"):
        return "Change the profile"
    if place.startswith("header:"):
        return "Go to the event's headers"
    return "Look at the visitor's state" if place == "visitor:" else f"Go to {place or 'the event'}"
