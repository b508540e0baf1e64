"""`edge-tui explain`: what an error code means and how to fix it."""

from typing import TYPE_CHECKING

import click

from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.options import json_option

if TYPE_CHECKING:
    from edge_tui.problems.explanation import Explanation

_EPILOG = """
Examples:

\b
  edge-tui explain EXEG-0104-422
  edge-tui explain 0104
  edge-tui explain 207
  edge-tui explain 02xx
  edge-tui explain '{"error_code":"403010","message":"Oauth token is missing"}'
  edge-tui explain https://ns.adobe.com/aep/errors/EXEG-0201-503

JSON (--json): `{"code", "title", "meaning", "cause", "fix", "fatal", "retry", "again", "source",
"is_known"}`; without a code, an array of them. `again` is a sentence on whether a retry helps.
"""


@click.command("explain", epilog=_EPILOG)
@click.argument("code", required=False)
@json_option("Print the explanation as one JSON document.")
def command(code: str | None, as_json: bool) -> ExitStatus:
    """Explains a problem: what it means, its cause, how to fix it, and whether to retry.

    CODE is an EXEG code, its four digits, the problem's full `type`, a family such as 02xx or
    va-edge, a code of another service such as ODE-0001-404, an HTTP status, the error_code of an
    Adobe I/O error, or an IMS error such as invalid_client. Without it, all known codes are
    listed.
    """
    import os

    from edge_tui.cli.terminal.paragraphs import paragraph
    from edge_tui.cli.terminal.streams import has_color, write, write_lines
    from edge_tui.model.errors import SetupError
    from edge_tui.problems import PROBLEMS, explain

    explanation = explain(code) if code is not None else None
    if code is not None and explanation is None:
        raise SetupError(f"Unknown code {code!r}.", "`edge-tui explain` lists them.")
    if as_json:
        from edge_tui.outline.json_text import json_text

        write(json_text(_shape(explanation) if explanation else [_shape(each) for each in PROBLEMS.values()]))
        return ExitStatus.OK
    if explanation is None:
        from edge_tui.cli.terminal.table import table_lines

        rows = [(each.code, each.title) for each in PROBLEMS.values()]
        write_lines(table_lines(("CODE", "TITLE"), rows, color=has_color(os.environ)))
        return ExitStatus.OK
    write_lines([f"{explanation.code}  {explanation.title}", "", *paragraph("", explanation.meaning)])
    write_lines(["", *paragraph("Cause", explanation.cause), "", *paragraph("Fix", explanation.fix)])
    write_lines(["", *paragraph("", f"{explanation.impact} {explanation.retry_advice}"), "", explanation.source])
    return ExitStatus.OK


def _shape(explanation: "Explanation") -> dict[str, object]:
    from dataclasses import asdict

    fields = asdict(explanation) | {"again": explanation.retry_advice}
    return {name: value for name, value in fields.items() if name not in ("retry_note", "impact_note")}
