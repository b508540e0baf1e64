"""Records a visit from its beginning to its exit status."""

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from edge_tui.cli.recording.documents import DocumentWriter
from edge_tui.cli.recording.feed import VisitFeed
from edge_tui.cli.recording.lines import LineWriter
from edge_tui.cli.recording.options import CaptureOptions
from edge_tui.cli.recording.report import check_files, error_in_report, report
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.streams import has_reader, say, say_error
from edge_tui.model.origin import Source
from edge_tui.model.visit import Visit
from edge_tui.workspace.live_recording import LiveRecording, SourceDidNotStartError
from edge_tui.workspace.recording_words import kept_words
from edge_tui.workspace.unfinished import Progress, lost_by_now

if TYPE_CHECKING:
    from edge_tui.model.passing import Rewriter
    from edge_tui.recording.expectations import VisitExpectation
    from edge_tui.workspace import Workspace

_LOOK_SECONDS = 0.2
_WRITTEN_SECONDS = 2.0
# After the last step its calls are waited for.
_AFTER_STEPS_SECONDS = 1.0
_UNREAD = "Nothing reads standard output any more, so the recording ends."
_MAY_HOLD = "What is printed may hold personal data: it is what the site sends. Mask it before you share it."


def run_capture(workspace: "Workspace", options: CaptureOptions) -> ExitStatus:
    """Records with a browser until something ends it. Raises `SetupError` before anything is started."""
    from edge_tui.workspace.browser_recording import begin_in_browser
    from edge_tui.workspace.rewriting import RewritingOptions

    options.check()
    expectations, steps = options.expectations(), options.steps()
    check_files(options.junit, options.har)
    rewriting = RewritingOptions(
        options.rule_files, options.to_datastream, options.to_profile, to_emulator=options.to_emulator
    )
    host = _host(options)
    with ExitStack() as stack:
        try:
            with error_in_report(options.junit, options.name or host, Source.CHROMIUM, workspace.clock):
                rewriter = stack.enter_context(workspace.rewriting.rewriter(rewriting))
                live = begin_in_browser(
                    workspace,
                    options.name or workspace.captures.free_name(host),
                    urls=options.urls,
                    browser=options.browser,
                    headless=options.headless,
                    profile_folder=options.profile_folder,
                    cdp=options.cdp,
                    arguments=options.browser_arguments,
                    edge_hosts=options.edge_hosts,
                    untouched=options.untouched,
                    steps=steps,
                    rewriter=rewriter,
                )
                product = live.start()
        except SourceDidNotStartError as error:
            say_error(error, as_json=options.as_json)
            return ExitStatus.NO_RESPONSE
        say(f"{product}: recording as {live.name}. Ctrl-C ends it and says what was found.")
        return _record(workspace, live, options, expectations, rewriter)


def _record(
    workspace: "Workspace",
    live: LiveRecording,
    options: CaptureOptions,
    expectations: "Sequence[VisitExpectation]",
    rewriter: "Rewriter | None",
) -> ExitStatus:
    for sentence in rewriter.sentences if rewriter else ():
        say(f"Changed on its way: {sentence}")
    if options.as_json:
        say(_MAY_HOLD)
    writer = DocumentWriter(workspace.outline) if options.as_json else LineWriter()
    visit, end_notice = follow(workspace, live, writer, _end_of(live, options))
    end_words = f"{end_notice} {kept_words(visit)}" if end_notice and live.has_ended else end_notice
    return end(
        live,
        visit,
        writer,
        expectations=expectations,
        junit=options.junit,
        har=options.har,
        end_notice=end_notice,
        end_words=end_words,
    )


def end(
    live: LiveRecording,
    visit: Visit,
    writer: DocumentWriter | LineWriter,
    *,
    expectations: "Sequence[VisitExpectation]",
    junit: str,
    har: str,
    end_notice: str,
    end_words: str,
) -> ExitStatus:
    """Says what went wrong with a recording that has ended, and writes its reports; the status of all of it.

    `end_notice` is why it ended by itself, `end_words` what people read of that.
    """
    missing = live.missing_in_history
    for sentence in filter(None, (*live.warnings, missing, end_words)):
        say(sentence)
    failure = end_notice if live.has_failed else ""
    document_writer = writer if isinstance(writer, DocumentWriter) else None
    failures = " ".join(filter(None, (failure, missing)))
    status = report(visit, expectations, writer=document_writer, junit=junit, har=har, failure=failures)
    return ExitStatus.NO_RESPONSE if failure else ExitStatus.SETUP if missing else status


def follow(
    workspace: "Workspace",
    live: LiveRecording,
    writer: DocumentWriter | LineWriter,
    is_over: Callable[[], bool] = lambda: False,
) -> tuple[Visit, str]:
    """Writes a recording as it goes on until it is over, or Ctrl-C; the whole visit, and why it ended by itself.

    `is_over` is asked a few times a second. It's over too when nobody reads standard output any more.
    """
    feed = VisitFeed(writer, waits=isinstance(writer, DocumentWriter))
    noticed = 0
    with _interruptible() as is_interrupted, _saying_what_is_lost(live):
        version, is_up_to_date = -1, False
        while not is_interrupted() and not live.has_ended and not is_over() and has_reader():
            latest = live.wait(version, _LOOK_SECONDS) if is_up_to_date else live.version
            if latest != version or feed.is_waiting or not is_up_to_date:
                # Of a flood a part: whoever ends it doesn't wait for all of it to be read and printed.
                looked_at, is_up_to_date = live.latest
                # What is printed is in history, whatever happens then.
                _wait_until_written(live, is_interrupted)
                feed.look(looked_at, workspace.clock(), is_stopped=is_interrupted)
                noticed = _write_notices(looked_at, noticed, writer, live.end_notice)
            version = latest
        failure = live.end_notice
        if not has_reader():
            say(_UNREAD)
        with Progress(say) as progress:
            visit = live.stop(progress)
    feed.look(visit, workspace.clock(), is_over=True)
    _write_notices(visit, noticed, writer, failure)
    writer.close()
    return visit, failure


def _wait_until_written(live: LiveRecording, is_interrupted: Callable[[], bool]) -> None:
    until = time.monotonic() + _WRITTEN_SECONDS
    while not live.wait_until_written(_LOOK_SECONDS) and not is_interrupted() and time.monotonic() < until:
        continue


@contextmanager
def _saying_what_is_lost(live: LiveRecording) -> Iterator[None]:
    """Says what isn't in history when a second Ctrl-C ends everything at once."""
    try:
        yield
    except KeyboardInterrupt:
        if lost := lost_by_now(len(live.unwritten)):
            say(lost)
        raise


def _write_notices(visit: Visit, known: int, writer: DocumentWriter | LineWriter, failure: str) -> int:
    """Writes the notices that are new, but for the one that says why the source ended; returns how many there are."""
    for text in visit.recording.notices[known:]:
        if text != failure:
            writer.notice(text)
    return len(visit.recording.notices)


def _end_of(live: LiveRecording, options: CaptureOptions) -> Callable[[], bool]:
    """Whether a recording has done what it was asked to."""
    begun = time.monotonic()

    def is_over() -> bool:
        if options.for_seconds is not None and time.monotonic() - begun >= options.for_seconds:
            return True
        if live.is_busy:
            return False
        if options.idle_seconds is not None:
            return live.idle_seconds >= options.idle_seconds
        return bool(options.steps_file) and options.for_seconds is None and live.idle_seconds >= _AFTER_STEPS_SECONDS

    return is_over


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Ctrl-C, SIGTERM and the end of the terminal end the recording, not the process; a second one does."""
    interrupted: list[int] = []

    def interrupt(number: int, _frame: FrameType | None) -> None:
        if interrupted:
            raise KeyboardInterrupt
        interrupted.append(number)

    numbers = [signal.SIGINT, signal.SIGTERM]
    # `nohup` ignores it, so that the recording outlives the terminal.
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    before = {each: signal.signal(each, interrupt) for each in numbers}
    try:
        yield lambda: bool(interrupted)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _host(options: CaptureOptions) -> str:
    from urllib.parse import urlsplit

    for url in (*options.urls, options.cdp):
        try:
            host = urlsplit(url if "://" in url else f"https://{url}").hostname
        except ValueError:
            continue
        if host:
            return host
    return "visit"
