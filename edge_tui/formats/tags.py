"""What a property of Adobe's tags (Launch) does with the Web SDK extension, as the call that its action makes.

Source: the action and data element settings of adobe/reactor-extension-alloy, as the tags API and a built library
have them: `delegate_descriptor_id` beside `settings` in JSON, or `modulePath` beside `settings`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from edge_tui.formats import script
from edge_tui.formats.imported import Imported
from edge_tui.formats.reading import Reading
from edge_tui.formats.scripts.outline import outline_of
from edge_tui.formats.scripts.tokens import JAVASCRIPT
from edge_tui.formats.scripts.values import Values
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, compact, parse

_KIND = "tags property"
_MARK = re.compile(r"adobe-alloy(?:::|/)|[\"']?instanceName[\"']?\s*:")
_ACTION = re.compile(r"adobe-alloy(?:::actions::|/\S*?actions/)([\w-]+)")
_XDM_OBJECT = re.compile(r"adobe-alloy(?:::dataElements::|/\S*?dataElements/)(?:xdm-object|xdmObject)\b")
_COMMANDS = {"send-event": "sendEvent", "set-consent": "setConsent"}
_ENVIRONMENTS = ("production", "staging", "development")
# Settings that the extension keeps for itself, or that the SDK has another way.
_OWN = frozenset({"instanceName", "guidedEventsEnabled", "guidedEvent", "resetOptions", "schema", "sandbox"})
_ELEMENT = re.compile(r"%[^%\n]{1,80}%")
# Places in the call that was written for a setting say nothing.
_PLACE = re.compile(r" \(line 1, column \d+\)")
_MAX_LENGTH = 4_000_000
_MAX_OBJECTS, _MAX_REQUESTS = 100_000, 500
_NOTHING = "The tags property has no action that sends an event, and no XDM object."
_FIX = "Export a rule's action, or paste its settings."


def read_tags(text: str) -> Reading | None:
    """The events of a property's actions and XDM objects; None for any other text."""
    if len(text) > _MAX_LENGTH or not _MARK.search(text):
        return None
    found: list[Imported] = []
    is_property = False
    for name, settings in islice(_settings(_document(text)), _MAX_REQUESTS):
        is_property = True
        found += _requests(name, settings)
    if not is_property:
        return None
    return Reading(_KIND, tuple(found), missing="" if found else _NOTHING, fix="" if found else _FIX)


def _document(text: str) -> object:
    """The JSON of an export, or the object that a built library is assigned to."""
    if text.lstrip()[:1] in ("{", "["):
        document = parse(text)
        return None if isinstance(document, ParseError) else document
    if "modulePath" not in text:
        return None
    values = Values(outline_of(text, JAVASCRIPT))
    assigned = (each for each in values.outline.all_assigned() if each.path.endswith(("exports", "container")))
    found = next(assigned, None)
    return values.value(values.node_at(found.value_at)) if found else None


def _settings(document: object) -> Iterator[tuple[str, JsonObject]]:
    """The settings of the extension's parts in a document, each with the part's name."""
    if isinstance(document, dict) and "instanceName" in document and "settings" not in document:
        is_consent = isinstance(document.get("consent"), list)
        yield f"adobe-alloy::actions::{'set-consent' if is_consent else 'send-event'}", document
        return
    waiting = [document]
    for _ in range(_MAX_OBJECTS):
        if not waiting:
            return
        each = waiting.pop()
        if isinstance(each, list):
            waiting += reversed(each)
        elif isinstance(each, dict):
            name = each.get("delegate_descriptor_id") or each.get("modulePath")
            settings = _parsed(each.get("settings"))
            if isinstance(name, str) and name.startswith("adobe-alloy") and isinstance(settings, dict):
                yield name, settings
            waiting += reversed(list(each.values()))


def _parsed(settings: object) -> object:
    return parse(settings) if isinstance(settings, str) else settings


def _requests(name: str, settings: JsonObject) -> list[Imported]:
    if _XDM_OBJECT.match(name):
        return _read(f"const xdm = {_written({'xdm': settings.get('data')})}")
    action = _ACTION.match(name)
    command = _COMMANDS.get(re.sub(r"(?<!^)([A-Z])", r"-\1", action[1]).lower()) if action else None
    if command is None:
        return []
    options = {key: value for key, value in settings.items() if key not in _OWN}
    overrides = options.get("edgeConfigOverrides")
    if isinstance(overrides, dict) and any(each in overrides for each in _ENVIRONMENTS):
        options["edgeConfigOverrides"] = next(overrides[each] for each in _ENVIRONMENTS if each in overrides)
    return _read(f'alloy("{command}", {_written(options)})')


def _written(options: dict[str, object]) -> str:
    """Options in JavaScript: a data element alone is a value that only the page knows."""
    parts = (f"{compact(key)}: {_value(value)}" for key, value in options.items())
    return f"{{{', '.join(parts)}}}"


def _value(value: object) -> str:
    if isinstance(value, str) and _ELEMENT.fullmatch(value):
        return f"_satellite.getVar({compact(value[1:-1])})"
    return compact(_plain(value))


def _plain(value: object) -> JsonValue:
    """A value of a library without its functions, which aren't JSON."""
    if isinstance(value, dict):
        return {str(name): _plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | None) else None


def _read(call: str) -> list[Imported]:
    reading = script.read(call)
    found = reading.requests if reading else ()
    return [replace(each, notes=tuple(_PLACE.sub("", note) for note in each.notes)) for each in found]
