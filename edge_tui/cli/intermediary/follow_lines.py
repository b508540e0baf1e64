"""`edge-tui import --follow`: records the lines that another proxy writes, until they end."""

import sys
from typing import TYPE_CHECKING, BinaryIO

from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.streams import say
from edge_tui.model.errors import SetupError
from edge_tui.model.origin import Source

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace
    from edge_tui.workspace.live_recording import Tell, VisitSource


def follow_lines(workspace: "Workspace", source: str, name: str | None) -> ExitStatus:
    """Records what a file or standard input (`-`) tells, and prints it. Raises `SetupError`."""
    from edge_tui.cli.recording.lines import LineWriter
    from edge_tui.cli.recording.report import report
    from edge_tui.cli.recording.run import follow
    from edge_tui.workspace.followed_lines import FollowedLines

    stream = _opened(source)
    sources: list[FollowedLines] = []

    def make_source(tell: "Tell") -> "VisitSource":
        sources.append(FollowedLines(stream, tell, workspace.clock, workspace.new_uuid))
        return sources[0]

    live = workspace.captures.begin(name or workspace.captures.free_name("lines"), Source.PROXY, make_source)
    live.start()
    say(f"Recording as {live.name}. Ctrl-C ends it, and so does the end of the lines.")
    visit, failure = follow(workspace, live, LineWriter(), lambda: sources[0].has_ended)
    for sentence in (*live.warnings, *([failure] if failure else [])):
        say(sentence)
    report(visit, ())
    return ExitStatus.OK


def _opened(source: str) -> BinaryIO:
    if source == "-":
        return sys.stdin.buffer
    try:
        return open(source, "rb")  # noqa: PTH123 (as long as it's followed; may be a pipe)
    except OSError as error:
        raise SetupError(f"{source} can't be read: {error.strerror}.", "Check the path, or give - for stdin.") from None
