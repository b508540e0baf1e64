"""The readers of pasted texts, in the order in which they are tried."""

import re
from collections.abc import Callable
from dataclasses import replace

from edge_tui.formats import body, bundle, script
from edge_tui.formats.har_archive import read_archive
from edge_tui.formats.imported import Imported
from edge_tui.formats.insomnia import read_export
from edge_tui.formats.karate import read_karate
from edge_tui.formats.log import read_known_log, read_several
from edge_tui.formats.postman import read_collection
from edge_tui.formats.programs.dumped import read_dumped
from edge_tui.formats.programs.languages import language_of
from edge_tui.formats.programs.php_dump import read_php_dump
from edge_tui.formats.programs.printed import read_printed
from edge_tui.formats.programs.reader import read_program
from edge_tui.formats.reading import Reading
from edge_tui.formats.sources.bruno import read_bruno
from edge_tui.formats.sources.burp import read_burp
from edge_tui.formats.sources.http_text import read_http_text
from edge_tui.formats.sources.jmeter import read_jmeter
from edge_tui.formats.sources.shell import read_shell
from edge_tui.formats.sources.yaml_text import read_yaml_text
from edge_tui.formats.tags import read_tags

Reader = Callable[[str], Reading | None]


def _one(kind: str, parse: Callable[[str], Imported | None]) -> Reader:
    """A reader of texts that hold one request."""

    def reader(text: str) -> Reading | None:
        found = parse(text)
        return Reading(kind, (found,)) if found is not None else None

    return reader


_SCRIPT_CALL = re.compile(r"\bfetch\s*\(|\balloy\s*\(")


def _read_commands(text: str) -> Reading | None:
    """The requests of a shell's commands, and those of a script below or above them."""
    reading = read_shell(text)
    if reading is None or not reading.requests or not _SCRIPT_CALL.search(text):
        return reading
    other = script.read(text)
    if other is None or not other.requests:
        return reading
    return Reading("script", (*reading.requests, *other.requests), (*reading.notes, *other.notes))


def _read_script(text: str) -> Reading | None:
    """The requests of a script; in a program of another language, which only looks like one, those with a body."""
    reading = script.read(text)
    if reading is None or not reading.requests or language_of(text) is None:
        return reading
    with_body = tuple(each for each in reading.requests if each.draft.text.strip() not in ("", "{}"))
    return replace(reading, requests=with_body) if with_body else None


# The first that finds a request has read the text. Each returns None for a text of another kind, and a reading without
# requests for one of its kind that has none.
READERS: tuple[Reader, ...] = (
    read_archive,
    read_collection,
    read_export,
    read_tags,
    _one("bundle", bundle.parse),
    read_bruno,
    read_burp,
    read_jmeter,
    read_karate,
    _read_commands,
    read_http_text,
    read_program,
    read_printed,
    read_dumped,
    read_php_dump,
    read_yaml_text,
    _one("request body", body.parse),
    read_several,
    read_known_log,
    _read_script,
)
