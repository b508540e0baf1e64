"""The user's key bindings: a small TOML file with a line for each action."""

from pathlib import Path

from edge_tui.model.encoding import decode_utf8
from edge_tui.model.errors import SetupError
from edge_tui.store import files
from edge_tui.store.small_files import DamagedError, parse_toml


def read_keymap(path: Path) -> dict[str, str]:
    """Keys by binding id, such as `send = "ctrl+t"`; several keys are separated by commas.

    Empty if there is no file. Raises `SetupError` for a file with anything else in it.
    """
    content = files.read(path)
    if content is None:
        return {}
    how = f'Write lines such as send = "ctrl+t" in {path}.'
    try:
        table = parse_toml(decode_utf8(content))
    except (DamagedError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error
        raise SetupError(f"The keymap can't be read: {reason}.", how) from error
    wrong = next((name for name, keys in table.items() if not isinstance(keys, str)), None)
    if wrong is not None:
        raise SetupError(f"The keymap's value for {wrong} isn't a string.", how)
    return table
