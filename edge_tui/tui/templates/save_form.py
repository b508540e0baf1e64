"""The form that names a template."""

import re
from dataclasses import dataclass

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static

from edge_tui.model.template import Origin, Template, TemplateEntry
from edge_tui.model.text import visible
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.key_line import DialogBox
from edge_tui.tui.themes import colors


@dataclass(frozen=True, slots=True)
class TemplateName:
    """The form's values."""

    name: str
    title: str
    group: str
    summary: str


def slug(title: str) -> str:
    """A title as a file name: `Page view (EU)` becomes `page-view-eu`."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


class SaveTemplate(ModalScreen[TemplateName | None]):
    """Asks for title, group and summary; says what saving would replace.

    `has_changed`: the current template's file has changed since it was loaded. `subject` names an event that isn't the
    one in the editor.
    """

    CSS_PATH = "../dialogs/form.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (14, "-high")]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-wide")]
    BINDINGS = [Binding("escape", "cancel", "Cancel"), Binding("ctrl+s", "save", "Save", priority=True)]

    def __init__(
        self,
        existing: tuple[TemplateEntry, ...],
        current: Template | None,
        *,
        has_changed: bool = False,
        subject: str = "",
    ) -> None:
        super().__init__()
        self._existing = {template.name: template for template in existing}
        self._current = current
        self._has_changed = has_changed
        self._subject = subject

    def compose(self) -> ComposeResult:
        """Three fields and two buttons."""
        current = self._current
        with DialogBox(classes="form") as box:
            box.border_title = Text(" · ".join(filter(None, ("Save as template", visible(self._subject)))))
            box.name_keys("enter OK · esc cancel")
            for key, label, value, placeholder in (
                ("title", "Title", current.title if current else "", "Page view, shop home"),
                ("group", "Group", current.group if current else "", "web"),
                ("summary", "When to use it", current.summary if current else "", "shown in the list"),
            ):
                with Horizontal(classes="field row"):
                    yield Label(label)
                    yield Input(value, placeholder=placeholder, id=key, compact=True)
            yield Static(id="name-note", classes="note")
            with Horizontal(classes="buttons"):
                yield Button("Save", id="save", variant="primary", compact=True)
                yield Button("Cancel", id="back", compact=True)

    def on_mount(self) -> None:
        """Shows what saving would do."""
        self._write_note()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Shows what saving under this title would do."""
        if event.input.id == "title":
            self._write_note()

    def on_input_submitted(self) -> None:
        """Enter saves from any field."""
        self.action_save()

    @property
    def _file_name(self) -> str:
        """The file name: an unchanged title keeps the current template's file."""
        title = self.query_one("#title", Input).value.strip()
        return self._current.name if self._current and title == self._current.title else slug(title)

    def _write_note(self) -> None:
        palette = colors(self.app)
        name = self._file_name
        existing = self._existing.get(name)
        if not name:
            note = Text("Enter a title: the file is named after it.", palette.warning)
        elif existing is None:
            note = Text(f"Creates {name}.json in your templates folder.", palette.dim)
        elif self._has_changed and self._current and name == self._current.name:
            note = Text(f"{name}.json has changed on disk since it was loaded. Saving overwrites it.", palette.warning)
        elif existing.origin is Origin.PROJECT:
            note = Text(f"Replaces this project's .edge-tui/templates/{name}.json.", palette.warning)
        elif existing.origin is not Origin.SHIPPED:
            note = Text(f"Replaces your {name}.json.", palette.warning)
        else:
            note = Text(f"Overrides the built-in {name}; the built-in stays available.", palette.dim)
        self.query_one("#name-note", Static).update(note)
        self.query_one("#save", Button).disabled = not name

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Saves or cancels."""
        if event.button.id == "save":
            self.action_save()
        else:
            close(self)

    def action_save(self) -> None:
        """Returns the form's values."""
        title = self.query_one("#title", Input).value.strip()
        if name := self._file_name:
            group = self.query_one("#group", Input).value.strip() or "my own"
            close(self, TemplateName(name, title, group, self.query_one("#summary", Input).value.strip()))

    def action_cancel(self) -> None:
        """Cancels."""
        close(self)
