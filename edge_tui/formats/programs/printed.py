"""An event as a program prints or writes a map: hashes of Ruby, arrays of PHP, dictionaries of Swift."""

import re
from dataclasses import replace

from edge_tui.formats.body import import_document
from edge_tui.formats.programs.data import DataReader
from edge_tui.formats.programs.languages import LANGUAGES
from edge_tui.formats.programs.literals import literals_of
from edge_tui.formats.reading import Reading
from edge_tui.formats.scripts.computed import Settling

_MAX_LENGTH = 1_000_000
# What no JavaScript, Python or JSON has at the start of an object, or as a value.
_NAMES = {
    "Ruby": re.compile(r"\s*\{\s*(?::\w+|\"\w+\")\s*=>|\s*\{[^=]{0,2000}:\s*nil\b"),
    "PHP": re.compile(r"\s*(?:array\s*\(|\[)\s*['\"]\w+['\"]\s*=>"),
    "Go": re.compile(r"\s*map\[string\](?:interface ?\{\}|any)\{\s*\"\w+\":"),
    "Swift": re.compile(r"\s*\[\s*\"\w+\"\s*:\s"),
}


def read_printed(text: str) -> Reading | None:
    """The event of a text that is a map of one of these languages, and nothing else; None for any other text."""
    name = next((name for name, start in _NAMES.items() if start.match(text)), "") if len(text) <= _MAX_LENGTH else ""
    if not name:
        return None
    language = next(each for each in LANGUAGES if each.name == name)
    reader = DataReader(text, {each.start: each for each in literals_of(text, language)})
    read = reader.document_at(len(text) - len(text.lstrip()))
    if read is None or text[read[1] :].strip(" \n;)"):
        return None
    settling = Settling(text)
    settled = settling.settled(read[0])
    found = import_document(settled) if isinstance(settled, dict) else None
    kind = {"Ruby": "Ruby hash", "PHP": "PHP array", "Go": "Go map", "Swift": "Swift dictionary"}[name]
    return Reading(kind, (replace(found, notes=(*settling.notes(), *found.notes)),)) if found else None
