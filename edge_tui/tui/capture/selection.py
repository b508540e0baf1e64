"""The calls that were selected, to export, delete, save or compare."""

from collections.abc import Iterable, Sequence

from edge_tui.tui.capture.rows import CallRow


class Selection:
    """Keys of calls, in the order in which they were selected. What has gone isn't selected any more."""

    def __init__(self) -> None:
        self._keys: dict[str, None] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def __len__(self) -> int:
        return len(self._keys)

    def toggle(self, calls: Sequence[CallRow]) -> None:
        """Selects calls; deselects them where all of them are selected already."""
        keys = [call.key for call in calls]
        if all(key in self._keys for key in keys):
            self.drop(keys)
        else:
            self._keys |= dict.fromkeys(keys)

    def drop(self, keys: Iterable[str]) -> None:
        """Deselects calls."""
        for key in keys:
            self._keys.pop(key, None)

    def clear(self) -> None:
        """Deselects all."""
        self._keys.clear()

    def of(self, calls: Iterable[CallRow]) -> list[CallRow]:
        """The selected ones of some calls, in the order of these."""
        return [call for call in calls if call.key in self._keys]
