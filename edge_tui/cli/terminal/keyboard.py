"""Raw key presses, as the terminal sends them."""

import os
import sys
from collections.abc import Iterator

from edge_tui.cli.terminal.streams import is_interactive
from edge_tui.model.errors import SetupError

_INTERRUPT = b"\x03"


def key_presses() -> Iterator[bytes]:
    """The bytes of each key press. Raises `SetupError` without a terminal; Ctrl-C interrupts."""
    if not is_interactive():
        raise SetupError("Standard input isn't a terminal.", "Run this command in a terminal, without a pipe.")
    try:
        import termios
        import tty
    except ImportError:
        raise SetupError("This command needs a Unix terminal.", "It doesn't work on Windows.") from None
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
