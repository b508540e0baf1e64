"""`edge-tui decode`: an opaque value, decoded."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.options import json_option

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edge_tui.values.reading import Reading

_EPILOG = """
Examples:

\b
  edge-tui decode CiYxNjMwNTM1MjU5MDU2NjgzOTc0ODQxOTEwNTkxNjk5NzEwNDExOVISCLjJxKeiNBABGAEqA09SMjAA8AG4ycSnojQ
  edge-tui decode AT:eyJhY3Rpdml0eUlkIjoiMTI2NDg2IiwiZXhwZXJpZW5jZUlkIjoiMCJ9
  edge-tui decode 'Cookie: kndctr_53A16ACB5CC1D3760A495C99_AdobeOrg_consent=general%3Din; mboxEdgeCluster=35'
  edge-tui decode 'https://acme.example/?adobe_mc=TS%3D1700000000%7CMCMID%3D41861666193140161934276845651148876988%7CMCORGID%3D53A16ACB5CC1D3760A495C99%40AdobeOrg'
  pbpaste | edge-tui decode -

JSON (--json): `{"kind", "fields", "title", "note", "source"}`, and "problem" if the value is
malformed or cut off; an array of these if the value is ambiguous or there are several. The fields
of an identity cookie are ecid, createdAt, isNew, deviceType, region, source and writeTime.
"""


@click.command("decode", epilog=_EPILOG)
@click.argument("values", nargs=-1, required=True, metavar="VALUE... | -")
@json_option("Print the readings as JSON.")
def command(values: tuple[str, ...], as_json: bool) -> ExitStatus:
    """Decodes an opaque value.

    An identity or consent cookie, a decision scope, an `AT:` id, an access token, an
    `x-adobe-edge` value, an IAB TCF string, an ECID, `adobe_mc`, an AMCV, s_ecid, mbox or demdex
    cookie, an Assurance link, base64 or percent-encoded JSON. It may be inside of quotes, a whole
    Cookie or Set-Cookie header, a row of DevTools or a URL. Standard input can hold several, one per
    line. Pass tokens that way: other users of the machine can see arguments.
    """
    from datetime import UTC

    from edge_tui.cli.terminal.streams import read_bytes, write, write_lines
    from edge_tui.model.encoding import decode_body
    from edge_tui.model.errors import SetupError
    from edge_tui.values import readings

    now = datetime.now(UTC)
    given = [decode_body(read_bytes("-")) if value == "-" else value for value in values]
    decoded = [(text, readings(text, now)) for value in given for text in _split_values(value, now)]
    if as_json:
        from edge_tui.outline.json_text import json_text

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
            else f"Not recognized: {len(unknown)} of {len(decoded)} values.",
            "Pass a complete cookie value, decision scope, AT: id, access token or x-adobe-edge value.",
        )
    return ExitStatus.OK


def _split_values(text: str, now: datetime) -> list[str]:
    """The cookies of a header, the parameters of a URL, or one value per line.

    A value that spans lines, such as wrapped base64, stays whole. Of several cookies those that
    aren't opaque are left out, which is said.
    """
    from edge_tui.values import readings
    from edge_tui.values.copied_text import split_copied

    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and any(not each.problem for each in readings(text, now)):
        return [text.strip()]
    parts: list[str] = []
    for piece in [text] if len(split_copied(text)) == 1 and len(lines) > 1 and text.lstrip()[:1] == "{" else lines:
        values = split_copied(piece)
        known = [value for value in values if len(values) == 1 or readings(value, now)]
        parts += known or values
        _say_omitted(len(values) - len(known) if known else 0)
    return parts or [text.strip()]


def _say_omitted(count: int) -> None:
    from edge_tui.cli.terminal.streams import say

    if count:
        say(f"Left out {count} {'value that is' if count == 1 else 'values that are'} not opaque.")


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
    shape: dict[str, object] = {"kind": reading.kind, "fields": dict(reading.fields), "title": reading.title}
    shape |= {name: text for name, text in (("note", reading.note), ("source", reading.source)) if text}
    return shape | ({"problem": reading.problem} if reading.problem else {})
