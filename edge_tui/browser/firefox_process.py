"""Starts Firefox with WebDriver BiDi, whose port it opens on loopback alone."""

import fcntl
import os
import re
import time
from collections.abc import Sequence
from pathlib import Path

from edge_tui.browser.launch import BrowserDidNotStart
from edge_tui.browser.process import BrowserProcess, spawn

_SECONDS = 60.0
_LISTENING = re.compile(r"WebDriver BiDi listening on (ws://127\.0\.0\.1:\d+)")
# Firefox lives on when what started it is killed: a shell between them ends it when our end of a pipe closes.
_WATCHER = '"$@" 3<&- & browser=$!; read -r _ <&3; kill "$browser" 2>/dev/null; wait "$browser"'
_PREFERENCES = """user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.page", 0);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("browser.aboutwelcome.enabled", false);
"""


class FirefoxProcess:
    """A Firefox that was started; `endpoint` is where its BiDi session is."""

    def __init__(self, process: BrowserProcess, watched_file: int, endpoint: str) -> None:
        self.endpoint = endpoint
        self._process = process
        self._watched_file = watched_file

    @property
    def status(self) -> int | None:
        """The exit status of Firefox as the shell tells it: over 128 for a signal; None while it goes on."""
        return self._process.status

    def kill(self) -> None:
        """Ends it at once."""
        self._release()
        self._process.wait(0.5)
        self._process.kill()

    def end(self) -> None:
        """Ends it, by force if it doesn't end by itself."""
        self._release()
        if not self._process.wait(5.0):
            self._process.end()

    def _release(self) -> None:
        if self._watched_file >= 0:
            os.close(self._watched_file)
            self._watched_file = -1


def start_firefox(
    path: str, folder: Path, arguments: Sequence[str], *, headless: bool
) -> FirefoxProcess | BrowserDidNotStart:
    """Starts Firefox with a profile folder and waits until it listens."""
    preferences = folder / "user.js"
    if not preferences.exists():
        preferences.write_text(_PREFERENCES, "utf-8")
    command = [path, "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"]
    command += [*(["--headless"] if headless else []), *arguments]
    theirs, ours = os.pipe()
    end = fcntl.fcntl(theirs, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(theirs)
    process = spawn(["/bin/sh", "-c", _WATCHER, "sh", *command], {3: end})
    if isinstance(process, BrowserDidNotStart):
        os.close(ours)
        return process
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until and not process.has_ended():
        if found := _LISTENING.search(process.log):
            return FirefoxProcess(process, ours, found[1])
        time.sleep(0.02)
    FirefoxProcess(process, ours, "").end()
    return process.explain_end(path)
