"""`edge-tui handles`: a response body as a tree."""

import click

from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.options import json_option

_EPILOG = """
Examples:

\b
  curl -s … | edge-tui handles
  edge-tui handles response.json
  edge-tui handles response.json --json | jq '.children[].label'
  adb logcat -d | edge-tui handles

JSON (--json): the outline, `{"label", "value", "children": [the same]}`.
"""


@click.command("handles", epilog=_EPILOG)
@click.argument("source", default="-", metavar="[FILE | -]", type=click.Path())
@json_option("Print the outline as one JSON document.")
def command(source: str, as_json: bool) -> ExitStatus:
    """Reads a response body, or a log with responses, and prints its outline.

    Also reads results of the Web SDK, handles alone, an Assurance export, errors of Adobe I/O, and
    JSON that is escaped in quotes, prefixed on every line, or cut off. If the text isn't a response
    body alone, a line on standard error says what was read. Any bytes are accepted: a body that
    isn't JSON is shown unchanged, with the position of the parse error. A very large response is
    parsed while it is printed, and oddities in its JSON are listed at the end.
    """
    import gc
    import os
    from datetime import UTC, datetime

    from edge_tui.cli.terminal.streams import has_color, read_bytes, say, write
    from edge_tui.cli.terminal.tree import tree_text
    from edge_tui.outline.json_text import json_text
    from edge_tui.outline.log_text import outline_of_text

    # What is printed has no cycles; looking for some takes an eighth of the time.
    gc.disable()
    try:
        outline = outline_of_text(read_bytes(source), datetime.now(UTC))
        if outline.sentence:
            say(outline.sentence)
        if as_json:
            write(json_text(outline.tree))
        else:
            write(tree_text(outline.tree, color=has_color(os.environ)), styled=True)
    finally:
        gc.enable()
    return ExitStatus.OK
