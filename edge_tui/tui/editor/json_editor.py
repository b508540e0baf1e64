"""A text area in which JSON is written: pairs, indentation, whole lines, and what is pasted laid out."""

from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.document._document import Location, Selection
from textual.message import Message

from edge_tui.model.document import ParseError, parse, pretty
from edge_tui.tui.editor.json_area import JsonArea
from edge_tui.tui.editor.key_edit import KeyEdit, edit_for_backspace, edit_for_key

# Shorter than this, JSON on one line reads well as it is.
_LONG_LINE = 160


class JsonEditor(JsonArea):
    """Writes JSON with few keys.

    `held_keys` are passed on as messages and do nothing here: so a list of completions is steered
    without having the focus.
    """

    BINDINGS = [
        Binding("ctrl+d", "duplicate_line", "Duplicate line", show=False, id="edit.duplicate"),
        Binding("alt+up", "move_line(-1)", "Move line up", show=False, id="edit.line.up"),
        Binding("alt+down", "move_line(1)", "Move line down", show=False, id="edit.line.down"),
        Binding("shift+tab", "outdent", "Outdent", show=False, id="edit.outdent"),
    ]

    class Typed(Message):
        """A character was typed or erased, as opposed to pasted or undone."""

    @dataclass
    class Pasted(Message):
        """A text is to be put in place of everything: it may be more than JSON."""

        text_area: "JsonEditor"
        text: str

    @dataclass
    class TextPasted(Message):
        """A text from elsewhere is part of this one now."""

        text: str

    @dataclass
    class KeyHeld(Message):
        """A key that the list of completions took."""

        key: str

    # The keys that go to somebody else for now.
    held_keys: frozenset[str] = frozenset()

    async def _on_key(self, event: events.Key) -> None:
        """Takes a key as JSON is written with it."""
        if event.key in self.held_keys:
            event.stop()
            event.prevent_default()
            self.post_message(self.KeyHeld(event.key))
            return
        character = "\n" if event.key == "enter" else event.character if event.is_printable else None
        if self.read_only or character is None:
            if event.key == "tab" and not self.selection.is_empty and not self.read_only:
                event.stop()
                event.prevent_default()
                self._shift_lines(1)
            elif action := self._own_action(event.key):
                # A binding would run only after the key has bubbled up, and what is typed next would overtake it.
                event.stop()
                event.prevent_default()
                await self.run_action(action)
            else:
                await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        self._restart_blink()
        before, after = self._around_cursor()
        self._carry_out(edit_for_key(character, before, after, self.selected_text))
        if character != "\n":
            self.post_message(self.Typed())

    def _own_action(self, key: str) -> str | None:
        """What the text area itself does on a key: moving, selecting, erasing; nothing that a keymap may change."""
        bindings = self._bindings.key_to_bindings.get(key, [])
        return next((binding.action for binding in bindings if binding.id is None), None)

    def action_delete_left(self) -> None:
        """Erases to the left, an empty pair as a whole."""
        wider = edit_for_backspace(*self._around_cursor()) if self.selection.is_empty else None
        if wider is not None and not self.read_only:
            self._carry_out(wider)
        else:
            super().action_delete_left()
        self.post_message(self.Typed())

    def _around_cursor(self) -> tuple[str, str]:
        row, column = self.cursor_location
        line = self.document.get_line(row)
        return line[:column], line[column:]

    def _carry_out(self, done: KeyEdit) -> None:
        (row, column), (end_row, end_column) = sorted(self.selection)
        start, end = (row, column - done.before), (end_row, end_column + done.after)
        if done.text and not done.back and self._stands_there(done, start, end):
            self.move_cursor(end)
            return
        result = self._replace_via_keyboard(done.text, start, end)
        if result is not None and done.back:
            offset = self._json.get_index_from_location(result.end_location) - done.back
            self.move_cursor(self._location(offset))

    def _stands_there(self, done: KeyEdit, start: Location, end: Location) -> bool:
        """Whether a closing bracket or quote is only gone over."""
        return self.selection.is_empty and done.after == 1 and self.get_text_range(start, end) == done.text

    async def _on_paste(self, event: events.Paste) -> None:
        """Pastes; over everything there is, it may be another kind of text than JSON."""
        event.stop()
        event.prevent_default()
        if not self.read_only:
            self.paste(event.text)

    def action_paste(self) -> None:
        """Pastes what was copied here."""
        if not self.read_only and self.app.clipboard:
            self.paste(self.app.clipboard)

    def paste(self, text: str) -> None:
        """Puts a text in place of the selection; JSON on one long line is laid out."""
        if self.selected_text.strip() == self.text.strip():
            self.post_message(self.Pasted(self, text))
            return
        self.insert_pasted(text)

    def insert_pasted(self, text: str) -> None:
        """Puts a text in place of the selection, laid out when it is JSON on one long line."""
        self.post_message(self.TextPasted(text))
        before, _ = self._around_cursor()
        margin = before[: len(before) - len(before.lstrip())]
        self.history.checkpoint()
        result = self._replace_via_keyboard(laid_out(text, margin), *self.selection)
        if result is not None:
            self.move_cursor(result.end_location)
            self.focus()

    def action_duplicate_line(self) -> None:
        """Writes the lines of the selection a second time, below."""
        first, last, (start, end) = *self._rows(), self.selection
        lines = self.document.lines[first : last + 1]
        count = len(lines)
        self.history.checkpoint()
        self.replace("\n".join(["", *lines]), (last, len(lines[-1])), (last, len(lines[-1])))
        self.selection = Selection((start[0] + count, start[1]), (end[0] + count, end[1]))

    def action_move_line(self, step: int) -> None:
        """Moves the lines of the selection up or down."""
        first, last, (start, end) = *self._rows(), self.selection
        lines = self.document.lines
        if first + step < 0 or last + step >= len(lines):
            return
        block = lines[first : last + 1]
        top, bottom = min(first, first + step), max(last, last + step)
        neighbour = lines[top] if step < 0 else lines[bottom]
        moved = [*block, neighbour] if step < 0 else [neighbour, *block]
        self.history.checkpoint()
        self.replace("\n".join(moved), (top, 0), (bottom, len(lines[bottom])), maintain_selection_offset=False)
        self.selection = Selection((start[0] + step, start[1]), (end[0] + step, end[1]))

    def action_outdent(self) -> None:
        """Takes a level of indentation off the lines of the selection."""
        self._shift_lines(-1)

    def _shift_lines(self, levels: int) -> None:
        first, last, (start, end) = *self._rows(), self.selection
        lines = self.document.lines[first : last + 1]
        blanks = " " * self.indent_width
        if levels > 0:
            shifted = [blanks + line if line.strip() else line for line in lines]
        else:
            shifted = [line.removeprefix(blanks) if line.startswith(blanks) else line.lstrip(" ") for line in lines]
        if shifted == lines:
            return
        changes = {first + i: len(new) - len(old) for i, (old, new) in enumerate(zip(lines, shifted, strict=True))}
        self.history.checkpoint()
        self.replace("\n".join(shifted), (first, 0), (last, len(lines[-1])), maintain_selection_offset=False)
        self.selection = Selection(
            (start[0], max(start[1] + changes.get(start[0], 0), 0)), (end[0], max(end[1] + changes.get(end[0], 0), 0))
        )

    def _rows(self) -> tuple[int, int]:
        """The first and the last row of the selection; one that ends before a line does not reach it."""
        (first, _), (last, column) = sorted(self.selection)
        return first, last - 1 if last > first and column == 0 else last


def laid_out(text: str, margin: str = "") -> str:
    """JSON on one long line laid out over lines; any other text as it is."""
    stripped = text.strip()
    if "\n" in stripped or len(stripped) <= _LONG_LINE or stripped[:1] not in ("{", "["):
        return text
    document = parse(stripped)
    return text if isinstance(document, ParseError) else pretty(document).replace("\n", "\n" + margin)
