"""How many examples a property is tried with, where the default doesn't fit."""

import os

_MORE = 6


def examples(usual: int) -> int:
    """So many, and six times as many with `--thorough`. They are the same ones every time."""
    return usual * (_MORE if "EDGE_TUI_THOROUGH" in os.environ else 1)
