"""The live log: one line a request, for people or for machines."""

from dataclasses import asdict, dataclass
from datetime import datetime

from edge_tui.model.document import compact
from edge_tui.model.text import visible


@dataclass(frozen=True, slots=True)
class RequestLogLine:
    """What arrived and what it was answered."""

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
        """One line for people; whatever a client sent is shown, never acted upon."""
        parts = [
            f"{self.at:%H:%M:%S}",
            f"{self.status}",
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
        """One line for machines."""
        members = {_camel(name): value for name, value in asdict(self).items()}
        return compact({**members, "at": self.at.isoformat(timespec="milliseconds")})


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)
