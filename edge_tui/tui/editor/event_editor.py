"""The event: a JSON editor that says, while it is written, what would go wrong with it."""

from dataclasses import dataclass

from textual.binding import Binding
from textual.message import Message
from textual.reactive import var
from textual.widgets import Tabs

from edge_tui.model.document import ParseError, parse, pretty
from edge_tui.model.errors import SetupError
from edge_tui.model.headers import Headers
from edge_tui.model.positions import Positions
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import converted, shape_of
from edge_tui.tui.editor.headers_pane import HeadersPane
from edge_tui.tui.editor.json_editor import JsonEditor
from edge_tui.tui.editor.quick_fixes import QuickFixes


class EventEditor(QuickFixes):
    """Edits one draft. It knows its text; where it came from and where it goes is the screen's affair.

    `context` tells what the draft is checked against, `completer` what can be written, `preview`
    what would be sent; they are asked each time, for they depend on more than the text.
    """

    BINDINGS = [
        Binding("ctrl+l", "format", "Format", show=False, tooltip="Lay the JSON out anew", id="event.format"),
        Binding("ctrl+g", "next_finding(1)", "Next finding", show=False, id="event.finding.next",
                tooltip="Put the cursor where something is wrong"),
        Binding("alt+g", "next_finding(-1)", "Previous finding", show=False, id="event.finding.previous"),
        Binding("ctrl+t", "tab(1)", "Next tab", show=False, id="event.tab.next",
                tooltip="Event, query, overrides, headers, and the request as it will go out"),
        Binding("alt+t", "tab(-1)", "Previous tab", show=False, id="event.tab.previous"),
        Binding("alt+e", "convert", "event or events[]", show=False, id="event.convert",
                tooltip="Between the shapes of API v2, one event, and v1, events[]"),
        Binding("f4", "external_editor", "$EDITOR", show=False, id="event.editor",
                tooltip="Write on in the editor that $VISUAL or $EDITOR names"),
        Binding("ctrl+n", "go_to_path", "Go to path", show=False, id="event.path",
                tooltip="Put the cursor to a JSON pointer"),
        Binding("f12", "fix", "Fix", show=False, id="event.fix",
                tooltip="Carry out what a finding suggests; ctrl+z takes it back"),
    ]  # fmt: skip
    HELP = (
        "The request body as JSON. Placeholders such as {{now}}, {{uuid}}, {{ecid}}, {{sha256:…}} and {{env:NAME}} "
        "are filled when it is sent; what they become stands dimmed behind the line. Findings below say what would "
        "go wrong."
    )

    name_of_draft: var[str] = var("")
    is_modified: var[bool] = var(False)  # noqa: FBT003

    @dataclass
    class PathAsked(Message):
        """The cursor is to go to a path, `pointer` being where it is."""

        pointer: str

    class ExternalEditorAsked(Message):
        """The draft is to be written on in another editor."""

    @dataclass
    class ImportAsked(Message):
        """A text was pasted in place of everything there is."""

        text: str

    def load(self, text: str, headers: Headers = (), *, is_first: bool = False) -> None:
        """Replaces the draft; undo starts anew. The first one is looked through once the screen is painted."""
        self.area.load_text(text)
        self.area.move_cursor((0, 0))
        self.query_one(HeadersPane).show(headers)
        if is_first:
            self.call_after_refresh(self._look)
        else:
            self.check()
        self._show_tab()

    def rewrite(self, text: str) -> None:
        """Replaces the text as one edit that can be undone."""
        self.area.set_text_minimal(text)
        self.area.move_cursor((0, 0))
        self.check()

    def paste_text(self, text: str) -> None:
        """Inserts a text at the cursor as it is."""
        self.area.insert_pasted(text)

    def go_to_offset(self, offset: int) -> None:
        """Puts the cursor on a character of the text."""
        self.area.go_to_offset(offset)

    def action_go_to_path(self) -> None:
        """Asks for a path."""
        pointer = Positions(self.text).pointer_at(self.area.cursor_offset_in_text)
        self.post_message(self.PathAsked(pointer))

    def action_external_editor(self) -> None:
        """Asks for the user's own editor."""
        self.post_message(self.ExternalEditorAsked())

    def on_json_editor_pasted(self, event: JsonEditor.Pasted) -> None:
        """What is pasted over everything may be a command, an archive or a call: the screen knows."""
        event.stop()
        if event.text_area is self.area:
            self.post_message(self.ImportAsked(event.text))
        else:
            event.text_area.insert_pasted(event.text)

    def action_format(self) -> None:
        """Lays the JSON out anew; what is not JSON stays as it is."""
        document = parse(self.text)
        if isinstance(document, ParseError):
            self.check()
            self.go_to_parse_error()
        else:
            self.rewrite(pretty(document))

    def action_convert(self) -> None:
        """Puts the event into the shape of the other API version; ctrl+z takes it back."""
        document = parse(self.text)
        if isinstance(document, ParseError):
            self.check()
            self.go_to_parse_error()
            return
        version = ApiVersion.V1 if shape_of(document) is ApiVersion.V2 else ApiVersion.V2
        try:
            self.rewrite(pretty(converted(document, version)))
        except SetupError as error:
            self.notify(f"{error.what}\n{error.how}", severity="warning", markup=False)
        else:
            self.notify(f"In the shape of API {version} now; ctrl+z takes it back.", timeout=3)

    def watch_name_of_draft(self) -> None:
        """Writes the title."""
        self._write_title()

    def watch_is_modified(self) -> None:
        """Writes the title."""
        self._write_title()

    def _write_title(self) -> None:
        if self.is_mounted:
            name = self.name_of_draft
            self._pane.title(f"Event{' · ' + name if name else ''}{' ●' if self.is_modified else ''}")

    def on_mount(self) -> None:
        """Writes the title. The tabs are for the mouse; the keyboard has its keys."""
        self.query_one(Tabs).can_focus = False
        self._write_title()
