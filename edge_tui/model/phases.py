"""The phases of a send, and bars of them and of past sends in a few characters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from edge_tui.model.exchange import Timings

_HEIGHTS = "▁▂▃▄▅▆▇█"
_WIDTHS = " ▏▎▍▌▋▊▉█"


class Phase(NamedTuple):
    """A phase of a send: its name, and its milliseconds."""

    name: str
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class PastSend:
    """How a send ended: its milliseconds, None while it is unfinished, and whether Edge responded with a success."""

    elapsed_ms: float | None
    is_good: bool = True


@dataclass(frozen=True, slots=True)
class PastSends:
    """The latest sends to a datastream, oldest first."""

    datastream: str = ""
    sends: tuple[PastSend, ...] = ()


def phases(timings: Timings) -> tuple[Phase, ...]:
    """The phases that happened, in order; together they take as long as the send.

    Marks that go back in time, as a recording may have them, count as no time.
    """
    marks = (
        ("DNS", timings.resolved),
        ("connect", timings.connected),
        ("TLS", timings.secured),
        ("first byte", timings.first_byte),
    )
    found, start = [], 0.0
    for name, mark in marks:
        if mark is not None:
            end = min(max(mark, start), max(timings.elapsed_ms, 0.0))
            found.append(Phase(name, max(end - start, 0.0)))
            start = max(end, start)
    rest = max(timings.elapsed_ms - start, 0.0)
    return (*found, Phase("body", rest)) if found else ()


def bar(share: float, cells: int) -> str:
    """A bar of up to `cells` cells for a share between 0 and 1, in eighths of a cell; at least one eighth."""
    eighths = max(round(min(max(share, 0.0), 1.0) * cells * 8), 1)
    return "█" * (eighths // 8) + _WIDTHS[eighths % 8].strip()


def heights(values: Sequence[float | None]) -> str:
    """A column for each value, as high as its share of the largest; `×` for None."""
    largest = max((value for value in values if value is not None), default=0.0)
    return "".join("×" if value is None else _height(value, largest) for value in values)


def _height(value: float, largest: float) -> str:
    share = value / largest if largest > 0 else 0.0
    return _HEIGHTS[min(int(max(share, 0.0) * len(_HEIGHTS)), len(_HEIGHTS) - 1)]
