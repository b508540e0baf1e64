"""Edits the draft in $EDITOR, and goes to a JSON pointer."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from textual.app import SuspendNotSupported

from edge_tui.model.errors import SetupError
from edge_tui.model.json.positions import Positions
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.editor import external_editor
from edge_tui.tui.workbench.draft_editor import DraftEditor


class EditorActions:
    """Edits the draft in $EDITOR, and moves its cursor to a JSON pointer."""

    def __init__(self, editor: DraftEditor, dialogs: Dialogs, environ: Mapping[str, str]) -> None:
        self._editor = editor
        self._dialogs = dialogs
        self._environ = environ

    def edit_externally(self, suspend: Callable[[], AbstractContextManager[None]]) -> None:
        """Opens the draft in the user's editor, and takes over the result.

        `suspend` releases the terminal while it is entered.
        """
        text = self._editor.text
        try:
            command = external_editor.command(self._environ)
            with suspend():
                written = external_editor.edit(text, command)
        except SuspendNotSupported:
            self._dialogs.notify("This terminal can't be handed to another program.", severity="warning")
        except SetupError as error:
            self._dialogs.show_error(error)
        else:
            if written != text:
                self._editor.rewrite(written)
                self._dialogs.notify(f"Draft updated from {command[0]} (ctrl+z undoes).")

    async def go_to_path(self, start: str) -> None:
        """Asks for a JSON pointer, `start` filled in, and goes there."""
        from edge_tui.tui.dialogs.prompt import Prompt

        positions = Positions(self._editor.text)

        def validate(pointer: str) -> str:
            if pointer and not pointer.startswith("/"):
                return "A JSON pointer starts with a slash: /event/xdm/eventType"
            return "" if positions.value(pointer) is not None else "Nothing at this path."

        hint = "For example /event/xdm/eventType. Y in the response copies one."
        pointer = await self._dialogs.open(Prompt("Go to JSON pointer", start, hint=hint, validate=validate))
        if pointer is not None:
            self._editor.go_to_pointer(pointer)
