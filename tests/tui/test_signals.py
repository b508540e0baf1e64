"""Signals, in a pseudo-terminal: it is restored, and the last keys are in the draft."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from edge_tui.tui.signals import ending_by_signal

_BOUND_SECONDS = 60.0
# What the explorer has switched on, and must switch off: alternate screen, mouse, focus and paste reports.
_SWITCHED = (b"1049", b"1000", b"1003", b"1006", b"1004", b"2004")
_TYPED = b"typed9last"


@dataclass
class Terminal:
    """A process in a pseudo-terminal, and all that it has written."""

    process: subprocess.Popen[bytes]
    master: int
    slave: int
    written: bytearray = field(default_factory=bytearray)
    _open: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._open = [self.master, self.slave]

    def close(self) -> None:
        """Closes both ends, as a terminal window does; the second time nothing happens."""
        for each in self._open:
            os.close(each)
        self._open.clear()

    def read_until(self, words: bytes | None) -> None:
        """Reads until something is written; without words until the process has ended."""
        bound = time.monotonic() + _BOUND_SECONDS
        while time.monotonic() < bound:
            has_ended = self.process.poll() is not None
            if select.select([self.master], [], [], 0.05)[0]:
                self.written += os.read(self.master, 65536)
            elif has_ended:
                return
            if words is not None and words in self.written:
                return
        raise AssertionError(f"{words!r} was not written: {bytes(self.written[-2000:])!r}")


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (36, 120))
    process = subprocess.Popen(
        [sys.executable, "-m", "edge_tui"],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        env={**os.environ, "TERM": "xterm-256color"},
    )
    opened = Terminal(process, master, slave)
    yield opened
    process.kill()
    process.wait()
    opened.close()


async def test_each_signal_that_would_end_the_process_is_handled_in_one_way_until_the_explorer_has_ended() -> None:
    numbers = [
        getattr(signal, name)
        for name in ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGPROF", "SIGXCPU")
    ]
    before = [signal.getsignal(number) for number in numbers]
    with ending_by_signal(lambda _status: None, lambda: None, lambda: False, terminal=-1):
        (handler,) = {signal.getsignal(number) for number in numbers}
        assert callable(handler)
        assert handler not in before
    assert [signal.getsignal(number) for number in numbers] == before


# One that asks the process to end, the keyboard's, and one of those that the system sends.
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGXCPU"])
def test_a_signal_restores_the_terminal_and_keeps_the_last_keys(terminal: Terminal, home: Path, name: str) -> None:
    before = termios.tcgetattr(terminal.slave)
    terminal.read_until(b"eventType")
    os.write(terminal.master, _TYPED)
    terminal.process.send_signal(getattr(signal, name))
    terminal.read_until(None)
    written = bytes(terminal.written)
    for mode in _SWITCHED:
        on, off = written.rfind(b"\x1b[?%sh" % mode), written.rfind(b"\x1b[?%sl" % mode)
        assert off > on >= 0, mode
    assert written.rfind(b"\x1b[?25h") > written.rfind(b"\x1b[?25l") > 0
    assert termios.tcgetattr(terminal.slave) == before
    assert terminal.process.returncode == 128 + getattr(signal, name)
    assert b"Traceback" not in written
    kept = json.loads((home / "drafts" / "draft.json").read_bytes())
    assert _TYPED.decode() in kept["text"]


def test_a_process_that_was_stopped_for_a_while_restores_the_terminal_and_reads_every_key_once(
    terminal: Terminal, home: Path
) -> None:
    before = termios.tcgetattr(terminal.slave)
    terminal.read_until(b"eventType")
    for _ in range(2):
        taken = bytes(terminal.written).count(b"\x1b[?1049h")
        terminal.process.send_signal(signal.SIGSTOP)
        terminal.process.send_signal(signal.SIGCONT)
        while bytes(terminal.written).count(b"\x1b[?1049h") == taken:
            terminal.read_until(b"\x1b[?1049h")
            terminal.written += os.read(terminal.master, 65536)
    os.write(terminal.master, _TYPED)
    terminal.read_until(b"last")
    terminal.process.send_signal(signal.SIGTERM)
    terminal.read_until(None)
    assert termios.tcgetattr(terminal.slave) == before
    assert bytes(terminal.written).rfind(b"\x1b[?1049l") > bytes(terminal.written).rfind(b"\x1b[?1049h")
    kept = json.loads((home / "drafts" / "draft.json").read_bytes())
    assert _TYPED.decode() in kept["text"]


@pytest.mark.parametrize("name", [None, "SIGTERM", "SIGINT"])
def test_the_explorer_ends_with_its_terminal_and_keeps_the_last_keys(
    terminal: Terminal, home: Path, name: str | None
) -> None:
    terminal.read_until(b"eventType")
    os.write(terminal.master, _TYPED)
    terminal.read_until(b"last")
    terminal.close()
    if name is not None:
        terminal.process.send_signal(getattr(signal, name))
    terminal.process.wait(_BOUND_SECONDS)
    kept = json.loads((home / "drafts" / "draft.json").read_bytes())
    assert _TYPED.decode() in kept["text"]


@pytest.mark.parametrize(("lasts", "status"), [("never", 0), ("0.05", 0), ("forever", 7)])
def test_a_thread_that_never_ends_does_not_keep_the_process(lasts: str, status: int) -> None:
    script = (
        "import sys, threading, time\n"
        "from edge_tui.tui.signals import end_despite_threads\n"
        "lasts = sys.argv[1]\n"
        "wait = threading.Event().wait if lasts == 'forever' else lambda: time.sleep(float(lasts))\n"
        "if lasts != 'never':\n"
        "    threading.Thread(target=wait).start()\n"
        "end_despite_threads(7)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, lasts], timeout=_BOUND_SECONDS, check=False)
    assert done.returncode == status
