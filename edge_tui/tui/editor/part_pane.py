"""Edits one member of the event in a separate tab; every edit goes into the event."""

from collections.abc import Callable, Iterable

from rich.text import Text
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from edge_tui.lint import SYNTAX
from edge_tui.model.finding import Finding
from edge_tui.model.json.document import ParseError, parse
from edge_tui.tui.editor.code_pane import CodePane, Completer
from edge_tui.tui.editor.json_area import Mark
from edge_tui.tui.editor.json_editor import JsonEditor
from edge_tui.tui.editor.part import Part, part_of, with_part, without_part
from edge_tui.tui.themes import colors


class PartPane(CodePane):
    """Edits the member at `pointer` in `whole`. `invitation` is shown if there is none."""

    def __init__(
        self, whole: JsonEditor, pointer: str, invitation: str, completer: Callable[[], Completer], area_id: str
    ) -> None:
        super().__init__(completer, area_id)
        self._whole = whole
        self.pointer = pointer
        self._invitation = invitation
        self._part: Part | None = None
        self._shown: str | None = None

    def compose(self) -> ComposeResult:
        """The note, then the text."""
        yield Static(classes="part-words")
        yield from super().compose()

    def read(self) -> None:
        """Reads the member from the current event."""
        if self._whole.text == self._shown:
            return
        self._shown = whole = self._whole.text
        self._part = part_of(whole, self.pointer)
        parse_error = parse(whole) if self._part is None else None
        self._let_edit(is_editable=not isinstance(parse_error, ParseError))
        text = self._part.cut(whole) if self._part else ""
        if text != self.area.text:
            self.area.load_text(text)
        self._surround()
        self._show_note(parse_error if isinstance(parse_error, ParseError) else None)

    def _let_edit(self, *, is_editable: bool) -> None:
        """Enables the text, or takes the focus in its place, so that the keys of the pane go on working."""
        if self.area.disabled != is_editable:
            return
        had_focus = self.area.has_focus or self.has_focus
        self.can_focus = not is_editable
        self.area.disabled = not is_editable
        if had_focus:
            self.screen.set_focus(self.text_or_pane)

    @property
    def text_or_pane(self) -> Widget:
        """What has the focus in this tab."""
        return self if self.area.disabled else self.area

    def on_text_area_changed(self) -> None:
        """Writes the edit into the event, where it can be undone."""
        if self._shown != self._whole.text or self.area.disabled:
            self.read()
            return
        whole, text = self._shown, self.area.text
        if self._part is not None and text == self._part.cut(whole):
            return
        if not text.strip():
            whole, self._part = (without_part(whole, self.pointer) if self._part else whole), None
        else:
            if self._part is None:
                whole, self._part = with_part(whole, self.pointer)
            if self._part is not None:
                whole, self._part = self._part.put_back(whole, text)
        self._whole.set_text_minimal(whole)
        self._shown = whole
        self._surround()
        self._show_note(None)

    def _surround(self) -> None:
        """Passes the rest of the event on to the completions."""
        whole, part = self._shown or "", self._part
        self.before, self.after = (whole[: part.start], whole[part.end :]) if part else _around(self.pointer)

    def show_findings(self, findings: Iterable[Finding]) -> None:
        """Underlines the findings in this part of the event."""
        self.area.mark(
            Mark(place[0], place[1], finding.severity) for finding in findings if (place := self.place_of(finding))
        )

    def place_of(self, finding: Finding) -> tuple[int, int] | None:
        """The 1-based line and column of a finding in this text; None if it is elsewhere."""
        inside = finding.rule == SYNTAX or f"{finding.pointer}/".startswith(f"{self.pointer}/")
        if self._part is None or not inside or self._shown != self._whole.text:
            return None
        offset = self._part.place_of(self._shown, self._whole.offset_of(finding.line, finding.column))
        return None if offset is None else self.area.place_of_offset(offset)

    @property
    def cursor_place(self) -> tuple[int, int] | None:
        """The cursor's 1-based line and column in the whole event; None if the member isn't in it."""
        if self._part is None or self._shown != self._whole.text:
            return None
        return self._whole.place_of_offset(self._part.offset_of(self.area.text, self.area.cursor_offset_in_text))

    def _show_note(self, parse_error: ParseError | None) -> None:
        palette, words = colors(self.app), self.query_one(".part-words", Static)
        words.display = parse_error is not None or self._part is None
        if parse_error is not None:
            words.update(Text(f"The event isn't valid JSON: {parse_error}. Fix it in the Event tab.", palette.warning))
        else:
            words.update(Text(self._invitation, palette.dim))


def _around(pointer: str) -> tuple[str, str]:
    """An otherwise empty document around a pointer, as the text before and after it."""
    names = pointer.strip("/").split("/")
    return "".join(f'{{"{name}": ' for name in names), "}" * len(names)
