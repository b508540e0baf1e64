"""A site recorded for the explorer: what to open and where its calls go, and the recording with what that needs."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from edge_tui.model.sightings import RulesChanged

if TYPE_CHECKING:
    from edge_tui.browser import Step
    from edge_tui.model.visit import Visit
    from edge_tui.workspace.live_rewriting import LiveRewriting
    from edge_tui.workspace.rewriting import RewritingOptions
    from edge_tui.workspace.workspace import Workspace


class Target(StrEnum):
    """Where the site's calls go."""

    SITE = "site"
    DATASTREAM = "datastream"
    PROFILE = "profile"
    EMULATOR = "emulator"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteOptions:
    """One recording to start.

    `browser` is a name or a path, empty for the first that is found. `profile_folder` names a folder of logins that is
    kept; empty for one that is deleted afterwards. `target_value` is the datastream's ID, or the profile's name. The
    others are those of `begin_in_browser`.
    """

    urls: tuple[str, ...] = ()
    name: str = ""
    browser: str = ""
    headless: bool = False
    profile_folder: str = ""
    target: Target = Target.SITE
    target_value: str = ""
    rule_files: tuple[Path, ...] = ()
    cdp: str = ""
    arguments: tuple[str, ...] = ()
    edge_hosts: tuple[str, ...] = ()
    untouched: bool = False
    steps: "tuple[Step, ...]" = ()

    @property
    def url(self) -> str:
        """The first address."""
        return next(iter(self.urls), "")

    @property
    def host(self) -> str:
        """The site's host; empty without one."""
        try:
            return urlsplit(self.url if "://" in self.url else f"https://{self.url}").hostname or ""
        except ValueError:
            return ""

    @property
    def details(self) -> str:
        """How the browser is started, in words."""
        if self.cdp:
            return "a browser that ran already"
        folder = f"logins of {self.profile_folder}" if self.profile_folder else "throw-away profile"
        return f"headless · {folder}" if self.headless else folder

    def rewriting(self) -> "RewritingOptions":
        """The rules that are asked for."""
        from edge_tui.workspace.rewriting import RewritingOptions

        value = self.target_value
        return RewritingOptions(
            self.rule_files,
            value if self.target is Target.DATASTREAM else "",
            value if self.target is Target.PROFILE else "",
            to_emulator=self.target is Target.EMULATOR,
        )


class SiteRecording:
    """A recording in a browser, with what its rules need, such as an emulator, for as long as it goes on."""

    def __init__(
        self, workspace: "Workspace", name: str, options: SiteOptions, changed: Callable[[], None] = lambda: None
    ) -> None:
        """Raises `SetupError` for a name that is taken, and for rules that can't be."""
        from edge_tui.workspace.browser_recording import begin_in_browser

        self._rewriting = rewriting = workspace.rewriting.live(options.rewriting())
        with ExitStack() as stack:
            stack.callback(rewriting.close)
            self._recording = begin_in_browser(
                workspace,
                name,
                urls=options.urls,
                browser=options.browser,
                headless=options.headless,
                profile_folder=options.profile_folder,
                cdp=options.cdp,
                arguments=options.arguments,
                edge_hosts=options.edge_hosts,
                untouched=options.untouched,
                steps=options.steps,
                rewriter=rewriting.rewriter,
                on_change=changed,
            )
            self._needed = stack.pop_all()
        recording = self._recording
        rewriting.on_change = lambda sentences: recording.tell(RulesChanged(workspace.clock(), sentences))
        self._is_untouched = options.untouched
        self.warnings = self._recording.warnings

    def start(self) -> str:
        """Starts the browser, which takes seconds; what it is called. Raises `SetupError`."""
        try:
            return self._recording.start()
        except BaseException:
            self._needed.close()
            raise

    @property
    def rewriting(self) -> "LiveRewriting | None":
        """Changes the rules while it goes on; None for Firefox and an untouched page, where nothing can be changed."""
        is_fixed = self._is_untouched or self._recording.product.startswith("Firefox")
        return None if is_fixed else self._rewriting

    def delete(self, calls: tuple[str, ...]) -> None:
        """Permanently deletes calls, by their keys."""
        self._recording.delete(calls)

    def stop(self, on_progress: Callable[[str], object] = lambda _: None) -> None:
        """Ends it, which takes seconds. May be called again. See `LiveRecording.end`."""
        self._recording.end(on_progress)
        self._needed.close()

    def whole(self, on_progress: Callable[[str], object] = lambda _: None) -> "Visit":
        """The visit once it has ended, also with the calls that are in history only."""
        return self._recording.stop(on_progress)

    @property
    def latest(self) -> "tuple[Visit, bool]":
        """What has been seen so far, and whether it is up to date. See `LiveRecording.latest`."""
        return self._recording.latest

    @property
    def has_ended(self) -> bool:
        """Whether the browser has ended by itself."""
        return self._recording.has_ended

    @property
    def end_notice(self) -> str:
        """Why the browser ended by itself, in a sentence; empty while it runs, and when it was to end."""
        return self._recording.end_notice

    @property
    def has_source_ended(self) -> bool:
        """Whether the browser has ended."""
        return self._recording.has_source_ended
