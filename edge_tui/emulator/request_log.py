"""The live log: one line per request, as text or as JSON."""

from datetime import datetime
from typing import NamedTuple

import msgspec

from edge_tui.model.json.document import JsonObject, compact
from edge_tui.model.text import visible

_encode_quickly = msgspec.json.Encoder().encode


class RequestLogLine(NamedTuple):
    """A request and its response. A refused TLS handshake has the method `TLS` and the status 0."""

    at: datetime
    method: str
    path: str
    status: int
    elapsed_ms: float
    request_id: str = ""
    datastream: str = ""
    size: int = 0
    handles: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def text(self) -> str:
        """One line of text, in which control characters a client sent are made visible."""
        parts = [
            f"{self.at:%H:%M:%S}",
            str(self.status or ""),
            f"{self.method} {self.path}",
            self.datastream,
            *([" ".join(self.handles)] if self.handles else []),
            *self.problems,
            *self.notes,
            f"{self.elapsed_ms:.1f} ms",
            self.request_id,
        ]
        return visible("  ".join(part for part in parts if part))

    def json(self) -> str:
        """One line of JSON."""
        members: JsonObject = {
            "at": self.at.isoformat(timespec="milliseconds"),
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "elapsedMs": self.elapsed_ms,
            "requestId": self.request_id,
            "datastream": self.datastream,
            "size": self.size,
            "handles": [*self.handles],
            "problems": [*self.problems],
            "notes": [*self.notes],
        }
        try:
            return _encode_quickly(members).decode()
        except UnicodeEncodeError:
            # A lone surrogate in something a client sent.
            return compact(members)


def refused_name_line(now: datetime, name: str) -> RequestLogLine:
    """The line of a TLS client that asked for a host there is no certificate for."""
    note = "refused: no certificate for this host (--host-name allows one)"
    return RequestLogLine(at=now, method="TLS", path=name, status=0, elapsed_ms=0.0, notes=(note,))
