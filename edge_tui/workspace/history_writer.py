"""Writes a recording to history beside it: a call at once when there is time, many at a time when there isn't."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from edge_tui.model.errors import StorageError
from edge_tui.model.unforeseen import sentence

if TYPE_CHECKING:
    from edge_tui.model.exchange import Exchange

# After a write nothing is written for so many times as long as it took: that is how long a kill may lose what came
# meanwhile, and how many calls share the next transaction.
_PAUSE_PER_WORK = 4
_MAX_PAUSE_SECONDS = 0.1
# So many share a transaction at most: history writes as many in one.
_MAX_WRITTEN = 500
# What couldn't be written is tried again after this.
_RETRY_SECONDS = 1.0


class HistoryWriter:
    """A thread that writes what `take` gives, which makes exchanges of what was seen since.

    `record` writes to history, `is_written` gets what was written; `delete` deletes calls there, by their keys.
    `beside` is called after each write, with whether it was the last one. It returns the seconds until it has to be
    called again, None if it hasn't.
    """

    def __init__(
        self,
        take: "Callable[[], Sequence[Exchange]]",
        record: "Callable[[list[Exchange]], object]",
        *,
        is_written: "Callable[[Sequence[Exchange]], object]",
        delete: Callable[[Sequence[str]], object],
        beside: Callable[[bool], float | None],
        warn: Callable[[str], object],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._take = take
        self._record = record
        self._is_written = is_written
        self._delete_there = delete
        self._beside = beside
        self._warn = warn
        self._monotonic = monotonic
        self._condition = threading.Condition()
        self._is_due = self._is_ending = False
        self._rounds_begun = self._rounds_done = 0
        self._unwritten: dict[str, Exchange] = {}
        self._undeleted: dict[str, None] = {}
        self._thread = threading.Thread(target=self._run, name="recording to history", daemon=True)

    @property
    def unwritten(self) -> int:
        """How many exchanges were taken and aren't in history yet."""
        return len(self._unwritten)

    @property
    def unwritten_calls(self) -> tuple[str, ...]:
        """Their keys."""
        return tuple(self._unwritten)

    @property
    def is_alive(self) -> bool:
        """Whether it may still write."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def wake(self) -> None:
        """Something new was seen."""
        with self._condition:
            self._is_due = True
            self._condition.notify_all()

    def delete(self, calls: Sequence[str]) -> None:
        """Deletes calls, which `take` must not give any more: in history too, after what is written now."""
        with self._condition:
            self._undeleted |= dict.fromkeys(calls)
        self.wake()

    def wait_until_written(self, timeout_seconds: float) -> bool:
        """Waits until what has been seen by now is in history; False when that takes longer, or can't be."""
        with self._condition:
            wanted = self._rounds_begun + 1 if self._is_due else self._rounds_begun
            self._condition.wait_for(lambda: self._rounds_done >= wanted, timeout_seconds)
            return self._rounds_done >= wanted and not self._unwritten and not self._undeleted

    def finish(self, on_progress: Callable[[int], object] = lambda _left: None, every_seconds: float = 0.5) -> None:
        """Writes what is left and ends; `on_progress` gets the number of exchanges that aren't in history yet."""
        with self._condition:
            self._is_ending = self._is_due = True
            self._condition.notify_all()
        while self._thread.is_alive():
            self._thread.join(every_seconds)
            if self._thread.is_alive():
                on_progress(self.unwritten)

    def _run(self) -> None:
        again: float | None = None
        while True:
            is_last = self._wait(again)
            started = self._monotonic()
            self._delete()
            try:
                self._write_all()
            except Exception as error:  # noqa: BLE001 (what comes next must still be recorded)
                self._warn(sentence("Writing the recording", error))
            if is_last and self._unwritten:
                self._write()
            if is_last:
                self._delete()
            took = self._monotonic() - started
            again = self._call_beside(is_last=is_last)
            with self._condition:
                self._rounds_done = self._rounds_begun
                self._condition.notify_all()
                if is_last:
                    return
                if not self._is_ending:
                    # Only the end interrupts the pause.
                    self._condition.wait_for(lambda: self._is_ending, min(took * _PAUSE_PER_WORK, _MAX_PAUSE_SECONDS))

    def _wait(self, again: float | None) -> bool:
        """Waits until there is something to write; whether it is the last."""
        retry = _RETRY_SECONDS if self._unwritten or self._undeleted else None
        seconds = min((each for each in (again, retry) if each is not None), default=None)
        with self._condition:
            self._condition.wait_for(lambda: self._is_due, seconds)
            self._is_due = False
            self._rounds_begun += 1
            return self._is_ending

    def _delete(self) -> None:
        """Deletes what is to be deleted; what can't be stays for the next time."""
        with self._condition:
            calls = list(self._undeleted)
        if not calls:
            return
        for call in calls:
            self._unwritten.pop(call, None)
        try:
            self._delete_there(calls)
        except Exception as error:  # noqa: BLE001 (the other calls must still be recorded)
            self._warn(str(error) if isinstance(error, StorageError) else sentence("Deleting calls", error))
            return
        with self._condition:
            for call in calls:
                del self._undeleted[call]

    def _write_all(self) -> None:
        """Writes until nothing is left; what can't be written stays for the next time."""
        is_more = True
        while is_more:
            is_more = self._gather()
            if self._unwritten and not self._write():
                return

    def _gather(self) -> bool:
        """Takes what one transaction writes; whether there may be more."""
        while len(self._unwritten) < _MAX_WRITTEN:
            taken = self._take()
            if not taken:
                return False
            self._unwritten |= {_key(each): each for each in taken}
        return True

    def _write(self) -> bool:
        exchanges = list(self._unwritten.values())
        try:
            self._record(exchanges)
        except StorageError as error:
            self._warn(str(error))
            return False
        self._unwritten = {}
        self._is_written(exchanges)
        return True

    def _call_beside(self, *, is_last: bool) -> float | None:
        try:
            return self._beside(is_last)
        except Exception as error:  # noqa: BLE001 (the calls must still be recorded)
            self._warn(sentence("Writing the recording", error))
            return None


def _key(exchange: "Exchange") -> str:
    return exchange.origin.source_id if exchange.origin else exchange.request_id
