"""A JSON editor: auto-closed pairs, indentation, line commands, and formatted paste."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.widgets.text_area import Location, Selection

from edge_tui.model.json.document import ParseError, parse, pretty
from edge_tui.model.request import action_of
from edge_tui.tui.editor.json_area import JsonArea
from edge_tui.tui.editor.key_edit import KeyEdit, edit_for_backspace, edit_for_key
from edge_tui.tui.textual_widgets import default_action, replace_as_typed, show_cursor

if TYPE_CHECKING:
    from edge_tui.tui.editor.waiting_keys import WaitingKeys

# Shorter JSON on one line reads well unformatted.
_MAX_ONE_LINE = 160
# A code such as va-edge-0400 is longer.
PASTED_MASKED = "Pasted with its credentials masked: the draft is saved to a file."
_LEAST_SPECIAL = 8
# Parsing more would hold up the keys.
_MAX_LOOKED_THROUGH = 64 * 1024
_QUOTE = re.compile(r"\\.")


class JsonEditor(JsonArea):
    """Types JSON with few keys.

    Keys that the completion list holds are passed on as messages and do nothing here, so that the
    list can be used without the focus.
    """

    BINDINGS = [
        Binding("ctrl+z", "undo", "Undo", show=False, id="edit.undo", tooltip="Undo the last edit"),
        Binding("ctrl+y", "redo", "Redo", show=False, id="edit.redo", tooltip="Redo what was undone"),
        Binding("ctrl+d", "duplicate_line", "Duplicate line", show=False, id="edit.duplicate",
                tooltip="Copy the line, or the selection, below itself"),
        Binding("alt+up", "move_line(-1)", "Move line up", show=False, id="edit.line.up",
                tooltip="Swap the line with the one above"),
        Binding("alt+down", "move_line(1)", "Move line down", show=False, id="edit.line.down",
                tooltip="Swap the line with the one below"),
        Binding("shift+tab", "outdent", "Outdent", show=False, id="edit.outdent",
                tooltip="Move the selected lines one step to the left"),
        Binding("alt+w", "grow_selection", "Select word", show=False, id="edit.select.more",
                tooltip="Select the word, then its string, the object around it, and so on"),
        Binding("ctrl+a", "select_all", "Select all", show=False, id="edit.select.all",
                tooltip="Select the whole text"),
        Binding("ctrl+shift+left,alt+shift+left", "cursor_word_left(True)", "Select word to the left", show=False,
                id="edit.select.left", tooltip="Extend the selection to the start of the word"),
        Binding("ctrl+shift+right,alt+shift+right", "cursor_word_right(True)", "Select word to the right", show=False,
                id="edit.select.right", tooltip="Extend the selection to the end of the word"),
    ]  # fmt: skip

    class Typed(Message):
        """A character was typed or deleted, as opposed to pasted or undone."""

    @dataclass
    class Pasted(Message):
        """A text was pasted that may be something else than JSON. Keys wait until `settle_paste` is called."""

        text_area: "JsonEditor"
        text: str

    class SecretsMasked(Message):
        """A text was pasted without the credentials that it has."""

    @dataclass
    class TextPasted(Message):
        """A text from outside was pasted."""

        text: str

    @dataclass
    class KeyHeld(Message):
        """A held key was pressed."""

        key: str

    # Whether a key belongs to the completion list; asked before each key, so that it's true of that very key.
    holds_key: Callable[[events.Key], bool] | None = None
    # Keys typed while a paste is read, once there was one.
    waiting_keys: "WaitingKeys | None" = None
    # Undoes what came after the last edit; False if there is nothing of the kind.
    undo_first: Callable[[], bool] | None = None

    async def _on_key(self, event: events.Key) -> None:
        """Types a key, closing pairs and indenting."""
        if self.holds_key is not None and self.holds_key(event):
            event.stop()
            event.prevent_default()
            self.post_message(self.KeyHeld(event.key))
            return
        if event.key == "escape":
            # Textual would focus the next widget; here it is a key of the screen.
            event.prevent_default()
            return
        if _is_typing(self, event) and self._has_to_wait(event):
            event.stop()
            event.prevent_default()
        else:
            await self._type_key(event)

    async def _type_key(self, event: events.Key) -> None:
        show_cursor(self)
        character = "\n" if event.key == "enter" else event.character if event.is_printable else None
        if self.read_only or character is None:
            if event.key == "tab" and not self.selection.is_empty and not self.read_only:
                event.stop()
                event.prevent_default()
                self._shift_lines(1)
            elif action := default_action(self, event.key):
                # A binding would run only after the key has bubbled up, and later keys would overtake it.
                event.stop()
                event.prevent_default()
                await self.run_action(action)
            else:
                await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        before, after = self._around_cursor()
        self._apply(edit_for_key(character, before, after, self.selected_text))
        if character != "\n":
            self.post_message(self.Typed())

    def action_grow_selection(self) -> None:
        """Selects the word at the cursor; each time again, what is around the selection."""
        if self.is_large:
            self.notify("This text is too large for that. Hold shift and move the cursor.", timeout=3)
            return
        from edge_tui.tui.editor.selection_growth import grown

        self.select(*grown(self.text, *self.selected_offsets))

    def action_undo(self) -> None:
        """Undoes the last edit, unless `undo_first` has undone something else."""
        if self.undo_first is None or not self.undo_first():
            super().action_undo()

    def action_delete_left(self) -> None:
        """Deletes to the left, an empty pair as a whole."""
        wider = edit_for_backspace(*self._around_cursor()) if self.selection.is_empty else None
        if wider is not None and not self.read_only:
            self._apply(wider)
        else:
            super().action_delete_left()
        self.post_message(self.Typed())

    def _around_cursor(self) -> tuple[str, str]:
        row, column = self.cursor_location
        line = self.document.get_line(row)
        return line[:column], line[column:]

    def _apply(self, edit: KeyEdit) -> None:
        (row, column), (end_row, end_column) = sorted(self.selection)
        start, end = (row, column - edit.before), (end_row, end_column + edit.after)
        if edit.text and not edit.back and self._is_typed_over(edit, start, end):
            self.move_cursor(end)
            return
        result = replace_as_typed(self, edit.text, start, end)
        if result is not None and edit.back:
            kept = edit.text[: len(edit.text) - edit.back].split("\n")
            self.move_cursor((start[0] + len(kept) - 1, len(kept[-1]) + (start[1] if len(kept) == 1 else 0)))

    def _is_typed_over(self, edit: KeyEdit, start: Location, end: Location) -> bool:
        """Whether a closing bracket or quote only moves the cursor past the existing one."""
        return self.selection.is_empty and edit.after == 1 and self.get_text_range(start, end) == edit.text

    def on_paste(self, event: events.Paste) -> None:
        """Pastes from the terminal."""
        event.stop()
        event.prevent_default()
        if not self.read_only and not self._has_to_wait(event.text):
            self.paste(event.text)

    def action_paste(self) -> None:
        """Pastes from the app's clipboard."""
        if not self.read_only and self.app.clipboard and not self._has_to_wait(self.app.clipboard):
            self.paste(self.app.clipboard)

    def paste(self, text: str) -> None:
        """Pastes over the selection; a text that may be more than JSON is reported with `Pasted` instead."""
        is_value = "\n" not in text.strip() and is_in_string(self._around_cursor()[0])
        if is_value or is_plain(text):
            from edge_tui.model.credential_text import without_secrets

            masked = without_secrets(text)
            self.insert_pasted(masked)
            if masked != text:
                self.post_message(self.SecretsMasked())
        else:
            from edge_tui.tui.editor.waiting_keys import WaitingKeys

            self.waiting_keys = self.waiting_keys or WaitingKeys(self._type_key, self.paste)
            self.waiting_keys.begin()
            self.post_message(self.Pasted(self, text))

    def settle_paste(self) -> None:
        """Types what was typed while a text that was reported with `Pasted` was read."""
        if self.waiting_keys is not None:
            self.call_later(self.waiting_keys.end)

    def _has_to_wait(self, typed: events.Key | str) -> bool:
        return self.waiting_keys is not None and self.waiting_keys.take(typed)

    def insert_pasted(self, text: str) -> None:
        """Inserts a text over the selection, formatted if it is JSON on one long line."""
        self.post_message(self.TextPasted(text))
        before, _ = self._around_cursor()
        margin = before[: len(before) - len(before.lstrip())]
        self.history.checkpoint()
        result = replace_as_typed(self, laid_out(text, margin), *self.selection)
        if result is not None:
            self.move_cursor(result.end_location)
            self.focus()

    def action_duplicate_line(self) -> None:
        """Duplicates the selected lines below."""
        first, last, (start, end) = *self._rows(), self.selection
        lines = self.document.lines[first : last + 1]
        count = len(lines)
        self.history.checkpoint()
        self.replace("\n".join(["", *lines]), (last, len(lines[-1])), (last, len(lines[-1])))
        self.selection = Selection((start[0] + count, start[1]), (end[0] + count, end[1]))

    def action_move_line(self, step: int) -> None:
        """Moves the selected lines up or down."""
        first, last, (start, end) = *self._rows(), self.selection
        lines = self.document.lines
        if first + step < 0 or last + step >= len(lines):
            return
        block = lines[first : last + 1]
        top, bottom = min(first, first + step), max(last, last + step)
        neighbor = lines[top] if step < 0 else lines[bottom]
        moved = [*block, neighbor] if step < 0 else [neighbor, *block]
        self.history.checkpoint()
        self.replace("\n".join(moved), (top, 0), (bottom, len(lines[bottom])), maintain_selection_offset=False)
        self.selection = Selection((start[0] + step, start[1]), (end[0] + step, end[1]))

    def action_outdent(self) -> None:
        """Removes one level of indentation from the selected lines."""
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
        """The first and the last row of the selection; a row selected up to column 0 doesn't count."""
        (first, _), (last, column) = sorted(self.selection)
        return first, last - 1 if last > first and column == 0 else last


def _is_typing(editor: JsonEditor, event: events.Key) -> bool:
    """Whether a key changes the text or moves the cursor, so that its place among others matters."""
    return event.is_printable or event.key in ("enter", "tab") or default_action(editor, event.key) is not None


def is_plain(text: str) -> bool:
    """Whether a text is certainly JSON of an event, or too short for anything else."""
    stripped = text.strip()
    if len(stripped) < _LEAST_SPECIAL:
        return True
    if stripped[:1] != "{" or len(stripped) > _MAX_LOOKED_THROUGH:
        return False
    document = parse(stripped)
    return isinstance(document, dict) and action_of(document) is not None and "handle" not in document


def is_in_string(before: str) -> bool:
    """Whether a cursor is inside a JSON string, which ends on the line it begins on: pasted there, a value is text."""
    return _QUOTE.sub("", before).count('"') % 2 == 1


def laid_out(text: str, margin: str = "") -> str:
    """Formats JSON on one long line; returns any other text unchanged."""
    stripped = text.strip()
    if "\n" in stripped or len(stripped) <= _MAX_ONE_LINE or stripped[:1] not in ("{", "["):
        return text
    document = parse(stripped)
    return text if isinstance(document, ParseError) else pretty(document).replace("\n", "\n" + margin)
