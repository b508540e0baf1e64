"""An object of JavaScript or Python: a body, an event, its `xdm`, or the options of `sendEvent`."""

import re
from collections.abc import Iterator
from dataclasses import replace

from edge_tui.formats.body import import_document
from edge_tui.formats.imported import Imported
from edge_tui.formats.scripts.computed import Settling
from edge_tui.formats.scripts.literal import NO_NUMBER
from edge_tui.formats.scripts.values import Values
from edge_tui.formats.web_sdk.bodies import EVENT_OPTIONS
from edge_tui.formats.web_sdk.reader import read_options

# Options that no body and no event has.
_OF_COMMAND = EVENT_OPTIONS - {"xdm", "data", "type"}
_OF_BODY = frozenset({"event", "events", "query", "meta", "consent"})
# Objects in a text that are tried, the last ones first.
_MAX_TRIED = 200
_LEADING = re.compile(r"(?:\s|//[^\n]*|/\*(?:[^*]|\*(?!/))*+\*/)*+(?:(?:export\s+default|return)\b\s*)?(?=[{(])")
_AS_NULL = "NaN, Infinity and numbers beyond 1.8e308 aren't JSON: they became null."


def read_objects(values: Values) -> Imported | None:
    """The request of the object that a text is, or of the last one in it that is assigned to a name or passed on."""
    for value in _objects(values):
        if not isinstance(value, dict) or not value:
            continue
        found = _imported(values, value)
        if found is not None:
            as_null = (_AS_NULL,) if NO_NUMBER.search(values.outline.text) else ()
            return replace(found, notes=(*values.notes, *as_null, *found.notes))
    return None


def _objects(values: Values) -> Iterator[object]:
    text = values.outline.text
    if leading := _LEADING.match(text):
        yield values.value(values.node_at(leading.end()))
    yield from _mobile_events(values)
    assigned = sorted(values.outline.all_assigned(), key=lambda each: -each.value_at)
    for each in assigned[:_MAX_TRIED]:
        if text[each.value_at : each.value_at + 40].lstrip()[:1] == "{":
            yield values.value(values.node_at(each.value_at))
    for site in values.outline.calls[: -_MAX_TRIED - 1 : -1]:
        start = site.arguments_at + 1
        if text[start : start + 40].lstrip()[:1] == "{":
            value = values.value(values.node_at(start))
            # What a data layer gets has a name there.
            if isinstance(value, dict) and ("xdm" in value or not isinstance(value.get("event"), str)):
                yield value


def _mobile_events(values: Values) -> Iterator[object]:
    """The events of the mobile SDK in React Native and Flutter: `ExperienceEvent({xdmData, data})`."""
    for site in values.outline.calls[:_MAX_TRIED]:
        arguments = values.call(site).arguments if site.path.endswith("ExperienceEvent") else ()
        value = values.value(arguments[0]) if arguments else None
        if isinstance(value, dict) and isinstance(value.get("xdmData"), dict):
            yield {"xdm": value["xdmData"]} | {name: value[name] for name in ("data", "query") if name in value}


def _imported(values: Values, value: dict[str, object]) -> Imported | None:
    if set(value) & _OF_COMMAND and not set(value) & _OF_BODY:
        return read_options(values, value)
    settling = Settling(values.outline.text, data_elements=True)
    found = import_document(settling.settled(value))
    return replace(found, notes=(*settling.notes(), *found.notes)) if found else None
