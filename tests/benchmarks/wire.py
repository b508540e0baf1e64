"""Bytes that reach a terminal, with changed cells and with whole frames, and what they cost the processor.

    python tests/benchmarks/wire.py [--smoke]

The explorer runs in a pseudo-terminal of 120 by 36 that supports synchronized output, against a server on
loopback. The two ways take turns, so that a busy machine is unkind to both. The aims: a cursor key in the editor
at most 150 bytes, a typed key 600, a key in the tree 800, a send with a 2 KB response, to which the focus goes,
6,000, the start 9,000, and 25 bytes a second while nobody types.
"""

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from edge_tui.model.profile import Profile
from edge_tui.workspace import Workspace
from tests.benchmarks.screen import body, serving

_COLUMNS, _ROWS = 120, 36
_AIMS = {"start": 9_000, "cursor key": 150, "typed key": 600, "send": 6_000, "tree key": 800, "idle, per second": 25}
_QUIET_SECONDS = 0.3


class Run:
    """The explorer in a pseudo-terminal."""

    def __init__(self, home: Path, environ: dict[str, str]) -> None:
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            settings = {"EDGE_TUI_HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
            command = [sys.executable, "-c", "from edge_tui.__main__ import main; main()"]
            os.execvpe(command[0], command, {**os.environ, **settings, **environ})
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))

    def read(self, quiet_seconds: float, until: float = float("inf")) -> bytes:
        """What is written until nothing comes for a while, or until a time."""
        found = b""
        while time.monotonic() < until and select.select([self._terminal], [], [], quiet_seconds)[0]:
            chunk = os.read(self._terminal, 65536)
            found += chunk
            if b"\x1b[?2026$p" in chunk:
                os.write(self._terminal, b"\x1b[?2026;2$y")
        return found

    def press(self, key: bytes, quiet_seconds: float = _QUIET_SECONDS) -> int:
        """The bytes that a key costs."""
        os.write(self._terminal, key)
        return len(self.read(quiet_seconds, time.monotonic() + 10))

    def processor_ms(self) -> float:
        """Milliseconds of user and system time so far."""
        times = Path(f"/proc/{self.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(times[11]) + int(times[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """Ends the explorer."""
        os.kill(self.pid, signal.SIGTERM)
        while True:
            try:
                if not self.read(1.0):
                    break
            except OSError:
                break
        os.waitpid(self.pid, 0)
        os.close(self._terminal)


def measure(
    home: Path, environ: dict[str, str], keys: int, rest_seconds: float, idle_seconds: float
) -> tuple[dict[str, float], float]:
    """Bytes by what caused them, and the milliseconds of all the keys."""
    run = Run(home, environ)
    found: dict[str, float] = {}
    try:
        started = time.monotonic()
        written = run.read(20.0, started + 1)
        while b"Commands" not in written and time.monotonic() < started + 60:
            written += run.read(0.2, time.monotonic() + 1)
        found["start"] = len(written) + len(run.read(1.0, time.monotonic() + 5))
        for key in [b"\x1b[B"] * 6 + [b"\x1b[F"]:
            run.press(key)
        before = run.processor_ms()
        for name, pressed in (("cursor key", (b"\x1b[D", b"\x1b[C")), ("typed key", (b"a", b"\x7f"))):
            found[name] = statistics.median([run.press(pressed[count % 2]) for count in range(keys)])
        found["send"] = run.press(b"\x1b[15~", 1.0)
        run.press(b"\x1b")
        run.press(b"3")
        found["tree key"] = statistics.median([run.press(b"jk"[count % 2 : count % 2 + 1]) for count in range(keys)])
        elapsed = run.processor_ms() - before
        run.press(b"2")
        # A cursor that blinks rests after a while.
        _read_for(run, rest_seconds)
        found["idle, per second"] = len(_read_for(run, idle_seconds)) / idle_seconds
        return found, elapsed
    finally:
        run.end()


def _read_for(run: Run, seconds: float) -> bytes:
    found, until = b"", time.monotonic() + seconds
    while time.monotonic() < until:
        found += run.read(max(until - time.monotonic(), 0.01), until)
    return found


def main() -> None:
    """Prints the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="once and small, to see that it still works")
    is_smoke = parser.parse_args().smoke
    repeats, keys, rest_seconds, idle_seconds = (1, 4, 0.0, 2.0) if is_smoke else (3, 20, 21.0, 5.0)
    ways = {"changed cells": {"EDGE_TUI_WHOLE_FRAMES": ""}, "whole frames": {"EDGE_TUI_WHOLE_FRAMES": "1"}}
    counts: dict[str, dict[str, list[float]]] = {way: defaultdict(list) for way in ways}
    times: dict[str, list[float]] = defaultdict(list)
    with serving() as server:
        server.response = body(2_000)
        for _ in range(repeats):
            for way, environ in ways.items():
                with tempfile.TemporaryDirectory() as folder:
                    workspace = Workspace({"EDGE_TUI_HOME": folder})
                    url = f"http://127.0.0.1:{server.server_port}"
                    workspace.profiles.add(Profile("bench", url=url, datastream_id="bench"))
                    found, elapsed = measure(
                        Path(folder), {**environ, "EDGE_TUI_PROFILE": "bench"}, keys, rest_seconds, idle_seconds
                    )
                times[way].append(elapsed)
                for name, count in found.items():
                    counts[way][name].append(count)
    for name, aim in _AIMS.items():
        changed, whole = (statistics.median(counts[way][name]) for way in ways)
        print(f"{name:>18}  changed cells {changed:8.0f} B   whole frames {whole:8.0f} B   aim {aim:6} B")
    changed, whole = (statistics.median(times[way]) for way in ways)
    ratios = sorted(one / other for one, other in zip(times["changed cells"], times["whole frames"], strict=True))
    print(f"user and system time of the keys: ratio {changed / whole:.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")


if __name__ == "__main__":
    main()
