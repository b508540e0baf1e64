"""Members that an object must have once it is there."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, info, warning
from edge_tui.lint.subject import Subject
from edge_tui.lint.xdm import dictionary
from edge_tui.lint.xdm.dictionary import Field
from edge_tui.model.document import JsonObject, join
from edge_tui.model.finding import Suggestion

_PLACEHOLDERS = {"_id": "{{uuid}}", "timestamp": "{{now}}"}


def check(subject: Subject) -> Iterator[RuleHit]:
    """What the class itself requires is a note: SDKs fill it in, or the gateway does."""
    for part in subject.event_xdms:
        for name in _missing(part.members, dictionary.event()):
            place = join(part.pointer, name)
            placeholder = _PLACEHOLDERS[name]
            yield info(
                part.pointer,
                f"An ExperienceEvent has {_article(name)}; where it is left out, the gateway fills it in.",
                suggestion=Suggestion(f"add {placeholder}", place, value=placeholder),
                on_name=True,
            )
    for placed in subject.fields:
        if placed.field is not None and placed.field.required_names and isinstance(placed.value, dict):
            for name in _missing(placed.value, placed.field):
                name_of_item = f"item of {placed.parent.name}"
                holder = name_of_item if placed.name.isdigit() else placed.name
                yield warning(placed.pointer, f"This {holder} has no {name}: the schema requires it.")


def _missing(members: JsonObject, field: Field) -> list[str]:
    """The names that are required and absent; one in another case is left to the rule on names."""
    present = {name.casefold() for name in members}
    return [name for name in field.required_names if name.casefold() not in present]


def _article(name: str) -> str:
    return "an _id" if name == "_id" else f"a {name}"
