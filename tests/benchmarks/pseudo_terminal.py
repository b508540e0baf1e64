"""Runs a program in a pseudo-terminal until its screen shows certain words, and measures what that took."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_COLUMNS, _ROWS = 150, 45
_SECONDS = 120.0
_CONTROL = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_][^\x1b]*\x1b\\"
    rb"|\x1b[()][A-Z0-9]|\x1b[=>78cDEHM]"
)
# The program asks whether the terminal paints whole frames; this one does.
_QUESTION, _REPLY = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
_FRAME_END = b"\x1b[?2026l"


@dataclass(frozen=True)
class Start:
    """What a program used until its screen was whole: user and system time, its peak of memory, and frames."""

    cpu_seconds: float
    peak_mib: float
    frames: int
    written_bytes: int


def start(command: Sequence[str], words: Sequence[str], environ: Mapping[str, str]) -> Start:
    """Runs a program until all words were written, and kills it. Raises `TimeoutError` if they never are."""
    pid, terminal = pty.fork()
    if pid == 0:
        try:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
            os.execvpe(command[0], list(command), {**environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"})
        finally:
            os._exit(127)
    written, end = b"", time.monotonic() + _SECONDS
    wanted = [word.encode() for word in words]
    try:
        while True:
            if not select.select([terminal], [], [], max(end - time.monotonic(), 0))[0]:
                raise TimeoutError(f"{words} not seen in {_CONTROL.sub(b'', written)[-2000:]!r}")
            try:
                chunk = os.read(terminal, 1 << 20)
            except OSError as error:
                raise TimeoutError(f"{command[0]} ended early: {_CONTROL.sub(b'', written)[-2000:]!r}") from error
            written += chunk
            if _QUESTION in chunk:
                os.write(terminal, _REPLY)
            shown = _CONTROL.sub(b"", written)
            if all(word in shown for word in wanted):
                break
    finally:
        os.kill(pid, signal.SIGKILL)
        _, _, used = os.wait4(pid, 0)
        os.close(terminal)
    # A frame that is still being written counts.
    frames = written.count(_FRAME_END) + (not written.endswith(_FRAME_END))
    return Start(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, frames, len(written))
