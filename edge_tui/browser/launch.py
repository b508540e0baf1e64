"""What to watch: which browser, how it is started, what it opens; and how starting it ended."""

from dataclasses import dataclass, field
from pathlib import Path

from edge_tui.browser.steps import Step
from edge_tui.model.passing import Rewriter


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """One visit to watch.

    `browser` is chrome, chromium, edge, brave or a path; empty takes the first one that is found.
    `profile_folder` keeps logins and consent; None makes a new profile below `temporary_root` and
    deletes it at the end. `cdp` is the address of a browser that runs already, such as
    `http://127.0.0.1:9222`: nothing is started or closed then. `edge_hosts` are first-party hosts
    besides Adobe's; those in the configuration of an SDK are found. `untouched` leaves the page as it
    is: no monitor in it, no call held; `rewriter` needs calls to be held and is ignored then.
    """

    temporary_root: Path
    browser: str = ""
    headless: bool = False
    urls: tuple[str, ...] = ()
    profile_folder: Path | None = None
    arguments: tuple[str, ...] = ()
    cdp: str = ""
    edge_hosts: tuple[str, ...] = ()
    untouched: bool = False
    steps: tuple[Step, ...] = ()
    rewriter: Rewriter | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Running:
    """A browser that is watched: its name and version as it says them, `Chrome/156.0.8078.108`."""

    product: str


@dataclass(frozen=True, slots=True)
class BrowserNotFound:
    """No browser to start. `looked_for` are the names and places that were tried."""

    what: str
    how: str
    looked_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BrowserDidNotStart:
    """A browser that ended or didn't answer: one sentence on what happened, one on how to fix it."""

    what: str
    how: str


@dataclass(frozen=True, slots=True)
class OptionNotSupported(BrowserDidNotStart):
    """An option that this browser doesn't support, or whose value isn't one; no browser was started."""
