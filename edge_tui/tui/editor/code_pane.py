"""A JSON editor with completions at the cursor, and find and replace."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.geometry import Offset
from textual.timer import Timer
from textual.widgets import TextArea
from textual.worker import get_current_worker

from edge_tui.lint.candidate import Candidate
from edge_tui.tui.editor.completions import KEYS, Completions
from edge_tui.tui.editor.editor_search import EditorSearch
from edge_tui.tui.editor.json_editor import JsonEditor
from edge_tui.tui.find.find_bar import FindBar

if TYPE_CHECKING:
    from edge_tui.tui.editor.replace_row import ReplaceRow

# Candidates for a text and a character offset in it; called in a thread.
Completer = Callable[[str, int], tuple[Candidate, ...]]

_PAUSE_SECONDS = 0.05
# What ends the word that completions are offered for.
_WORD_ENDS = frozenset('",]}')
_ARGUMENT = re.compile(r":/?[A-Z]+\}\}")


class CodePane(Vertical):
    """An editor with its completions and find bar.

    `before` and `after` are the rest of the document around this text; completions depend on them.
    `completer` returns a `Completer` for the current draft.
    """

    BINDINGS = [
        Binding("ctrl+f", "find", "Find", show=False, id="edit.find", tooltip="Find and replace in the text"),
        Binding("ctrl+@,ctrl+space", "complete", "Complete", show=False, id="edit.complete", key_display="ctrl+space",
                tooltip="Show suggestions for this place"),
    ]  # fmt: skip

    def __init__(self, completer: Callable[[], Completer], area_id: str) -> None:
        super().__init__(id=f"{area_id}-code")
        self.area = JsonEditor(id=area_id)
        self.area.holds_key = self._holds_key
        self._completions = Completions()
        self._search = EditorSearch(self.area)
        self._bar = FindBar(
            self._search,
            lambda: self.area,
            placeholder="Find · enter next match · esc closes",
            row_below=self._replace_row,
        )
        self.before = ""
        self.after = ""
        self._completer = completer
        self._timer: Timer | None = None
        self._anchor = (0, 0)

    def compose(self) -> ComposeResult:
        """The text and the completions."""
        yield self.area
        yield self._completions

    def on_json_editor_typed(self, event: JsonEditor.Typed) -> None:
        """Asks for completions after a pause in the typing."""
        event.stop()
        self._ask_in(_PAUSE_SECONDS)

    def action_complete(self) -> None:
        """Asks for completions now."""
        self._ask(is_explicit=True)

    async def action_find(self) -> None:
        """Opens find and replace, searching for the selection."""
        selected = self.area.selected_text
        await self._bar.open("" if "\n" in selected else selected)

    def _replace_row(self) -> "ReplaceRow":
        from edge_tui.tui.editor.replace_row import ReplaceRow

        return ReplaceRow(self._search)

    def on_replace_row_replaced(self, event: "ReplaceRow.Replaced") -> None:
        """Counts the remaining matches, or shows why nothing was replaced."""
        event.stop()
        self._bar.update(event.error)

    def _ask_in(self, seconds: float) -> None:
        self.workers.cancel_group(self, "complete")
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(seconds, self._ask)

    def _ask(self, *, is_explicit: bool = False) -> None:
        if self.area.is_large and not is_explicit:
            # Candidates depend on the whole text.
            return
        text, offset, complete = self.area.text, self.area.cursor_offset_in_text, self._completer()
        version = self.area.version
        before, after = self.before, self.after

        def work() -> None:
            found = complete(before + text + after, len(before) + offset)
            if not get_current_worker().is_cancelled:
                self.app.call_from_thread(self._offer, found, text, version, offset, is_explicit)

        self.run_worker(work, thread=True, group="complete", exclusive=True)

    def _offer(self, found: tuple[Candidate, ...], text: str, version: int, offset: int, is_explicit: bool) -> None:
        if self.area.version != version or self.area.cursor_offset_in_text != offset or not self.area.has_focus:
            return
        shift = len(self.before)
        typed = text[found[0].start - shift : offset] if found else ""
        if not is_explicit:
            found = tuple(each for each in found if _is_offered_while_typing(each, typed))
        if not found or (not is_explicit and [each.label for each in found] == [typed.strip('"')]):
            if is_explicit:
                self.notify("No suggestions here.", timeout=2)
            self._completions.close()
            return
        cursor, (row, column) = self.area.cursor_screen_offset, self.area.cursor_location
        self._anchor = (row, column - len(typed))
        self._completions.open(found, Offset(cursor.x - len(typed) - 1, cursor.y + 1))

    def _holds_key(self, event: events.Key) -> bool:
        """Whether a key belongs to the list; one that ends the word closes it before the next key is pressed."""
        if self._completions.is_open and event.character and event.character in _WORD_ENDS:
            self._completions.close()
        return self._completions.is_open and event.key in KEYS

    def on_json_editor_key_held(self, event: JsonEditor.KeyHeld) -> None:
        """Passes the key to the list, unless the key before has closed it."""
        event.stop()
        if self._completions.is_open:
            self._completions.steer(event.key)

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """Closes the list when the cursor leaves the word it was opened at."""
        row, column = self.area.cursor_location
        if self._completions.is_open and (row != self._anchor[0] or column < self._anchor[1]):
            self._completions.close()

    def on_text_area_changed(self) -> None:
        """Searches again: hits may have moved."""
        self._bar.update()

    def on_descendant_blur(self) -> None:
        """Closes the list when the focus leaves."""
        if self._completions.is_open:
            self._completions.close()

    def on_completions_accepted(self, event: Completions.Accepted) -> None:
        """Inserts a candidate, and moves the cursor to where typing continues."""
        event.stop()
        self._completions.close()
        # Textual doesn't bubble a Changed message past the widget that caused it: the area itself must edit.
        self.area.call_later(self._write, event.candidate)

    def _write(self, candidate: Candidate) -> None:
        shift, text = len(self.before), self.area.text
        start, end = candidate.start - shift, candidate.end - shift
        # Characters typed since the list was filled belong to the word, too.
        end = max(end, self.area.cursor_offset_in_text)
        insert = candidate.insert
        if _is_member(insert, candidate) and text[end:].lstrip()[:1] == '"':
            insert += ","
        self.area.replace_range(start, end, insert, follow=True)
        self.area.go_to_offset(start + _cursor_offset_in(insert))


def _is_offered_while_typing(candidate: Candidate, typed: str) -> bool:
    """Whether a candidate is offered while typing: a placeholder only after a brace."""
    return bool(typed) and (candidate.type != "placeholder" or "{" in typed)


def _is_member(insert: str, candidate: Candidate) -> bool:
    return insert.startswith(f'"{candidate.label}": ')


def _cursor_offset_in(insert: str) -> int:
    """The cursor's offset in the inserted text: inside the first empty value, otherwise at the end."""
    if insert.endswith(": ,"):
        return len(insert) - 1
    for empty in ('""', "{}", "[]", ":}}"):
        if empty in insert:
            return insert.index(empty) + 1
    # `{{env:NAME}}` is an example to overwrite; the cursor goes to its end.
    return insert.index("}}") if _ARGUMENT.search(insert) else len(insert)
