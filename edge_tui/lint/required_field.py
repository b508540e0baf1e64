"""Required members of objects that are present."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, error, info, warning
from edge_tui.lint.subject import Part, Subject
from edge_tui.lint.xdm import dictionary
from edge_tui.lint.xdm.dictionary import Field
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import JsonObject, join
from edge_tui.model.request import Action

_PLACEHOLDERS = {"_id": "{{uuid}}", "timestamp": "{{now}}"}


def check(subject: Subject) -> Iterator[RuleHit]:
    """One line for the members of the event's class that the gateway fills in (Experience League)."""
    for part in subject.event_xdms:
        missing = _missing(part.members, dictionary.event())
        if subject.context.action is Action.MEDIA and "timestamp" in missing:
            missing.remove("timestamp")
            yield from _media_timestamp(part)
        if missing and not subject.context.is_observed:
            placeholder = _PLACEHOLDERS[missing[0]]
            yield info(
                part.pointer,
                f"Edge will fill in {' and '.join(missing)}.",
                suggestion=Suggestion(f"add {placeholder}", join(part.pointer, missing[0]), value=placeholder),
                on_name=True,
            )
    for placed in subject.fields:
        if placed.field is not None and placed.field.required_names and isinstance(placed.value, dict):
            for name in _missing(placed.value, placed.field):
                holder = f"item of {placed.parent.name}" if placed.name.isdigit() else placed.name
                yield warning(placed.pointer, f"This {holder} has no {name}, which the schema requires.")


def _media_timestamp(part: Part) -> Iterator[RuleHit]:
    """Where Adobe's sources differ: media-edge.yaml requires a timestamp of every media event but `downloaded`.

    The guide's own example of `sessionStart` has none, so the emulator accepts that unless it is strict.
    """
    event_type = part.members.get("eventType")
    add = Suggestion("add {{now}}", join(part.pointer, "timestamp"), value=_PLACEHOLDERS["timestamp"])
    if event_type == "media.sessionStart":
        message = "Adobe's API description requires a timestamp; the guide's own sessionStart has none."
        yield info(part.pointer, message, suggestion=add, on_name=True)
    elif event_type != "media.downloaded":
        message = "A media event needs a timestamp: the media endpoints don't fill it in."
        yield error(part.pointer, message, suggestion=add, on_name=True)


def _missing(members: JsonObject, field: Field) -> list[str]:
    """The required names that are missing; one in another case is left to the rule `unknown-field`."""
    present = {name.casefold() for name in members}
    return [name for name in field.required_names if name.casefold() not in present]
