"""A source that tells a transcript, in a thread as a browser does."""

import threading
from collections.abc import Iterable

from edge_tui.model.sightings import Sighting, SourceNotice
from edge_tui.workspace.live_recording import Tell
from tests.recording.transcript import at


class TranscriptSource:
    """Tells sightings from another thread once it is started, and `late` ones when it is stopped.

    With `ends` it ends by itself after the last one, with these words; a person did it if it was `closed`.
    """

    def __init__(
        self,
        tell: Tell,
        sightings: Iterable[Sighting],
        *,
        late: Iterable[Sighting] = (),
        ends: str = "",
        closed: bool = False,
    ) -> None:
        self._tell = tell
        self._sightings = tuple(sightings)
        self._late = tuple(late)
        self._ends = ends
        self._is_closed = closed
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.stops = 0
        # Why it couldn't do what it was asked to, as a browser that can't do a step.
        self.problem = ""

    def start(self) -> str:
        """Starts to tell."""
        self._thread.start()
        return "Transcript 1"

    def stop(self) -> None:
        """Tells the rest."""
        self._thread.join()
        if not self.stops:
            for sighting in self._late:
                self._tell(sighting)
            self._tell(SourceNotice(at(60), "The visit has ended.", is_end=True))
        self.stops += 1

    def _run(self) -> None:
        for sighting in self._sightings:
            self._tell(sighting)
        if self._ends:
            self._tell(SourceNotice(at(59), self._ends, is_end=True, is_unexpected=not self._is_closed))
