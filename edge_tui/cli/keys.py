"""`edge-tui keys`: what the terminal sends for each key pressed."""

import click

from edge_tui.cli.terminal.examples import examples
from edge_tui.cli.terminal.exit_status import ExitStatus

_EPILOG = (
    "Use it when a key does nothing in the explorer: a key the terminal doesn't send can't be bound.\n\n"
    + examples("edge-tui keys")
)


@click.command("keys", epilog=_EPILOG)
def command() -> ExitStatus:
    """Shows the bytes that the terminal sends for each key, until q is pressed."""
    from edge_tui.cli.terminal.keyboard import key_presses
    from edge_tui.cli.terminal.streams import say, write_lines

    say("Press any key; q quits.")
    for press in key_presses():
        name = press.decode("utf-8", "replace")
        shown = "".join(f"\\x{byte:02x}" if byte < 0x20 or byte > 0x7E else chr(byte) for byte in press)
        write_lines([f"{press.hex(' '):<32} {shown}"])
        if name == "q":
            break
    return ExitStatus.OK
