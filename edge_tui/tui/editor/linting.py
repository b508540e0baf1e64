"""Lints the draft in a thread, shortly after the last key press."""

import time
from collections.abc import Callable

from textual.timer import Timer
from textual.widget import Widget
from textual.worker import get_current_worker

from edge_tui.lint import Context
from edge_tui.model.json.document import ParseError
from edge_tui.tui.editor.inspection import Inspection, inspect, inspect_large
from edge_tui.tui.editor.json_area import JsonArea
from edge_tui.tui.textual_internals import call_after_first_paint

_PAUSE_SECONDS = 0.12
# Reporting a change of a large text takes a while: saving it does.
_LARGE_PAUSE_SECONDS = 1.0
# A text is broken between two keys of nearly every value: an error is one only once the typing pauses, or goes on
# in another line.
_PARSE_ERROR_PAUSE_SECONDS = 0.7
# The most typing that a crash can lose.
_MAX_UNREPORTED_SECONDS = 2.0
_MAX_LARGE_UNREPORTED_SECONDS = 10.0


class DraftLinter:
    """Inspects an editor's text; results for a text that has changed since are dropped.

    `context` is called for each inspection, `found` with its result, and then `changed`. While the user
    types on and on, `changed` is called every now and then. A large text is only reported.
    """

    def __init__(
        self,
        host: Widget,
        area: JsonArea,
        context: Callable[[], Context],
        *,
        changed: Callable[[], object],
        found: Callable[[Inspection], object],
    ) -> None:
        self._host = host
        self._area = area
        self._context = context
        self._changed = changed
        self._found = found
        self._timer: Timer | None = None
        self._held: tuple[Inspection, Timer] | None = None
        self._to_inspect: tuple[str, Context] | None = None
        self._inspected = -1
        # The version that `wait` was called for last: only what was typed is held.
        self._typed_version = -1
        self._unreported_since: float | None = None
        self._waits_for_first_paint = False
        self.inspection = Inspection("")

    @property
    def is_up_to_date(self) -> bool:
        """Whether the inspection belongs to the current text."""
        return self._timer is None and self._inspected == self._area.version

    def show_values(self) -> None:
        """Shows what the placeholders would become, before the first inspection."""
        self._area.sources = self._context().sources

    def wait(self) -> None:
        """Inspects the text after a pause in the typing."""
        self._host.workers.cancel_group(self._host, "inspect")
        self._drop_held()
        now = time.monotonic()
        self._unreported_since = self._unreported_since or now
        limit = _MAX_LARGE_UNREPORTED_SECONDS if self._area.is_large else _MAX_UNREPORTED_SECONDS
        if now - self._unreported_since > limit:
            self._report()
        if self._timer is not None:
            self._timer.stop()
        self._typed_version = self._area.version
        if self._waits_for_first_paint:
            return
        seconds = _LARGE_PAUSE_SECONDS if self._area.is_large else _PAUSE_SECONDS
        self._timer = self._host.set_timer(seconds, self.start)

    def start_after_first_paint(self) -> None:
        """Inspects the text once the first frame is drawn, with what is typed until then."""
        # To load the rules takes longer than a frame: on a slow machine a pause would end before it is drawn.
        self._waits_for_first_paint = True
        call_after_first_paint(self._host, self._start_at_last)

    def _start_at_last(self) -> None:
        self._waits_for_first_paint = False
        self.start()

    def start(self) -> None:
        """Inspects the text now, in a thread."""
        self._timer = None
        context = self._context()
        self._area.sources = context.sources
        if self._area.is_large:
            self._publish(Inspection("", large_bytes=self._area.characters))
            self._report()
            return
        # Not bound into the worker's function: a finished worker lives until garbage collection, and the sources
        # hold the last response, which may be large.
        self._to_inspect = (self._area.text, context)
        version = self._area.version
        self._host.run_worker(lambda: self._inspect(version), thread=True, group="inspect", exclusive=True)

    def _inspect(self, version: int) -> None:
        assert self._to_inspect is not None
        inspection = inspect(*self._to_inspect)
        if not get_current_worker().is_cancelled:
            self._host.app.call_from_thread(self._accept, inspection, version)

    def _accept(self, inspection: Inspection, version: int) -> None:
        if version == self._area.version:
            if inspection.parse_error is not None and self._typed_version == version:
                self._hold(inspection)
            else:
                self._publish(inspection)
        self._report()

    def _hold(self, inspection: Inspection) -> None:
        """Keeps a parse error until the typing pauses, or `release` is called."""
        self._drop_held()
        self._held = inspection, self._host.set_timer(_PARSE_ERROR_PAUSE_SECONDS, self.release)

    def release(self) -> None:
        """Publishes a parse error that waits: the typing has paused, or goes on in another line."""
        if self._held is not None:
            inspection = self._held[0]
            self._drop_held()
            self._publish(inspection)

    def _drop_held(self) -> None:
        if self._held is not None:
            self._held[1].stop()
            self._held = None

    def _publish(self, inspection: Inspection) -> None:
        self._drop_held()
        self.inspection = inspection
        self._inspected = self._area.version
        self._found(inspection)

    def _report(self) -> None:
        self._unreported_since = None
        self._changed()

    def check(self) -> ParseError | None:
        """Inspects the text now, in this thread; returns its parse error. Of a large text, only that is looked for."""
        context = self._context()
        self._area.sources = context.sources
        looked_for = inspect_large if self._area.is_large else inspect
        self._publish(looked_for(self._area.text, context))
        return self.inspection.parse_error

    def refresh(self) -> None:
        """Inspects again, because the visitor, the profile or the time has changed."""
        self._area.sources = self._context().sources
        self._area.repaint()
        self.start()
