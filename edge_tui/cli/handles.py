"""`edge-tui handles`: a response body as a tree."""

import click

from edge_tui.cli.exchange.options import json_option
from edge_tui.cli.terminal.exit_status import ExitStatus

_EPILOG = """
Examples:

\b
  curl -s … | edge-tui handles
  edge-tui handles answer.json
  edge-tui handles answer.json --json | jq '.children[].label'

JSON (--json): the outline, `{"label", "value", "children": [the same]}`.
"""


@click.command("handles", epilog=_EPILOG)
@click.argument("source", default="-", metavar="[FILE | -]", type=click.Path())
@json_option("Print the outline as one JSON document.")
def command(source: str, as_json: bool) -> ExitStatus:
    """Reads a response body, from a file or from standard input, and prints its outline.

    Any bytes are read: a body that is no JSON is shown as it is, with the place where it stops
    being JSON. An answer of many megabytes is read bit by bit as it is printed, and what is odd
    about its JSON is told at the end.
    """
    import os
    from datetime import UTC, datetime

    from edge_tui.cli.terminal.json_text import json_text
    from edge_tui.cli.terminal.streams import has_color, read_bytes, write, write_lines
    from edge_tui.cli.terminal.tree import tree_lines
    from edge_tui.outline import outline_of_body

    tree = outline_of_body(read_bytes(source), datetime.now(UTC))
    if as_json:
        write(json_text(tree))
    else:
        write_lines(tree_lines(tree, color=has_color(os.environ)))
    return ExitStatus.OK
