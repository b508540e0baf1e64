"""Keys that the user changed: a small TOML file, an action's id and its keys in a line."""

from pathlib import Path

from edge_tui.model.errors import SetupError
from edge_tui.store import files
from edge_tui.store.small_files import DamagedError, parse_toml


def read_keymap(path: Path) -> dict[str, str]:
    """Keys by binding id, such as `send = "ctrl+t"`; several keys are parted by commas.

    No file means no changes. Raises `SetupError` for a file that is no such table.
    """
    content = files.read(path)
    if content is None:
        return {}
    how = f'Write lines such as send = "ctrl+t" in {path}.'
    try:
        table = parse_toml(content.decode("utf-8-sig"))
    except (DamagedError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error
        raise SetupError(f"The keymap cannot be read: {reason}.", how) from error
    wrong = next((name for name, keys in table.items() if not isinstance(keys, str)), None)
    if wrong is not None:
        raise SetupError(f"The keymap gives {wrong} something that is no text.", how)
    return table
