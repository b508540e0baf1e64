"""`edge-tui capture list | show | check | diff | delete`: recordings in history."""

import click

from edge_tui.cli import Invocation
from edge_tui.cli.terminal.examples import examples
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.options import json_option
from edge_tui.model.text import counted


@click.group("capture")
def past_recordings() -> None:
    """Recordings of visits in history."""


@past_recordings.command("list", epilog=examples("edge-tui capture list --json | jq -r '.[].name'"))
@json_option("Print an array, latest first: name, started, source, pages, calls, blocked, tried.")
@click.pass_obj
def list_(invocation: Invocation, as_json: bool) -> ExitStatus:
    """Lists the recordings, the latest first."""
    from edge_tui.cli.terminal.streams import has_color, say, write, write_lines
    from edge_tui.cli.terminal.table import table_lines
    from edge_tui.model.placeholders import iso
    from edge_tui.outline.json_text import json_text

    workspace = invocation.workspace
    found = workspace.captures.all()
    if as_json:
        write(
            json_text(
                [
                    {
                        "name": each.name,
                        "started": each.started and iso(each.started),
                        "source": each.source and str(each.source),
                        "pages": each.pages,
                        "calls": each.calls,
                        "blocked": each.blocked,
                        "tried": each.tried,
                    }
                    for each in found
                ]
            )
        )
        return ExitStatus.OK
    headings = ("STARTED", "SOURCE", "PAGES", "CALLS", "BLOCKED", "NAME")
    rows = [
        (
            f"{each.started.astimezone():%Y-%m-%d %H:%M:%S}" if each.started else "",
            str(each.source or ""),
            *(str(count) for count in (each.pages, each.calls, each.blocked)),
            each.name,
        )
        for each in found
    ]
    write_lines(table_lines(headings, rows, color=has_color(workspace.environ)))
    if not found:
        say("No recordings yet. Try `edge-tui capture https://www.example.com/`.")
    return ExitStatus.OK


@past_recordings.command("show", epilog=examples('edge-tui capture show "spring sale"'))
@click.argument("name")
@json_option("Print the whole visit as one JSON document.")
@click.pass_obj
def show(invocation: Invocation, name: str, as_json: bool) -> ExitStatus:
    """Shows the pages and calls of a recording, and what the checks find."""
    from edge_tui.cli.recording.documents import visit_document
    from edge_tui.cli.recording.feed import write_page_by_page
    from edge_tui.cli.recording.lines import LineWriter
    from edge_tui.cli.recording.report import report
    from edge_tui.cli.terminal.streams import write
    from edge_tui.outline.json_text import json_text
    from edge_tui.recording import summarize
    from edge_tui.visit import check_visit

    workspace = invocation.workspace
    visit = workspace.captures.load(name)
    if as_json:
        write(json_text(visit_document(visit, summarize(visit), check_visit(visit), workspace.outline)))
        return ExitStatus.OK
    write_page_by_page(visit, LineWriter(shows_start=False))
    return report(visit, ())


@past_recordings.command("check", epilog=examples('edge-tui capture check "spring sale" --expect "no findings"'))
@click.argument("name")
@click.option("--expect", "expressions", metavar="EXPR", multiple=True, help="As of `capture`. Repeatable.")
@click.option("--junit", metavar="FILE", default="", help="Write a JUnit report.")
@json_option("Print one JSON object a line: the findings, then the summary.")
@click.pass_obj
def check(invocation: Invocation, name: str, expressions: tuple[str, ...], junit: str, as_json: bool) -> ExitStatus:
    """Checks a recording: exit status 1 if a finding is an error, or an expectation isn't met."""
    from edge_tui.cli.recording.documents import DocumentWriter
    from edge_tui.cli.recording.options import read_expectations
    from edge_tui.cli.recording.report import check_files, report
    from edge_tui.model.finding import Severity
    from edge_tui.visit import check_visit

    expectations = read_expectations(expressions)
    visit = invocation.workspace.captures.load(name)
    check_files(junit, "")
    status = report(
        visit, expectations, writer=DocumentWriter(invocation.workspace.outline) if as_json else None, junit=junit
    )
    has_error = any(finding.severity is Severity.ERROR for finding in check_visit(visit))
    return ExitStatus.UNEXPECTED if has_error else status


@past_recordings.command("diff", epilog=examples('edge-tui capture diff "spring sale" "summer sale"'))
@click.argument("left_name", metavar="NAME")
@click.argument("right_name", metavar="NAME")
@click.option("--all", "everything", is_flag=True, help="Compare paths that always change, too.")
@json_option("Print an array of pages: path, and its calls with what differs.")
@click.pass_obj
def diff(invocation: Invocation, *, left_name: str, right_name: str, everything: bool, as_json: bool) -> ExitStatus:
    """Compares what two recordings sent: exit status 1 if it differs.

    Pages are paired by their addresses, calls by their event types and order.
    """
    from edge_tui.cli.recording.comparison import compare_visits, document_of, lines_of
    from edge_tui.cli.terminal.streams import say, write
    from edge_tui.outline.json_text import json_text

    workspace = invocation.workspace
    left, right = workspace.captures.load(left_name), workspace.captures.load(right_name)
    ignored = () if everything else workspace.ignored_paths.all()
    pages = compare_visits(left, right, ignored)
    differs = any(page.differs for page in pages)
    if as_json:
        write(json_text([document_of(page) for page in pages]))
    else:
        write(line for page in pages for line in lines_of(page))
    if not differs:
        say("Both sent the same.")
    return ExitStatus.UNEXPECTED if differs else ExitStatus.OK


@past_recordings.command("delete", epilog=examples('edge-tui capture delete "spring sale"'))
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.pass_obj
def delete(invocation: Invocation, names: tuple[str, ...]) -> ExitStatus:
    """Permanently deletes recordings with all their calls. What --profile-folder keeps stays."""
    from edge_tui.cli.terminal.streams import say

    for name in names:
        count = invocation.workspace.captures.delete(name)
        say(f"Deleted {name}: {counted(count, 'call')}.")
    return ExitStatus.OK
