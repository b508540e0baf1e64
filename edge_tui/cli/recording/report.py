"""The end of a recording, or a look at a past one: findings, expectations, report files, exit status."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from edge_tui.cli.recording.documents import DocumentWriter
from edge_tui.cli.recording.lines import sent_to_words, summary_lines
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.streams import say, write
from edge_tui.model.errors import SetupError
from edge_tui.model.origin import Source
from edge_tui.model.text import counted, visible
from edge_tui.model.visit import Visit
from edge_tui.recording import summarize
from edge_tui.visit import check_visit
from edge_tui.workspace.unfinished import Progress

if TYPE_CHECKING:
    from datetime import datetime

    from edge_tui.cli.exchange.junit import Case, Suite
    from edge_tui.compare.expectations import Verdict
    from edge_tui.recording.expectations import VisitExpectation


def check_files(junit: str, har: str) -> None:
    """Raises `SetupError` for a report that couldn't be written at the end; removes those of an earlier run."""
    from edge_tui.cli.exchange.junit import check_writable

    for path in (junit, har):
        if path:
            check_writable(path)


@contextmanager
def error_in_report(junit: str, name: str, source: Source, clock: "Callable[[], datetime]") -> Iterator[None]:
    """An error that ends a recording before there is a visit is in the JUnit report, too, and raised.

    `name` may be empty: a proxy's recording is named once it listens.
    """
    from edge_tui.cli.exchange.junit import Case, write_suite

    began = clock()
    try:
        yield
    except SetupError as error:
        if junit:
            seconds = (clock() - began).total_seconds()
            cases = [Case("recorded", str(error), seconds)]
            with suppress(SetupError):
                write_suite(junit, _suite(source, name, cases, began, seconds))
        raise


def report(
    visit: Visit,
    expectations: "Sequence[VisitExpectation]",
    *,
    writer: DocumentWriter | None = None,
    junit: str = "",
    har: str = "",
    failure: str = "",
) -> ExitStatus:
    """Prints the summary and the findings, to standard output; expectations to standard error.

    With a `writer` it is JSON lines. `failure` says why the recording didn't end as it should.
    """
    with Progress(say) as progress:
        progress(f"Checking {counted(len(visit.calls), 'call')}.")
        summary, findings = summarize(visit), check_visit(visit)
        verdicts = [each.check(visit, findings) for each in expectations]
    if writer is not None:
        for finding in findings:
            writer.finding(finding, visit)
        writer.summary(visit, summary, findings, verdicts)
    else:
        write(f"{visible(line)}\n" for line in summary_lines(visit, summary, findings))
    for verdict in verdicts:
        say(f"✓ {verdict.expression}" if verdict.ok else f"✖ {verdict.expression}: {verdict.found}")
    unwritten = _write_har(har, visit) if har else None
    if junit:
        failures = " ".join(filter(None, (failure, str(unwritten or ""))))
        write_junit(junit, visit, verdicts, failures, [("sent to", words) for words in sent_to_words(summary)])
    if unwritten is not None:
        raise unwritten
    return ExitStatus.OK if all(verdict.ok for verdict in verdicts) else ExitStatus.UNEXPECTED


def _write_har(path: str, visit: Visit) -> SetupError | None:
    """Writes a HAR and says so; why it can't be written, to be in the other report."""
    try:
        write_har(path, visit)
    except SetupError as error:
        return error
    say(f"Wrote {path}.")
    return None


def write_har(path: str, visit: Visit) -> None:
    """Writes the calls as a HAR, with the masks of every export. Raises `SetupError`."""
    from pathlib import Path

    from edge_tui.cli.exchange.export_file import save
    from edge_tui.formats.export import export

    exchanges = [call.exchange for call in visit.calls]
    save(Path(path), export("har", exchanges) if exchanges else _EMPTY_HAR, is_private=True)


_EMPTY_HAR = '{"log": {"version": "1.2", "creator": {"name": "edge-tui", "version": ""}, "entries": []}}\n'


def write_junit(
    path: str, visit: Visit, verdicts: "Sequence[Verdict]", failure: str, facts: Sequence[tuple[str, str]] = ()
) -> None:
    """Writes a suite: that the recording ended as it should, and each expectation. Raises `SetupError`."""
    from edge_tui.cli.exchange.junit import Case, case_of, write_suite

    recording = visit.recording
    began = recording.started or (visit.calls[0].at if visit.calls else None)
    if began is None:
        raise SetupError("The recording has no time, so there is no report.", "Record it again.")
    ended = recording.ended or began
    seconds = max(0.0, (ended - began).total_seconds())
    cases = [Case("recorded", failure or None, seconds), *map(case_of, verdicts)]
    write_suite(path, _suite(recording.source, recording.name, cases, began, seconds, facts=facts))


def _suite(
    source: Source,
    name: str,
    cases: "Sequence[Case]",
    began: "datetime",
    seconds: float,
    *,
    facts: Sequence[tuple[str, str]] = (),
) -> "Suite":
    """A suite under the name of the command that recorded, whichever writes the report."""
    from edge_tui.cli.exchange.junit import Suite

    command = str(source) if source.is_proxy else "capture"
    suite_name = f"edge-tui {command} {name}".rstrip()
    return Suite(suite_name, f"edge-tui.{command}", cases, began, seconds, ("recording", name), facts)
