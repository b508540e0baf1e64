"""A recording in history as a feed: it is read once, and over."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from edge_tui.model.origin import Source
from edge_tui.model.visit import Visit
from edge_tui.tui.capture.feed import FeedState, Look
from edge_tui.tui.capture.visit_reader import VisitReader

SOURCES = {
    Source.CHROMIUM: "recorded in Chromium",
    Source.FIREFOX: "recorded in Firefox",
    Source.PROXY: "recorded by the proxy",
    Source.FORWARD: "recorded by the forwarding gateway",
    Source.HAR: "read from a HAR",
}


class PastFeed:
    """`load` reads the visit, in a thread, and raises `SetupError` for one that is gone. `delete` deletes its calls."""

    def __init__(
        self, name: str, load: Callable[[str], Visit], delete: Callable[[str, tuple[str, ...]], object]
    ) -> None:
        self._name = name
        self._load = load
        self._delete = delete

    @property
    def name(self) -> str:
        """The recording's name."""
        return self._name

    @cached_property
    def _visit(self) -> Visit:
        return self._load(self._name)

    @property
    def source(self) -> str:
        """What recorded it; empty until it is read."""
        visit = vars(self).get("_visit")
        return SOURCES[visit.recording.source] if visit is not None else ""

    @property
    def doing(self) -> str:
        """It has ended."""
        return ""

    @property
    def rewriting(self) -> None:
        """What has passed can't be changed."""
        return None

    def look(self) -> Look:
        """The visit."""
        return VisitReader(lambda: 0.0).read(self._visit, FeedState.OVER)

    def delete(self, calls: tuple[str, ...]) -> None:
        """Permanently deletes calls, by their keys. Raises `SetupError`."""
        self._delete(self._name, calls)
        gone = set(calls)
        self._visit = replace(self._visit, calls=tuple(each for each in self._visit.calls if each.key not in gone))

    def listen(self, changed: Callable[[], object]) -> None:
        """Nothing changes any more."""

    def unlisten(self, changed: Callable[[], object]) -> None:
        """Nothing was promised."""

    def stop(self) -> None:
        """It is over."""
