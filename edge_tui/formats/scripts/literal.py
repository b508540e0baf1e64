"""A value of JavaScript or Python alone, such as JSON5."""

import re

from edge_tui.formats.scripts.computed import Settling
from edge_tui.formats.scripts.outline import outline_of
from edge_tui.formats.scripts.tokens import JAVASCRIPT, PYTHON, UNDEFINED
from edge_tui.formats.scripts.values import Values
from edge_tui.model.json.document import JsonValue

NO_NUMBER = re.compile(r"[:\[,]\s*[-+]?(?:(?:NaN|Infinity)\b|[\d.]+[eE]\+?\d{3})")


def literal(text: str) -> JsonValue | None:
    """The JSON value that an object or array of JavaScript or Python is, such as a console or a program prints it.

    None for any other text, and for one of which a part is missing, computed or no JSON.
    """
    text = text.strip().removesuffix(";")
    if text[:1] not in ("{", "[") or NO_NUMBER.search(text):
        return None
    for dialect in (JAVASCRIPT, PYTHON):
        values = Values(outline_of(text, dialect))
        node = values.node_at(0)
        value = values.value(node) if node.end == len(text) else UNDEFINED
        settling = Settling(text, escapes=False)
        settled = settling.settled(value)
        if isinstance(settled, dict | list) and not settling.is_computed and not values.notes:
            return settled
    return None
