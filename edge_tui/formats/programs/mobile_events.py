"""The events that an app gives to Adobe's mobile SDK, in the languages of Android, iOS and Flutter.

Source: Adobe's documentation of the Edge Network extension for mobile, `ExperienceEvent` and `sendEvent`.
"""

import re
from collections.abc import Iterator

from edge_tui.formats.programs.data import DataReader

# What makes an event, and before each part of it what names the part.
_MADE = re.compile(
    r"\bExperienceEvent\s*\(\s*(?=xdm\s*:)|\bExperienceEvent\.Builder\s*\(\s*\)|\b(?=initWithXdm\s*:)"
    r"|\bExperienceEvent\.createEvent\w*\s*\("
)
_PARTS = {
    "xdm": re.compile(r"\bxdm\s*:|\.setXdmSchema\s*\(|\binitWithXdm\s*:"),
    "data": re.compile(r"\bdata\s*:|\.setData\s*\("),
}
_MAX_EVENTS = 100
# A builder's calls, and an initializer's arguments, are close to each other.
_MAX_APART = 20_000


def mobile_events(text: str, reader: DataReader) -> Iterator[dict[str, object]]:
    """The `xdm` and `data` of each event, in order."""
    made = list(_MADE.finditer(text))[:_MAX_EVENTS]
    for index, match in enumerate(made):
        end = made[index + 1].start() if index + 1 < len(made) else len(text)
        if match[0].endswith("(") and "createEvent" in match[0]:
            event = _in_order(reader, match.end())
        else:
            event = _by_name(text, reader, match.end(), min(end, match.end() + _MAX_APART))
        if isinstance(event.get("xdm"), dict):
            yield event


def _by_name(text: str, reader: DataReader, start: int, end: int) -> dict[str, object]:
    event: dict[str, object] = {}
    for name, pattern in _PARTS.items():
        found = pattern.search(text, start, end)
        value = reader.value_at(found.end()) if found else None
        if value is not None and value[0] is not None:
            event[name] = value[0]
            # A member of the first part may have the name of the second.
            start = max(start, value[1])
    return event


def _in_order(reader: DataReader, at: int) -> dict[str, object]:
    event: dict[str, object] = {}
    for name in _PARTS:
        value = reader.value_at(at)
        if value is None:
            break
        if isinstance(value[0], dict):
            event[name] = value[0]
        at = value[1]
        if reader.text[at : at + 1] != ",":
            break
        at += 1
    return event
