"""What the event editor asks of the screen: the user's own editor, and a path to go to."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from textual.app import SuspendNotSupported

from edge_tui.model.errors import SetupError
from edge_tui.model.positions import Positions
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.editor import external_editor
from edge_tui.tui.workbench.draft_editor import DraftEditor


class EditorActions:
    """Edits the draft elsewhere, and moves through it."""

    def __init__(self, editor: DraftEditor, dialogs: Dialogs, environ: Mapping[str, str]) -> None:
        self._editor = editor
        self._dialogs = dialogs
        self._environ = environ

    def edit_externally(self, suspend: Callable[[], AbstractContextManager[None]]) -> None:
        """Hands the draft to the user's own editor, and takes back what was written.

        `suspend` gives the terminal away while it is entered.
        """
        text = self._editor.text
        try:
            command = external_editor.command(self._environ)
            with suspend():
                written = external_editor.edit(text, command)
        except SuspendNotSupported:
            self._dialogs.notify("This terminal cannot be handed to another program.", severity="warning")
        except SetupError as error:
            self._dialogs.show_error(error)
        else:
            if written != text:
                self._editor.rewrite(written)
                self._dialogs.notify(f"Taken from {command[0]}; ctrl+z takes it back.")

    async def go_to_path(self, start: str) -> None:
        """Asks for a JSON pointer, starting from one, and goes there."""
        from edge_tui.tui.dialogs.prompt import Prompt

        positions = Positions(self._editor.text)

        def validate(pointer: str) -> str:
            if pointer and not pointer.startswith("/"):
                return "A path begins with a slash: /event/xdm/eventType"
            return "" if positions.value(pointer) is not None else "Nothing stands there."

        hint = "A JSON pointer; findings and the tree show them."
        pointer = await self._dialogs.open(Prompt("Go to path", start, hint=hint, validate=validate))
        if pointer is not None:
            self._editor.go_to_pointer(pointer)
