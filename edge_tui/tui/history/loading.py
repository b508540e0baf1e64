"""Exchanges loaded for their rows."""

from collections.abc import Callable, Iterable

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange, Summary
from edge_tui.tui.dialogs.asking import Dialogs


def load_all(summaries: Iterable[Summary], load: Callable[[int], Exchange | None], dialogs: Dialogs) -> list[Exchange]:
    """The exchanges, oldest first, without those that were deleted meanwhile; none where history can't be read.

    `load` gives the exchange of a `Summary.key`.
    """
    try:
        loaded = [load(each.key) for each in sorted(summaries, key=lambda each: each.key)]
    except SetupError as error:
        dialogs.show_error(error)
        return []
    return [exchange for exchange in loaded if exchange is not None]
