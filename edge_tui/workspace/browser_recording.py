"""A browser as the source of a recording."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError
from edge_tui.model.origin import Source
from edge_tui.workspace.live_recording import SourceDidNotStartError, SourceNotFoundError, Tell

if TYPE_CHECKING:
    from edge_tui.browser import BrowserSource
    from edge_tui.workspace.live_recording import LiveRecording
    from edge_tui.workspace.rewriting import RewritingOptions
    from edge_tui.workspace.workspace import Workspace


class BrowserVisit:
    """A `VisitSource` for a `BrowserSource`, whose outcomes it raises as errors."""

    def __init__(self, source: "BrowserSource", stack: ExitStack) -> None:
        """`stack` has what the rules need, such as an emulator, and is closed at the end."""
        self._source = source
        self._stack = stack

    def start(self) -> str:
        """Starts the browser, and returns its name and version: `Chromium 156`."""
        from edge_tui.browser import BrowserDidNotStart, BrowserNotFound

        outcome = self._source.start()
        if isinstance(outcome, BrowserNotFound | BrowserDidNotStart):
            self._stack.close()
            kind = SourceNotFoundError if isinstance(outcome, BrowserNotFound) else SourceDidNotStartError
            raise kind(outcome.what, outcome.how)
        name, _, version = outcome.product.partition("/")
        return f"{name} {version.partition('.')[0]}".strip()

    def stop(self) -> None:
        """Ends the visit; the source tells nothing once it returns."""
        self._source.stop()
        self._stack.close()


def begin_in_browser(
    workspace: "Workspace",
    name: str,
    *,
    url: str,
    browser: str = "",
    headless: bool = False,
    profile_folder: str = "",
    rewriting: "RewritingOptions | None" = None,
    on_change: Callable[[], None] = lambda: None,
) -> "LiveRecording":
    """A recording of a site in a browser that isn't started yet.

    Raises `SetupError` for a name that is taken, and for rules that can't be.

    `profile_folder` names a folder of the browser's below the data folder; empty for one that is deleted afterwards.
    """
    from edge_tui.browser import BrowserSource, Launch, clear_leftovers

    temporary, kept = browser_folders(workspace)
    clear_leftovers(temporary)
    with ExitStack() as stack:
        rewriter = stack.enter_context(workspace.rewriting.rewriter(rewriting)) if rewriting else None
        launch = Launch(
            temporary_root=temporary,
            browser=browser,
            headless=headless,
            urls=(url,),
            profile_folder=kept / profile_folder if profile_folder else None,
            rewriter=rewriter,
        )
        kept_open = stack.pop_all()

    def make(tell: Tell) -> BrowserVisit:
        return BrowserVisit(BrowserSource(launch, tell, workspace.clock), kept_open)

    try:
        sentences = rewriter.sentences if rewriter else ()
        return workspace.captures.begin(name, Source.CHROMIUM, make, rules=sentences, on_change=on_change)
    except SetupError:
        kept_open.close()
        raise


def browser_folders(workspace: "Workspace") -> tuple[Path, Path]:
    """The folder of throw-away browser profiles, and that of those that are kept."""
    return workspace.paths.data / "browser", workspace.paths.data / "browser-profiles"
