"""The draft in $EDITOR, in a real terminal, which is released and restored."""

import fcntl
import os
import pty
import select
import shlex
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from edge_tui.tui.editor.external_editor import edit
from edge_tui.workspace import Workspace

_BOUND_SECONDS = 60
_F4, _CTRL_Q = b"\x1bOS", b"\x11"
_SHOWN, _HIDDEN = b"\x1b[?1049h", b"\x1b[?1049l"
# An editor: it notes whether the terminal is one to type lines in, and changes one word.
_EDITOR = """
import pathlib, sys, termios
file, note = pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[1])
modes = termios.tcgetattr(0)[3]
note.write_text("lines" if modes & termios.ICANON and modes & termios.ECHO else "keys")
file.write_text(file.read_text().replace('"home"', '"from outside"', 1))
"""


@dataclass
class Terminal:
    """The explorer in a terminal: what it wrote so far, and the end to type at."""

    run: subprocess.Popen[bytes]
    end: int
    written: bytes = b""

    def type(self, keys: bytes) -> None:
        """Presses keys."""
        os.write(self.end, keys)

    def wait_for(self, words: bytes) -> None:
        """Reads on until these words were written."""
        while words not in self.written:
            assert self._read(), f"{words!r} never came; last of all {self.written[-300:]!r}"

    def status(self) -> int:
        """Reads to the end; the exit status."""
        while self._read():
            pass
        return self.run.wait(_BOUND_SECONDS)

    def _read(self) -> bytes:
        ready, _, _ = select.select([self.end], [], [], _BOUND_SECONDS)
        try:
            got = os.read(self.end, 65536) if ready else b""
        except OSError:
            got = b""
        self.written += got
        return got


@contextmanager
def terminal(environ: dict[str, str]) -> Iterator[Terminal]:
    """Starts the explorer in a terminal of 120 by 36."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
    with subprocess.Popen(
        [sys.executable, "-m", "edge_tui"], stdin=theirs, stdout=theirs, stderr=theirs, env=environ
    ) as run:
        os.close(theirs)
        try:
            yield Terminal(run, ours)
        finally:
            run.kill()
            os.close(ours)


def test_a_draft_is_edited_externally_and_the_terminal_is_restored(home: Path, tmp_path: Path) -> None:
    editor, note = tmp_path / "editor.py", tmp_path / "note"
    editor.write_text(_EDITOR)
    command = shlex.join([sys.executable, str(editor), str(note)])
    with terminal({**os.environ, "EDITOR": command, "VISUAL": "", "TERM": "xterm-256color"}) as explorer:
        explorer.wait_for(b"Page view")
        explorer.type(_F4)
        explorer.wait_for(b"from outside")
        explorer.type(_CTRL_Q)
        assert explorer.status() == 0
    assert note.read_text() == "lines"
    assert explorer.written.count(_SHOWN) == explorer.written.count(_HIDDEN) == 2
    kept = Workspace({"EDGE_TUI_HOME": str(home)}).drafts.load()
    assert kept is not None
    assert '"name": "from outside"' in kept.text


def test_a_byte_order_mark_that_an_editor_writes_is_not_a_part_of_the_text() -> None:
    marks = (
        "import pathlib, sys; path = pathlib.Path(sys.argv[1]); "
        "path.write_bytes(b'\\xef\\xbb\\xbf' + path.read_bytes())"
    )
    assert edit('{"a": 1}', [sys.executable, "-c", marks]) == '{"a": 1}'
