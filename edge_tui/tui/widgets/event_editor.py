"""The event: a JSON editor that says at once where it stops being JSON."""

from collections.abc import Callable
from dataclasses import dataclass

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive
from textual.timer import Timer
from textual.widgets import Static, TextArea

from edge_tui.model.document import Slip, kind_of, parse, pretty
from edge_tui.model.placeholders import Hole, Sources, fill
from edge_tui.model.text import visible
from edge_tui.tui.themes import colours
from edge_tui.tui.widgets.json_area import JsonArea
from edge_tui.tui.widgets.pane import Pane

_LIMIT_BYTES = 64 * 1024
_PAUSE_SECONDS = 0.15


class EventEditor(Pane):
    """Edits one draft. It knows its text; where it came from and where it goes is the screen's affair.

    The text is looked through shortly after the last key press, never on it.
    """

    NUMBER = "2"
    BINDINGS = [
        Binding("ctrl+l", "format", "Format", show=False, tooltip="Lay the JSON out anew", id="event.format"),
        Binding("ctrl+g", "next_slip", "Go to error", show=False, tooltip="Go to the error", id="event.slip"),
    ]
    HELP = (
        "The request body as JSON. Placeholders such as {{now}}, {{uuid}}, {{ecid}}, {{sha256:…}} and {{env:NAME}} "
        "are filled when it is sent; what they become stands dimmed behind the line."
    )

    name_of_draft: reactive[str] = reactive("")
    is_modified: reactive[bool] = reactive(False)  # noqa: FBT003
    slip: reactive[Slip | None] = reactive(None)

    @dataclass
    class Changed(Message):
        """The text is another one now."""

        text: str

    def __init__(self, sources: Callable[[], Sources]) -> None:
        super().__init__(id="event")
        self._sources = sources
        self._timer: Timer | None = None
        self._holes: tuple[Hole, ...] = ()

    def compose(self) -> ComposeResult:
        """The editor, and a line on what is wrong."""
        yield JsonArea(sources=self._sources, id="editor")
        yield Static(id="finding")

    @property
    def area(self) -> JsonArea:
        """The text area itself."""
        return self.query_one(JsonArea)

    @property
    def text(self) -> str:
        """What stands in the editor."""
        return self.area.text

    def load(self, text: str) -> None:
        """Replaces the text; undo starts anew."""
        self.area.load_text(text)
        self.area.move_cursor((0, 0))
        self.check()

    def rewrite(self, text: str) -> None:
        """Replaces the text as one edit that can be undone."""
        area = self.area
        area.replace(text, area.document.start, area.document.end)
        area.move_cursor((0, 0))
        self.check()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Waits for a pause in the typing, then looks the text through."""
        event.stop()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE_SECONDS, self._look)

    @property
    def is_looked_through(self) -> bool:
        """Whether the text was looked through since it last changed."""
        return self._timer is None

    def _look(self) -> None:
        self._timer = None
        self.check()
        self.post_message(self.Changed(self.text))

    def check(self) -> Slip | None:
        """Looks the text through now and marks where it stops being JSON."""
        document = parse(self.text)
        if isinstance(document, Slip):
            self.slip = document
            self._holes = ()
        else:
            self.slip = None
            self._holes = fill(document, self._sources()).holes
            if not isinstance(document, dict):
                self.slip = Slip(f"this is {kind_of(document)}: an event is an object, {{…}}", 1, 1, 0)
        self.area.mark(self.slip)
        self._write()
        return self.slip

    def refresh_values(self) -> None:
        """Draws anew what the placeholders become, for another visitor or a later moment."""
        self.area.repaint()

    def go_to_slip(self) -> None:
        """Puts the cursor where the text stops being JSON."""
        if self.slip is not None:
            self.area.move_cursor((self.slip.line - 1, self.slip.column - 1), center=True)
            self.area.focus()

    def action_next_slip(self) -> None:
        """Goes to the error, if there is one."""
        self.go_to_slip()

    def action_format(self) -> None:
        """Lays the JSON out anew; what is not JSON stays as it is."""
        document = parse(self.text)
        if isinstance(document, Slip):
            self.go_to_slip()
        else:
            self.rewrite(pretty(document))

    def watch_name_of_draft(self) -> None:
        """Writes the title."""
        self._write_title()

    def watch_is_modified(self) -> None:
        """Writes the title."""
        self._write_title()

    def _write_title(self) -> None:
        name = self.name_of_draft
        self.title(f"Event{' · ' + name if name else ''}{' ●' if self.is_modified else ''}")

    def _write(self) -> None:
        palette = colours(self.app)
        size = len(self.text.encode("utf-8", "surrogatepass"))
        limit = "over the limit of 64 KB" if size > _LIMIT_BYTES else "of 64 KB"
        state = "not JSON" if self.slip else "valid JSON"
        self.subtitle(f"{state} · {size / 1024:.1f} {limit}")
        finding = self.query_one("#finding", Static)
        finding.display = bool(self.slip or self._holes)
        if self.slip:
            place = f"{self.slip.line}:{self.slip.column}"
            finding.update(
                Text.assemble(
                    (f"✖ {place} ", palette.error),
                    (self.slip.message, palette.plain),
                    ("  ctrl+g goes there", palette.dim),
                )
            )
        elif self._holes:
            hole = self._holes[0]
            finding.update(
                Text.assemble(("✖ ", palette.error), (visible(f"{hole.placeholder} {hole.reason}"), palette.plain))
            )
