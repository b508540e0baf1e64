"""Makes the feed of a recording that is to be started."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from edge_tui.model.sightings import Console
from edge_tui.model.visit import Visit
from edge_tui.tui.capture.live_feed import LiveFeed, LiveVisit
from edge_tui.tui.capture.options import CaptureOptions, Target
from edge_tui.workspace import Workspace

if TYPE_CHECKING:
    from edge_tui.workspace.rewriting import RewritingOptions


def live_feed(workspace: Workspace, options: CaptureOptions) -> LiveFeed:
    """The feed, not started yet. Raises `SetupError` for a name that is taken."""
    captures = workspace.captures
    name = options.name or captures.free_name(options.host)
    captures.check_name(name)

    def begin(changed: Callable[[], None]) -> LiveVisit:
        return LedRecording(workspace, name, options, changed)

    return LiveFeed(name, begin, workspace.monotonic, details=_details(options))


class LedRecording:
    """A recording in a browser, with what its rules need, such as an emulator, for as long as it goes on."""

    def __init__(self, workspace: Workspace, name: str, options: CaptureOptions, changed: Callable[[], None]) -> None:
        """Raises `SetupError` for a name that is taken, and for a target that can't be."""
        from edge_tui.workspace.browser_recording import begin_in_browser

        with ExitStack() as stack:
            rewriter = stack.enter_context(workspace.rewriting.rewriter(_rewriting(options)))
            self._recording = begin_in_browser(
                workspace,
                name,
                url=options.url,
                browser=options.browser,
                headless=options.headless,
                profile_folder=options.profile_folder,
                rewriter=rewriter,
                on_change=changed,
            )
            self._needed = stack.pop_all()
        self.warnings = self._recording.warnings

    def start(self) -> str:
        """Starts the browser; what it is called. Raises `SetupError`."""
        try:
            return self._recording.start()
        except BaseException:
            self._needed.close()
            raise

    def stop(self) -> Visit:
        """Ends it; the whole visit."""
        visit = self._recording.stop()
        self._needed.close()
        return visit

    @property
    def visit(self) -> Visit:
        """What has been seen so far."""
        return self._recording.visit

    @property
    def console(self) -> Sequence[Console]:
        """The latest lines of the pages' consoles."""
        return self._recording.console

    @property
    def has_ended(self) -> bool:
        """Whether the browser has ended by itself."""
        return self._recording.has_ended


def _rewriting(options: CaptureOptions) -> "RewritingOptions":
    from edge_tui.workspace.rewriting import RewritingOptions

    target, value = options.target, options.target_value
    return RewritingOptions(
        to_datastream=value if target is Target.DATASTREAM else "",
        to_profile=value if target is Target.PROFILE else "",
        to_emulator=target is Target.EMULATOR,
    )


def _details(options: CaptureOptions) -> str:
    folder = f"logins of {options.profile_folder}" if options.profile_folder else "throw-away profile"
    return f"headless · {folder}" if options.headless else folder
