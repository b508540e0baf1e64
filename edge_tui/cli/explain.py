"""`edge-tui explain`: a problem in words."""

from typing import TYPE_CHECKING

import click

from edge_tui.cli.exchange.options import json_option
from edge_tui.cli.terminal.exit_status import ExitStatus

if TYPE_CHECKING:
    from edge_tui.problems.explanation import Explanation

_EPILOG = """
Examples:

\b
  edge-tui explain EXEG-0104-422
  edge-tui explain 0104
  edge-tui explain https://ns.adobe.com/aep/errors/EXEG-0201-503

JSON (--json): `{"code", "title", "meaning", "cause", "fix", "fatal", "retry", "again", "source"}`; without a
code an array of them. `again` says in words what comes of sending the same request again.
"""


@click.command("explain", epilog=_EPILOG)
@click.argument("code", required=False)
@json_option("Print the explanation as one JSON document.")
def command(code: str | None, as_json: bool) -> ExitStatus:
    """Explains a problem: what it means, what causes it, how to mend it, whether to retry.

    CODE is an EXEG code, its four digits, the whole `type` of the problem, an HTTP status, or a
    word of IMS such as invalid_client. Without one every code that is known is listed.
    """
    import os

    from edge_tui.cli.terminal.json_text import json_text
    from edge_tui.cli.terminal.paragraphs import paragraph
    from edge_tui.cli.terminal.streams import has_color, write, write_lines
    from edge_tui.cli.terminal.table import table_lines
    from edge_tui.model.errors import SetupError
    from edge_tui.problems import PROBLEMS, explain

    if code is None:
        explanations = list(PROBLEMS.values())
        if as_json:
            write(json_text([_shape(each) for each in explanations]))
        else:
            rows = [(each.code, each.title) for each in explanations]
            write_lines(table_lines(("CODE", "TITLE"), rows, color=has_color(os.environ)))
        return ExitStatus.OK
    explanation = explain(code)
    if explanation is None:
        raise SetupError(f"{code!r} is no code that is known.", "`edge-tui explain` lists them.")
    if as_json:
        write(json_text(_shape(explanation)))
        return ExitStatus.OK
    outcome = "It is fatal: no handles come with it." if explanation.fatal else "It is not fatal: the rest counts."
    write_lines([f"{explanation.code}  {explanation.title}", "", *paragraph("", explanation.meaning)])
    write_lines(["", *paragraph("Cause", explanation.cause), "", *paragraph("Mend", explanation.fix)])
    write_lines(["", *paragraph("", f"{outcome} {explanation.sent_again}"), "", explanation.source])
    return ExitStatus.OK


def _shape(explanation: "Explanation") -> dict[str, object]:
    from dataclasses import asdict

    return asdict(explanation) | {"again": explanation.sent_again}
