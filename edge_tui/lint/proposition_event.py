"""Events that report what became of a proposition: shown, clicked, dismissed."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, info, warning
from edge_tui.lint.subject import Part, Subject
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import JsonValue, at, join

# Event types and the member of `propositionEventType` that the SDKs send with each.
_KINDS = {
    "decisioning.propositionDisplay": "display",
    "decisioning.propositionInteract": "interact",
    "decisioning.propositionDismiss": "dismiss",
    "decisioning.propositionTrigger": "trigger",
    "decisioning.propositionSuppressDisplay": "suppressDisplay",
    "decisioning.propositionDisqualify": "disqualify",
}
_DECISIONING = ("_experience", "decisioning")


def check(subject: Subject) -> Iterator[RuleHit]:
    """The shape that Alloy and the mobile SDKs send; `scopeDetails` are returned to the gateway unchanged."""
    for part in subject.event_xdms:
        event_type = part.members.get("eventType")
        kind = _KINDS.get(event_type) if isinstance(event_type, str) else None
        decisioning = at(part.members, join("", *_DECISIONING))
        propositions = decisioning.get("propositions") if isinstance(decisioning, dict) else None
        if isinstance(propositions, list) and propositions:
            pointer = join(part.pointer, *_DECISIONING)
            yield from _propositions(propositions, join(pointer, "propositions"), subject)
            yield from _event_type(kind, event_type, Part(pointer, decisioning))
        elif kind is not None:
            place = join(part.pointer, "eventType")
            yield warning(place, f"{event_type} without _experience.decisioning.propositions reports nothing.")


def _propositions(propositions: list[JsonValue], pointer: str, subject: Subject) -> Iterator[RuleHit]:
    for index, proposition in enumerate(propositions):
        place = join(pointer, index)
        if not isinstance(proposition, dict) or subject.is_unfilled(join(place, "scopeDetails")):
            continue
        # The old offers have their activity and placement instead.
        if not proposition.get("scopeDetails") and "activity" not in proposition:
            message = "This proposition has no scopeDetails: without those of the response it isn't counted."
            yield warning(place, message)


def _event_type(kind: str | None, event_type: JsonValue, decisioning: Part) -> Iterator[RuleHit]:
    """Adobe's page and its SDKs differ: the page's sample of a notification has no `propositionEventType`."""
    counts = decisioning.members.get("propositionEventType")
    place = join(decisioning.pointer, "propositionEventType")
    if kind is not None and not (isinstance(counts, dict) and counts.get(kind)):
        missing = "propositionEventType" if counts is None else f"propositionEventType.{kind}"
        target = place if counts is None else join(place, kind)
        fits = counts is None or isinstance(counts, dict)
        yield warning(
            decisioning.pointer if counts is None else place,
            f"{event_type} without {missing}: reports on it won't count this event.",
            suggestion=Suggestion(f"add {kind}", target, value={kind: 1} if counts is None else 1) if fits else None,
            on_name=True,
        )
    elif kind is None and not counts and event_type not in ("display", "click"):
        yield info(
            decisioning.pointer,
            "Adobe's documentation shows propositions without propositionEventType; its SDKs always send it, "
            'such as {"display": 1}.',
            suggestion=Suggestion("add display", place, value={"display": 1}),
            on_name=True,
        )
