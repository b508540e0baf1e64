"""A browser as the source of a recording."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from edge_tui.model.origin import Source
from edge_tui.workspace.live_recording import SourceDidNotStartError, SourceNotFoundError, Tell

if TYPE_CHECKING:
    from edge_tui.browser import BrowserSource
    from edge_tui.rewriting.rules import Rule
    from edge_tui.workspace.live_recording import LiveRecording
    from edge_tui.workspace.workspace import Workspace


class BrowserVisit:
    """A `VisitSource` for a `BrowserSource`, whose outcomes it raises as errors."""

    def __init__(self, source: "BrowserSource") -> None:
        self._source = source

    def start(self) -> str:
        """Starts the browser, and returns its name and version: `Chromium 156`."""
        from edge_tui.browser import BrowserDidNotStart, BrowserNotFound

        outcome = self._source.start()
        if isinstance(outcome, BrowserNotFound):
            raise SourceNotFoundError(outcome.what, outcome.how)
        if isinstance(outcome, BrowserDidNotStart):
            raise SourceDidNotStartError(outcome.what, outcome.how)
        name, _, version = outcome.product.partition("/")
        return f"{name} {version.partition('.')[0]}".strip()

    def stop(self) -> None:
        """Ends the visit; nothing is told once it returns."""
        self._source.stop()


def begin_in_browser(
    workspace: "Workspace",
    name: str,
    *,
    url: str,
    browser: str = "",
    headless: bool = False,
    profile_folder: str = "",
    rules: "tuple[Rule, ...]" = (),
    on_change: Callable[[], None] = lambda: None,
) -> "LiveRecording":
    """A recording of a site in a browser that isn't started yet. Raises `SetupError` for a name that is taken.

    `profile_folder` names a folder of the browser's below the data folder; empty for one that is deleted afterwards.
    """
    from edge_tui.browser import BrowserSource, Launch, clear_leftovers
    from edge_tui.rewriting.rules import Rules

    temporary, kept = browser_folders(workspace)
    clear_leftovers(temporary)
    rewriter = Rules(rules) if rules else None
    launch = Launch(
        temporary_root=temporary,
        browser=browser,
        headless=headless,
        urls=(url,),
        profile_folder=kept / profile_folder if profile_folder else None,
        rewriter=rewriter,
    )

    def make(tell: Tell) -> BrowserVisit:
        return BrowserVisit(BrowserSource(launch, tell, workspace.clock))

    sentences = rewriter.sentences if rewriter else ()
    return workspace.captures.begin(name, Source.CHROMIUM, make, rules=sentences, on_change=on_change)


def browser_folders(workspace: "Workspace") -> tuple[Path, Path]:
    """The folder of throw-away browser profiles, and that of those that are kept."""
    return workspace.paths.data / "browser", workspace.paths.data / "browser-profiles"
