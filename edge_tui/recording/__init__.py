"""Recording: what a source sees of a visit becomes exchanges with an origin, and a visit to look through."""

from edge_tui.recording.observer import Observer
from edge_tui.recording.reading import read_visit
from edge_tui.recording.summary import VisitSummary, summarize

__all__ = ["Observer", "VisitSummary", "read_visit", "summarize"]
