"""Runs an intermediary that is open, and prints what it records."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.streams import say, write
from edge_tui.model.json.document import JsonObject
from edge_tui.model.origin import Source
from edge_tui.outline.json_text import json_line

if TYPE_CHECKING:
    from edge_tui.cli.intermediary.options import ReportOptions
    from edge_tui.model.passing import Rewriter
    from edge_tui.workspace import Workspace
    from edge_tui.workspace.intermediaries import OpenedIntermediary
    from edge_tui.workspace.live_recording import LiveRecording
    from edge_tui.workspace.rewriting import RewritingOptions

_MAY_HOLD = "What is printed may hold personal data: it is what clients send. Mask it before you share it."


def chromium_sentence(announcement: JsonObject, *, maps_localhost: bool = False) -> str:
    """How a Chromium accepts the certificates of this run, without trusting anything.

    `maps_localhost` leads localhost to its port: the Web SDK's `edgeDomain` takes none.
    """
    from urllib.parse import urlsplit

    words = f"--user-data-dir=DIR --ignore-certificate-errors-spki-list={announcement['publicKeySha256']}"
    port = urlsplit(str(announcement["url"])).port
    if not maps_localhost or port is None:
        return f"Chromium, this run only: {words}"
    mapped = f'--host-resolver-rules="MAP localhost:443 127.0.0.1:{port}"'
    return f"Chromium, this run only, with the Web SDK's edgeDomain localhost: {words} {mapped}"


@dataclass(frozen=True, slots=True)
class Introduced:
    """An intermediary that listens, and the sentences that introduce it to people."""

    opened: "OpenedIntermediary"
    sentences: tuple[str, ...]


def record(
    workspace: "Workspace",
    listen: "Callable[[Rewriter | None], Introduced]",
    source: Source,
    name: str,
    *,
    rewriting: "RewritingOptions",
    reports: "ReportOptions",
    as_json: bool,
) -> ExitStatus:
    """Records what passes until it's interrupted; closes the port.

    Raises `SetupError` for a name that is taken, an invalid expectation, a report that couldn't be written.
    """
    from edge_tui.cli.recording.documents import DocumentWriter
    from edge_tui.cli.recording.lines import LineWriter
    from edge_tui.cli.recording.options import read_expectations
    from edge_tui.cli.recording.report import check_files, error_in_report
    from edge_tui.cli.recording.run import end, follow

    expectations = read_expectations(reports.expressions)
    check_files(reports.junit, reports.har)
    with ExitStack() as stack:
        with error_in_report(reports.junit, name, source, workspace.clock):
            rewriter = stack.enter_context(workspace.rewriting.rewriter(rewriting))
            introduced = listen(rewriter)
            live = _begin(workspace, introduced.opened, source, name, rewriter)
        rules = rewriter.sentences if rewriter else ()
        opened = introduced.opened
        for sentence in (*opened.notices, *introduced.sentences, *(f"Changed on the way: {rule}" for rule in rules)):
            say(sentence)
        say(f"Recording as {live.name}. Ctrl-C ends it and says what was found.")
        if as_json:
            say(_MAY_HOLD)
            write([json_line({"type": "listening", **opened.announcement, "capture": live.name, "rules": [*rules]})])
        writer = DocumentWriter(workspace.outline) if as_json else LineWriter()
        visit, end_notice = follow(workspace, live, writer)
        return end(
            live,
            visit,
            writer,
            expectations=expectations,
            junit=reports.junit,
            har=reports.har,
            end_notice=end_notice,
            end_words=end_notice,
        )


def _begin(
    workspace: "Workspace", opened: "OpenedIntermediary", source: Source, name: str, rewriter: "Rewriter | None"
) -> "LiveRecording":
    """Begins the recording; closes the port if it can't."""
    try:
        live = workspace.captures.begin(
            name or workspace.captures.free_name(opened.hosts[0] if source is Source.FORWARD else "proxy"),
            source,
            opened.make_source,
            hosts=opened.hosts,
            rules=rewriter.sentences if rewriter else (),
        )
        live.start()
    except BaseException:
        opened.close()
        raise
    return live
