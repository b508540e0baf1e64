"""Checks values against their XDM field: type, enumeration, format, pattern, limits."""

import re
from collections.abc import Iterator, Sequence

from edge_tui.lint.moment import read_moment
from edge_tui.lint.rule_hit import RuleHit, error, info, warning
from edge_tui.lint.spelling import nearest
from edge_tui.lint.subject import Placed, Subject
from edge_tui.lint.value_format import format_problem
from edge_tui.lint.xdm import dictionary
from edge_tui.lint.xdm.dictionary import Field
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import JsonValue, kind_of

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int, float),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
}
_LENIENT = ("uri", "uri-reference")
# Whose values are entered or set by somebody; `last` gives a number anyway.
_ENTERED = re.compile(r"\{\{\s*((?:ask|env|var)\s*:[^{}]*?)\s*\}\}")
_MAX_LISTED = 12
_SCALARS = ("integer", "number", "boolean")
# These have their own rules.
_SEPARATE_RULES = ("eventType", "timestamp", "identityMap")


def check(subject: Subject) -> Iterator[RuleHit]:
    """The dataset drops an event for any of these, after the gateway has returned 200."""
    for placed in subject.fields:
        field = placed.field
        if (
            field is None
            or field.is_measure
            or (placed.parent is dictionary.event() and placed.name in _SEPARATE_RULES)
        ):
            continue
        written = subject.written_at(placed) if isinstance(placed.value, str) else None
        if (better := as_json(written, field)) is not None:
            yield _text_for(placed, field, str(written), better)
            continue
        if subject.is_unfilled(placed.pointer):
            # The value that replaces a placeholder is checked when there is one.
            continue
        if not _is_of_type(placed.value, field.type):
            yield _wrong_type(placed, field)
        elif isinstance(placed.value, str):
            yield from _text(placed, field, placed.value)
        elif isinstance(placed.value, int | float):
            yield from _number(placed, field, placed.value)


def as_json(value: JsonValue, field: Field) -> str | None:
    """The placeholder that gives what a field takes: `{{json:ask:price}}` of `{{ask:price}}`; None if it does."""
    if field.type not in _SCALARS or not isinstance(value, str):
        return None
    found = _ENTERED.fullmatch(value.strip())
    return "{{json:" + found[1] + "}}" if found else None


def _is_of_type(value: JsonValue, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    if name == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES[name])


def _wrong_type(placed: Placed, field: Field) -> RuleHit:
    kind = _article(field.type)
    converted = _converted(placed.value, field)
    suggestion = None
    if converted is not None:
        suggestion = Suggestion(f"convert it to {kind}", placed.pointer, value=converted)
    name = placed.name if placed.field is placed.parent.fields.get(placed.name) else f"an item of {field.name}"
    message = f"{name} must be {kind}, not {kind_of(placed.value)}."
    return error(placed.pointer, message, suggestion=suggestion)


def _text_for(placed: Placed, field: Field, written: str, better: str) -> RuleHit:
    """A placeholder that would be sent as a text where the field takes a number or a truth value."""
    message = f"{placed.name} must be {_article(field.type)}, and {written} is sent as text."
    return error(placed.pointer, message, suggestion=Suggestion(f"write {better}", placed.pointer, value=better))


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'aio' else 'a'} {name}"


def _converted(value: JsonValue, field: Field) -> JsonValue:
    """The value converted to the field's type without loss; None when that isn't possible."""
    if field.type == "array" and field.items is not None and _is_of_type(value, field.items.type):
        return [value]
    if isinstance(value, str):
        return _parsed(value.strip(), field.type)
    if field.type == "string" and isinstance(value, bool | int | float):
        return str(value).lower()
    if field.type == "integer" and isinstance(value, bool):
        return int(value)
    if field.type == "boolean" and value in (0, 1):
        return bool(value)
    return None


def _parsed(text: str, name: str) -> JsonValue:
    try:
        if name == "integer":
            return int(text)
        if name == "number":
            number = float(text)
            return int(text) if text.lstrip("-").isdigit() else number
    except ValueError:
        return None
    return {"true": True, "false": False}.get(text.lower()) if name == "boolean" else None


def _text(placed: Placed, field: Field, text: str) -> Iterator[RuleHit]:
    if field.enum and text not in field.enum:
        near = nearest(text, field.enum)
        yield error(
            placed.pointer,
            f"{placed.name} must be one of {', '.join(field.enum)}.",
            suggestion=Suggestion(f"write {near}", placed.pointer, value=near) if near else None,
        )
    elif field.known and text not in field.known:
        near = nearest(text, field.known)
        yield info(
            placed.pointer,
            f"{placed.name} is usually one of {_listed(field.known)}.",
            suggestion=Suggestion(f"write {near}", placed.pointer, value=near) if near else None,
        )
    if field.pattern and not dictionary.compiled(field.pattern).search(text):
        upper = text.strip().upper()
        fits = dictionary.compiled(field.pattern).search(upper) is not None
        yield error(
            placed.pointer,
            f"{placed.name} doesn't match the pattern {_short(field.pattern)}.",
            suggestion=Suggestion(f"write {upper}", placed.pointer, value=upper) if fits else None,
        )
    if field.min_length is not None and len(text) < field.min_length:
        yield error(placed.pointer, f"{placed.name} must have at least {field.min_length} characters.")
    if field.max_length is not None and len(text) > field.max_length:
        yield error(placed.pointer, f"{placed.name} must have at most {field.max_length} characters, not {len(text)}.")
    problem = format_problem(field.format, text)
    if problem:
        is_lenient = field.format in _LENIENT or read_moment(text)[1] == "colon"
        yield (warning if is_lenient else error)(placed.pointer, f"{placed.name} {problem}.")


def _number(placed: Placed, field: Field, number: float) -> Iterator[RuleHit]:
    if field.minimum is not None and number < field.minimum:
        yield error(placed.pointer, f"{placed.name} must be at least {field.minimum:g}.")
    if field.maximum is not None and number > field.maximum:
        yield error(placed.pointer, f"{placed.name} must be at most {field.maximum:g}.")


def _listed(values: Sequence[str]) -> str:
    more = len(values) - _MAX_LISTED
    return ", ".join(values[:_MAX_LISTED]) + (f" and {more} more" if more > 1 else f", {values[-1]}" if more else "")


def _short(pattern: str) -> str:
    return pattern if len(pattern) <= 40 else "of a language tag such as en-GB"
