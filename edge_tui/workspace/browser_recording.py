"""A browser as the source of a recording."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError
from edge_tui.model.origin import Source
from edge_tui.workspace.live_recording import SourceDidNotStartError, SourceNotFoundError, Tell, VisitSource

if TYPE_CHECKING:
    from datetime import datetime

    from edge_tui.browser import BrowserSource, Launch, Step
    from edge_tui.model.passing import Rewriter
    from edge_tui.rewriting.rules import Rule
    from edge_tui.workspace.live_recording import LiveRecording
    from edge_tui.workspace.workspace import Workspace


class BrowserVisit:
    """A `VisitSource` for a `BrowserSource`, whose outcomes it raises as errors."""

    def __init__(self, source: "BrowserSource") -> None:
        self._source = source

    def start(self) -> str:
        """Starts the browser, and returns its name and version: `Chromium 156`."""
        from edge_tui.browser import BrowserDidNotStart, BrowserNotFound, OptionNotSupported

        outcome = self._source.start()
        if isinstance(outcome, BrowserNotFound):
            raise SourceNotFoundError(outcome.what, outcome.how)
        if isinstance(outcome, OptionNotSupported):
            raise SetupError(outcome.what, outcome.how)
        if isinstance(outcome, BrowserDidNotStart):
            raise SourceDidNotStartError(outcome.what, outcome.how)
        name, _, version = outcome.product.partition("/")
        return f"{name} {version.partition('.')[0]}".strip()

    def stop(self) -> None:
        """Ends the visit; `tell` isn't called any more once it returns."""
        self._source.stop()

    @property
    def is_busy(self) -> bool:
        """Whether URLs are still to be opened, or steps to run."""
        return not self._source.wait_for_steps(0)

    @property
    def problem(self) -> str:
        """Why a step failed, in a sentence; empty when none did."""
        return self._source.step_error


def browser_source(launch: "Launch", tell: Tell, clock: "Callable[[], datetime]") -> VisitSource:
    """The source of a visit in a browser."""
    from edge_tui.browser import BrowserSource

    return BrowserVisit(BrowserSource(launch, tell, clock))


def begin_in_browser(
    workspace: "Workspace",
    name: str,
    *,
    url: str = "",
    urls: Sequence[str] = (),
    browser: str = "",
    headless: bool = False,
    profile_folder: str = "",
    cdp: str = "",
    arguments: Sequence[str] = (),
    edge_hosts: Sequence[str] = (),
    untouched: bool = False,
    steps: "Sequence[Step]" = (),
    rules: "Sequence[Rule]" = (),
    rewriter: "Rewriter | None" = None,
    on_change: Callable[[], None] = lambda: None,
) -> "LiveRecording":
    """A recording of a site in a browser that isn't started yet. Raises `SetupError` for a name that is taken.

    `profile_folder` names a folder of the browser's below the data folder; empty for one that is deleted afterwards.
    The other options are those of `Launch`. `rules` are made a `rewriter`.
    """
    from edge_tui.browser import Launch, clear_leftovers, is_firefox

    temporary, kept = browser_folders(workspace)
    clear_leftovers(temporary)
    if rules and rewriter is None:
        from edge_tui.rewriting.rules import Rules

        rewriter = Rules(rules)
    launch = Launch(
        temporary_root=temporary,
        browser=browser,
        headless=headless,
        urls=(*((url,) if url else ()), *urls),
        profile_folder=kept / profile_folder if profile_folder else None,
        cdp=cdp,
        arguments=tuple(arguments),
        edge_hosts=tuple(edge_hosts),
        untouched=untouched,
        steps=tuple(steps),
        rewriter=rewriter,
    )
    sentences = rewriter.sentences if rewriter else ()
    return workspace.captures.begin(
        name,
        Source.FIREFOX if not cdp and is_firefox(browser) else Source.CHROMIUM,
        lambda tell: browser_source(launch, tell, workspace.clock),
        hosts=edge_hosts,
        rules=sentences,
        on_change=on_change,
    )


def browser_folders(workspace: "Workspace") -> tuple[Path, Path]:
    """The folder of throw-away browser profiles, and that of those that are kept."""
    return workspace.paths.data / "browser", workspace.paths.data / "browser-profiles"
