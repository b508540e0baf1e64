"""`edge-tui decode`: an opaque value opened up."""

import click

from edge_tui.cli.exchange.options import json_option
from edge_tui.cli.terminal.exit_status import ExitStatus

_EPILOG = """
Examples:

\b
  edge-tui decode CiY0MTg2MTY2NjE5MzE0MDE2MTkzNDI3Njg0NTY1MTE0ODg3Njk4OBIC…
  edge-tui decode AT:eyJhY3Rpdml0eUlkIjoiMTI2NDg2IiwiZXhwZXJpZW5jZUlkIjoiMCJ9
  pbpaste | edge-tui decode -

JSON (--json): `{"kind", "fields"}`, and "problem" where the value is malformed; an array of these
where it can be read in more than one way. The fields of an identity cookie are ecid, createdAt,
isNew, deviceType, region, source and writeTime.
"""


@click.command("decode", epilog=_EPILOG)
@click.argument("value", metavar="VALUE | -")
@json_option("Print the readings as JSON.")
def command(value: str, as_json: bool) -> ExitStatus:
    """Opens up an opaque value.

    An identity or consent cookie, a decision scope, an `AT:` id, an access token, an
    `x-adobe-edge` value, an IAB TCF string, base64 or percent-encoded JSON. A token is better given on standard
    input, which no other user of the machine can see.
    """
    import os
    from datetime import UTC, datetime

    from edge_tui.cli.terminal.json_text import json_text
    from edge_tui.cli.terminal.streams import has_colour, read_bytes, write, write_lines
    from edge_tui.cli.terminal.tree import tree_lines
    from edge_tui.model.errors import SetupError
    from edge_tui.values import readings
    from edge_tui.values.opening import node_of_reading

    text = read_bytes("-").decode("utf-8", "replace") if value == "-" else value
    now = datetime.now(UTC)
    found = readings(text.strip(), now)
    if not found:
        raise SetupError(
            "This is none of the opaque values that are known.",
            "Give a cookie's value, a decision scope, an AT: id, an access token or an x-adobe-edge value, whole.",
        )
    if as_json:
        documents = [
            {"kind": each.kind, "fields": dict(each.fields)} | ({"problem": each.problem} if each.problem else {})
            for each in found
        ]
        write(json_text(documents[0] if len(documents) == 1 else documents))
        return ExitStatus.ANSWERED
    for each in found:
        tree = node_of_reading(each, each.title, text.strip(), None, now)
        write_lines(tree_lines(tree, colour=has_colour(os.environ)))
    return ExitStatus.ANSWERED
