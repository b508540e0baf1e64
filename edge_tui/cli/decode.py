"""`edge-tui decode`: an opaque value, decoded."""

import re
from datetime import datetime
from typing import TYPE_CHECKING

import click

from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.json_option import json_option

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edge_tui.values.reading import Reading

_EPILOG = """
Examples:

\b
  edge-tui decode CiY0MTg2MTY2NjE5MzE0MDE2MTkzNDI3Njg0NTY1MTE0ODg3Njk4OBIC…
  edge-tui decode AT:eyJhY3Rpdml0eUlkIjoiMTI2NDg2IiwiZXhwZXJpZW5jZUlkIjoiMCJ9
  pbpaste | edge-tui decode -

JSON (--json): `{"kind", "fields"}`, and "problem" if the value is malformed; an array of these if
the value is ambiguous or there are several. The fields of an identity cookie are ecid, createdAt,
isNew, deviceType, region, source and writeTime.
"""

# The separator before the next cookie of a Cookie header.
_NEXT_COOKIE = re.compile(r";\s+(?=(?:kndctr|AMCV)_)")


@click.command("decode", epilog=_EPILOG)
@click.argument("values", nargs=-1, required=True, metavar="VALUE... | -")
@json_option("Print the readings as JSON.")
def command(values: tuple[str, ...], as_json: bool) -> ExitStatus:
    """Decodes an opaque value.

    An identity or consent cookie, a decision scope, an `AT:` id, an access token, an
    `x-adobe-edge` value, an IAB TCF string, base64 or percent-encoded JSON; with or without the
    name of its cookie or header in front. Standard input can hold several, one per line. Pass
    tokens that way: other users of the machine can see arguments.
    """
    from datetime import UTC

    from edge_tui.cli.terminal.streams import read_bytes, write, write_lines
    from edge_tui.model.errors import SetupError
    from edge_tui.values import readings

    now = datetime.now(UTC)
    given = [read_bytes("-").decode("utf-8", "replace") if value == "-" else value for value in values]
    decoded = [(text, readings(text, now)) for value in given for text in _split_values(value, now)]
    if as_json:
        from edge_tui.cli.terminal.json_text import json_text

        documents = [_shape(reading) for _, each in decoded for reading in each]
        if documents:
            write(json_text(documents[0] if len(documents) == 1 else documents))
    else:
        write_lines(_lines(decoded, now))
    unknown = [text for text, each in decoded if not each]
    if unknown:
        raise SetupError(
            "Not a known opaque value."
            if len(decoded) == 1
            else f"{len(unknown)} of {len(decoded)} values aren't known opaque values.",
            "Pass a complete cookie value, decision scope, AT: id, access token or x-adobe-edge value.",
        )
    return ExitStatus.OK


def _split_values(text: str, now: datetime) -> list[str]:
    """The cookies of a header, or one value per line; a value that spans lines, such as wrapped base64, stays whole."""
    from edge_tui.values import readings

    parts = [part.strip() for line in text.splitlines() for part in _NEXT_COOKIE.split(line) if part.strip()]
    is_one = len(parts) <= 1 or (len(text.splitlines()) > 1 and any(not each.problem for each in readings(text, now)))
    return [text.strip()] if is_one else parts


def _lines(decoded: "Sequence[tuple[str, tuple[Reading, ...]]]", now: datetime) -> "Iterator[str]":
    """Each reading as a tree, followed by a note on that kind of value."""
    import os

    from edge_tui.cli.terminal.paragraphs import paragraph
    from edge_tui.cli.terminal.streams import has_color
    from edge_tui.cli.terminal.tree import tree_lines
    from edge_tui.values.opening import node_of_reading

    is_first = True
    for text, readings in decoded:
        for reading in readings:
            if not is_first:
                yield ""
            is_first = False
            tree = node_of_reading(reading, reading.title, text, None, now)
            yield from tree_lines(tree, color=has_color(os.environ))
            if reading.note:
                yield ""
                yield from paragraph("", reading.note)
            if reading.source:
                yield from paragraph("", f"Source: {reading.source}")


def _shape(reading: "Reading") -> dict[str, object]:
    shape: dict[str, object] = {"kind": reading.kind, "fields": dict(reading.fields)}
    return shape | ({"problem": reading.problem} if reading.problem else {})
