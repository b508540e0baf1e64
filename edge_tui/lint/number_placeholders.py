"""Placeholders in the place of a number or a truth value: read as JSON, or else they are sent as text."""

from collections.abc import Iterator

from edge_tui.lint.field_value import as_json
from edge_tui.lint.xdm import dictionary
from edge_tui.lint.xdm.dictionary import Field
from edge_tui.model.json.document import JsonValue, ParseError, join, parse
from edge_tui.model.json.positions import Positions


def with_numbers(text: str) -> str:
    """A request body in which every placeholder in the place of a number is read as JSON; otherwise unchanged."""
    document = parse(text) if "{{" in text else None
    if document is None or isinstance(document, ParseError):
        return text
    positions = Positions(text)
    for pointer, better in reversed(list(_places(document))):
        span = positions.value(pointer)
        if span is not None:
            text = f'{text[: span.start]}"{better}"{text[span.end :]}'
    return text


def _places(document: JsonValue) -> Iterator[tuple[str, str]]:
    """The pointers of such placeholders, in the order of the text, each with what belongs there."""
    if not isinstance(document, dict):
        return
    for name, value in document.items():
        if name == "xdm":
            yield from _inside(value, dictionary.event(), "/xdm")
        elif name == "event" and isinstance(value, dict):
            yield from _inside(value.get("xdm"), dictionary.event(), "/event/xdm")
        elif name == "events" and isinstance(value, list):
            for index, event in enumerate(value):
                xdm = event.get("xdm") if isinstance(event, dict) else None
                yield from _inside(xdm, dictionary.event(), f"/events/{index}/xdm")


def _inside(value: JsonValue, field: Field, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, member in value.items():
            inner = field.member(name)
            if inner is not None:
                yield from _inside(member, inner, join(pointer, name))
    elif isinstance(value, list):
        for index, item in enumerate(value if field.items is not None else ()):
            assert field.items is not None
            yield from _inside(item, field.items, join(pointer, index))
    elif (better := as_json(value, field)) is not None:
        yield pointer, better
