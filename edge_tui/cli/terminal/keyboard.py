"""The keyboard, one press at a time, as the terminal sends it."""

import os
import sys
from collections.abc import Iterator

from edge_tui.cli.terminal.streams import is_interactive
from edge_tui.model.errors import SetupError

_INTERRUPT = b"\x03"


def pressed() -> Iterator[bytes]:
    """The bytes of each press. Raises `SetupError` where there is no keyboard; Ctrl-C interrupts."""
    if not is_interactive():
        raise SetupError("Standard input is no terminal.", "Run this where you type.")
    try:
        import termios
        import tty
    except ImportError:
        raise SetupError("This needs a terminal of Unix.", "On Windows there is nothing to be seen.") from None
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setraw(descriptor, termios.TCSADRAIN)
        mode = termios.tcgetattr(descriptor)
        mode[1] |= termios.OPOST
        termios.tcsetattr(descriptor, termios.TCSADRAIN, mode)
        while press := os.read(descriptor, 64):
            if press == _INTERRUPT:
                raise KeyboardInterrupt
            yield press
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
