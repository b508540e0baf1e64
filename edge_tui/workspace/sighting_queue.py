"""What a source has told and nobody has read yet."""

import queue
import time
from collections import deque

from edge_tui.model.sightings import Answered, Began, Failed, Sighting

# The first sighting after a pause is read at once; those that follow, together: a call usually makes several.
_BATCH_SECONDS = 0.02
# Whoever looks at the visit waits for so many sightings at most.
_MAX_BATCH = 200


class SightingQueue:
    """Takes sightings from any thread, which never waits; one thread reads them."""

    def __init__(self) -> None:
        self._items: deque[Sighting | None] = deque()
        # One for each item: it is what the reader waits for.
        self._signs: queue.SimpleQueue[None] = queue.SimpleQueue()
        # What the reader has taken and not read yet.
        self._batch: list[Sighting] = []

    def put(self, sighting: Sighting) -> None:
        """Adds what a source tells."""
        self._add(sighting)

    def end(self) -> None:
        """Nothing more will be read than what was told by now."""
        self._add(None)

    @property
    def calls(self) -> set[str]:
        """The calls, as the source names them, of which something is unread."""
        # Copied in one go, whoever adds meanwhile.
        unread = (*self._batch.copy(), *self._items.copy())
        return {each.call for each in unread if isinstance(each, Began | Answered | Failed)}

    def done(self) -> None:
        """The last batch is read."""
        self._batch = []

    def next_batch(self, told_at: float) -> tuple[list[Sighting], bool]:
        """The next sightings: at once after a pause, otherwise those of a short while; and whether it was the last.

        `told_at` is when the last batch was told of, in the time of `time.monotonic`.
        """
        batch = self._batch = []
        self._signs.get()
        until = told_at + _BATCH_SECONDS
        while (sighting := self._items[0]) is not None:
            batch.append(sighting)
            self._items.popleft()
            if len(batch) == _MAX_BATCH:
                return batch, False
            try:
                self._signs.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                return batch, False
        self._items.popleft()
        return batch, True

    def _add(self, item: Sighting | None) -> None:
        self._items.append(item)
        self._signs.put(None)
