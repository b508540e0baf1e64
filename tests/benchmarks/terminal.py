"""Programs in a pseudo-terminal, and what they cost: processor time, wake-ups, bytes written."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_BOUND_SECONDS = 120.0


class Program:
    """A running program, its terminal kept empty so that it never waits for it."""

    def __init__(self, arguments: Sequence[str], environ: Mapping[str, str], size: tuple[int, int]) -> None:
        self.written = bytearray()
        self.pid, self._terminal = pty.fork()
        if not self.pid:
            os.execvpe(arguments[0], list(arguments), {**os.environ, "TERM": "xterm-256color", **environ})
        columns, rows = size
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds: float) -> None:
        """Reads what the program writes for this long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if select.select([self._terminal], [], [], left)[0]:
                self.written += os.read(self._terminal, 1 << 20)

    def read_until(self, words: str) -> None:
        """Reads until the program has written these words."""
        end = time.perf_counter() + _BOUND_SECONDS
        while words.encode() not in self.written:
            if time.perf_counter() > end:
                sys.exit(f"{words!r} was never written; the end: {bytes(self.written[-500:])!r}")
            self.read(0.1)

    def press(self, keys: bytes) -> None:
        """Sends bytes as a terminal does for keys."""
        os.write(self._terminal, keys)

    @property
    def fileno(self) -> int:
        """The terminal's file, for a reader that times each frame."""
        return self._terminal

    @property
    def cpu_ms(self) -> float:
        """The processor time of all its threads, user and system."""
        # Linux: the clock of another process, as clock_getcpuclockid(3) returns it.
        return time.clock_gettime(~self.pid << 3 | 2) * 1000

    @property
    def wake_ups(self) -> int:
        """How often its threads waited and were woken."""
        found = 0
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            with contextlib.suppress(OSError):
                found += int(
                    re.findall(r"^voluntary_ctxt_switches:\s+(\d+)", (task / "status").read_text(), re.MULTILINE)[0]
                )
        return found

    @property
    def memory_mib(self) -> float:
        """The resident memory."""
        return int(re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.pid}/status").read_text())[0]) / 1024

    def end(self) -> None:
        """Ends it."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            os.kill(self.pid, number)
            for _ in range(100):
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    os.close(self._terminal)
                    return
                with contextlib.suppress(OSError):
                    self.read(0.02)


@contextmanager
def running(
    arguments: Sequence[str], environ: Mapping[str, str], ready: str, size: tuple[int, int] = (160, 45)
) -> Iterator[Program]:
    """Runs a program that has written `ready` and is still."""
    program = Program(arguments, environ, size)
    try:
        program.read_until(ready)
        program.read(4.0)
        yield program
    finally:
        program.end()
