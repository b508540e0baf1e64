"""Browsers on this machine that can be watched."""

import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from edge_tui.browser.launch import BrowserNotFound

# Executables on the PATH and names of macOS applications, in the order in which one is chosen.
_NAMES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "chrome": (("google-chrome", "google-chrome-stable", "chrome"), ("Google Chrome",)),
    "chromium": (("chromium", "chromium-browser"), ("Chromium",)),
    "edge": (("microsoft-edge", "microsoft-edge-stable"), ("Microsoft Edge",)),
    "brave": (("brave-browser", "brave"), ("Brave Browser",)),
    "firefox": (("firefox", "firefox-esr"), ("Firefox",)),
}
_CALLED = {"chromium": "Chromium", "brave": "Brave"}
_APPLICATIONS = (Path("/Applications"), Path("~/Applications"))
FIREFOX = "firefox"


@dataclass(frozen=True, slots=True)
class FoundBrowser:
    """A browser that can be watched: `name` is the one to ask for, `path` the executable."""

    name: str
    path: str


def is_firefox(wanted: str) -> bool:
    """Whether the browser of a name or a path is Firefox; of an empty name, whether it's the only one found."""
    found = choose_browser(wanted)
    return isinstance(found, FoundBrowser) and found.name == FIREFOX


def own_product(name: str, product: str) -> str:
    """A product as the browser of a name is called: Chromium and Brave say `Chrome/156.0.8078.108`."""
    said, slash, version = product.partition("/")
    own = _CALLED.get(name.removesuffix("-browser"), "")
    return f"{own}{slash}{version}" if own and said in ("Chrome", "HeadlessChrome") else product


def find_browsers() -> tuple[FoundBrowser, ...]:
    """All known browsers of this machine, the one that is taken by default first."""
    found = (FoundBrowser(name, path) for name in _NAMES for path in (_first(_places(name)),) if path)
    return tuple(found)


def choose_browser(wanted: str) -> FoundBrowser | BrowserNotFound:
    """The browser of a name or a path; the first one that is found when `wanted` is empty."""
    if not wanted:
        found = find_browsers()
        return found[0] if found else _not_found("No browser was found.", tuple(_NAMES))
    if wanted in _NAMES:
        path = _first(_places(wanted))
        return FoundBrowser(wanted, path) if path else _not_found(f"No {wanted} was found.", (wanted,))
    executable = shutil.which(str(Path(wanted).expanduser()))
    if executable:
        name = Path(wanted).name
        return FoundBrowser(FIREFOX if name.lower().startswith(FIREFOX) else name, executable)
    return BrowserNotFound(
        f"{wanted!r} isn't a program that can be started.",
        f"Give the path of a browser, or one of {', '.join(_NAMES)}.",
        (wanted,),
    )


def _places(name: str) -> tuple[str, ...]:
    commands, applications = _NAMES[name]
    if sys.platform != "darwin":
        return commands
    bundles = (
        # Firefox names its program in lower case.
        str((folder / f"{each}.app/Contents/MacOS/{'firefox' if name == FIREFOX else each}").expanduser())
        for folder in _APPLICATIONS
        for each in applications
    )
    return (*commands, *bundles)


def _first(places: Iterable[str]) -> str:
    return next((path for place in places if (path := shutil.which(place))), "")


def _not_found(what: str, names: tuple[str, ...]) -> BrowserNotFound:
    looked_for = tuple(place for name in names for place in _places(name))
    return BrowserNotFound(
        f"{what} These were looked for: {', '.join(looked_for)}.",
        "Install one, give its path, or record a HAR and import it.",
        looked_for,
    )
