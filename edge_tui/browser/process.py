"""Starts Chromium on a pipe, and ends it."""

import contextlib
import fcntl
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from edge_tui.browser.launch import BrowserDidNotStart
from edge_tui.browser.wire import OnMessage, PipeWire

# No first-run pages, no traffic of the browser itself, no QUIC around the resolver's rules, no keyring. With
# AvoidCorsURLLoaderRestartOnRedirect a held call that is redirected is refused (CORS).
_FLAGS = (
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-search-engine-choice-screen",
    "--disable-features=AvoidCorsURLLoaderRestartOnRedirect,LocalNetworkAccessChecks,Translate,OptimizationHints,MediaRouter",
    "--password-store=basic",
    "--use-mock-keychain",
)
_MAX_LOG_BYTES = 8192
# Child processes get the pipe's ends here (chromium's content/public/common/content_switches.cc).
_READ_END, _WRITE_END = 3, 4
_FREE_FROM = 10


class BrowserProcess:
    """A browser that was started, in a separate process group: ctrl+c in the terminal doesn't end it."""

    def __init__(self, pid: int, log_file: int) -> None:
        self.pid = pid
        self._status: int | None = None
        self._lock = threading.Lock()
        self._log = bytearray()
        self._log_thread = threading.Thread(target=self._read_log, args=(log_file,), name="browser log", daemon=True)
        self._log_thread.start()

    @property
    def log(self) -> str:
        """The last of what it wrote to its standard error."""
        return bytes(self._log).decode("utf-8", "replace")

    @property
    def status(self) -> int | None:
        """Its exit status, negative for the signal that ended it; None while it goes on."""
        return self._status if self.has_ended() else None

    def has_ended(self) -> bool:
        """Whether the process is gone."""
        with self._lock:
            if self._status is None:
                try:
                    pid, status = os.waitpid(self.pid, os.WNOHANG)
                except ChildProcessError:
                    pid, status = self.pid, 0
                if pid:
                    self._status = os.waitstatus_to_exitcode(status)
            return self._status is not None

    def wait(self, seconds: float) -> bool:
        """Waits for its end; False when it goes on."""
        until = time.monotonic() + seconds
        while not self.has_ended():
            if time.monotonic() >= until:
                return False
            time.sleep(0.01)
        return True

    def end(self) -> None:
        """Ends it, by force if it doesn't end by itself."""
        for number, seconds in ((signal.SIGTERM, 2.0), (signal.SIGKILL, 2.0)):
            if self.has_ended():
                return
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                return
            self.wait(seconds)

    def kill(self) -> None:
        """Ends it at once."""
        if not self.has_ended():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self.wait(2.0)

    def explain_end(self, path: str) -> BrowserDidNotStart:
        """Why it ended before it answered, as far as its log says."""
        self._log_thread.join(0.2)
        if "no-sandbox" in self.log and "root" in self.log:
            return BrowserDidNotStart(
                "Chromium refuses to run as root without --no-sandbox.",
                "Run edge-tui as another user, or add the browser argument --no-sandbox (--browser-arg=--no-sandbox).",
            )
        if "Missing X server" in self.log or "$DISPLAY" in self.log:
            return BrowserDidNotStart(
                "The browser found no display to open a window on.", "Choose headless (--headless)."
            )
        status = f" with status {self._status}" if self._status is not None else ""
        return BrowserDidNotStart(
            f"{path} ended{status} before it could be watched.",
            "Start it by hand to see why.",
        )

    def _read_log(self, file: int) -> None:
        try:
            while chunk := os.read(file, 4096):
                self._log += chunk
                del self._log[:-_MAX_LOG_BYTES]
        except OSError:
            pass
        finally:
            os.close(file)


def start_browser(
    path: str, folder: Path, arguments: Sequence[str], *, headless: bool, receive: OnMessage, lost: Callable[[], None]
) -> tuple[BrowserProcess, PipeWire] | BrowserDidNotStart:
    """Starts the browser at a path with a profile folder, on a pipe to this process alone."""
    command = [path, *_FLAGS, *(["--headless"] if headless else []), f"--user-data-dir={folder}", *arguments]
    command += ["--remote-debugging-pipe", "about:blank"]
    to_browser, ours_to = os.pipe()
    ours_from, from_browser = os.pipe()
    # High copies, because the ends may be 3 or 4 themselves.
    ends = [fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, _FREE_FROM) for file in (to_browser, from_browser)]
    for file in (to_browser, from_browser):
        os.close(file)
    process = spawn(command, {_READ_END: ends[0], _WRITE_END: ends[1]})
    if isinstance(process, BrowserDidNotStart):
        for file in (ours_to, ours_from):
            os.close(file)
        return process
    return process, PipeWire(ours_from, ours_to, receive, lost)


def spawn(command: list[str], files: Mapping[int, int]) -> BrowserProcess | BrowserDidNotStart:
    """Starts a program with `files`, by the number that it has for each; they are closed here."""
    log_file, log_end = os.pipe()
    log_copy = fcntl.fcntl(log_end, fcntl.F_DUPFD_CLOEXEC, _FREE_FROM)
    null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    actions = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, log_copy, 2)]
    actions += [(os.POSIX_SPAWN_DUP2, file, number) for number, file in files.items()]
    try:
        # No Python runs between the fork and the program, as other threads may hold locks.
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=actions, setpgroup=0)
    except OSError as error:
        os.close(log_file)
        return BrowserDidNotStart(
            f"{command[0]} can't be started: {os.strerror(error.errno or 0)}.", "Give the path of another browser."
        )
    finally:
        for file in (log_end, log_copy, null, *files.values()):
            os.close(file)
    return BrowserProcess(pid, log_file)
