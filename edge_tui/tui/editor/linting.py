"""Lints the draft in a thread, shortly after the last key press."""

from collections.abc import Callable

from textual.timer import Timer
from textual.widget import Widget
from textual.worker import get_current_worker

from edge_tui.lint import Context
from edge_tui.model.json.document import ParseError
from edge_tui.tui.editor.inspection import Inspection, inspect
from edge_tui.tui.editor.json_area import JsonArea

_PAUSE_SECONDS = 0.12


class DraftLinter:
    """Inspects an editor's text; results for a text that has changed since are dropped.

    `context` is called for each inspection, `started` when one begins, and `found` with its result.
    """

    def __init__(
        self,
        host: Widget,
        area: JsonArea,
        context: Callable[[], Context],
        *,
        started: Callable[[], object],
        found: Callable[[Inspection], object],
    ) -> None:
        self._host = host
        self._area = area
        self._context = context
        self._started = started
        self._found = found
        self._timer: Timer | None = None
        self._to_inspect: tuple[str, Context] | None = None
        self.inspection = Inspection("")

    @property
    def is_up_to_date(self) -> bool:
        """Whether the inspection belongs to the current text."""
        return self._timer is None and self.inspection.text == self._area.text

    def show_values(self) -> None:
        """Shows what the placeholders would become, before the first inspection."""
        self._area.sources = self._context().sources

    def wait(self) -> None:
        """Inspects the text after a pause in the typing."""
        self._host.workers.cancel_group(self._host, "inspect")
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._host.set_timer(_PAUSE_SECONDS, self.start)

    def start(self) -> None:
        """Inspects the text now, in a thread."""
        self._timer = None
        text, context = self._area.text, self._context()
        self._area.sources = context.sources
        # Not bound into the worker's function: a finished worker lives until garbage collection, and the sources
        # hold the last response, which may be large.
        self._to_inspect = (text, context)
        self._host.run_worker(self._inspect, thread=True, group="inspect", exclusive=True)
        self._started()

    def _inspect(self) -> None:
        assert self._to_inspect is not None
        inspection = inspect(*self._to_inspect)
        if not get_current_worker().is_cancelled:
            self._host.app.call_from_thread(self._accept_if_current, inspection)

    def _accept_if_current(self, inspection: Inspection) -> None:
        if inspection.text == self._area.text:
            self._publish(inspection)

    def _publish(self, inspection: Inspection) -> None:
        self.inspection = inspection
        self._found(inspection)

    def check(self) -> ParseError | None:
        """Inspects the text now, in this thread; returns its parse error."""
        context = self._context()
        self._area.sources = context.sources
        self._publish(inspect(self._area.text, context))
        return self.inspection.parse_error

    def refresh(self) -> None:
        """Inspects again, because the visitor, the profile or the time has changed."""
        self._area.sources = self._context().sources
        self._area.repaint()
        self.start()
