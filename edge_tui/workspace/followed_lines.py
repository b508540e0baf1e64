"""Lines of JSON as the source of a recording: what another proxy writes, read as it arrives."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from edge_tui.model.encoding import decode_body
from edge_tui.model.json.document import ParseError, parse
from edge_tui.model.sightings import SourceNotice
from edge_tui.workspace.live_recording import Tell

# A longer line isn't an entry of a call.
_MAX_LINE_BYTES = 64 << 20


class FollowedLines:
    """A `VisitSource` that reads a stream to its end."""

    def __init__(
        self, stream: BinaryIO, tell: Tell, clock: Callable[[], datetime], new_uuid: Callable[[], UUID]
    ) -> None:
        self._stream = stream
        self._tell = tell
        self._clock = clock
        self._new_uuid = new_uuid
        self._is_stopped = threading.Event()
        self._has_ended = threading.Event()
        self._thread = threading.Thread(target=self._read, name="lines", daemon=True)

    @property
    def has_ended(self) -> bool:
        """Whether the stream was read to its end."""
        return self._has_ended.is_set()

    def start(self) -> str:
        """Starts reading."""
        self._thread.start()
        return "lines of JSON"

    def stop(self) -> None:
        """Ends: what comes afterwards is ignored. A read that waits can't be interrupted."""
        self._is_stopped.set()

    def _read(self) -> None:
        number = 0
        try:
            while not self._is_stopped.is_set() and (line := self._stream.readline(_MAX_LINE_BYTES)):
                number += 1
                self._see(line, number)
        except OSError as error:
            self._notice(f"The lines can't be read on: {error.strerror}.")
        finally:
            self._has_ended.set()

    def _see(self, line: bytes, number: int) -> None:
        from edge_tui.formats.har_sightings import sightings_of

        if not line.strip():
            return
        document = parse(decode_body(line))
        if isinstance(document, ParseError):
            self._notice(f"Line {number} isn't JSON: {document.message}. It was left out.")
            return
        for sighting in sightings_of(document, str(self._new_uuid()), self._clock()):
            if not self._is_stopped.is_set():
                self._tell(sighting)

    def _notice(self, text: str) -> None:
        if not self._is_stopped.is_set():
            self._tell(SourceNotice(self._clock(), text))
