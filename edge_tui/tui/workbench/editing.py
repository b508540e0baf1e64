"""What the editor asks of the screen: another editor, a path to go to, and a text that becomes a draft."""

from textual import work
from textual.app import SuspendNotSupported

from edge_tui.model.errors import SetupError
from edge_tui.model.positions import Positions
from edge_tui.tui import external_editor
from edge_tui.tui.screens.prompt import Prompt
from edge_tui.tui.widgets.event_editor import EventEditor
from edge_tui.tui.workbench.drafts import Drafts


class Editing(Drafts):
    """Helps with the writing."""

    def on_event_editor_external_editor_asked(self) -> None:
        """Hands the draft to the user's own editor, and takes back what was written."""
        text = self.editor.text
        try:
            command = external_editor.command(self.workspace.environ)
            with self.app.suspend():
                written = external_editor.edit(text, command)
        except SuspendNotSupported:
            self.notify("This terminal cannot be handed to another program.", severity="warning")
        except SetupError as error:
            self.say(error)
        else:
            if written != text:
                self.editor.rewrite(written)
                self.notify(f"Taken from {command[0]}; ctrl+z takes it back.", markup=False)
        self.app.refresh()

    @work
    async def on_event_editor_path_asked(self, event: EventEditor.PathAsked) -> None:
        """Asks for a path and goes there."""
        positions = Positions(self.editor.text)

        def judge(pointer: str) -> str:
            if pointer and not pointer.startswith("/"):
                return "A path begins with a slash: /event/xdm/eventType"
            return "" if positions.value(pointer) is not None else "Nothing stands there."

        prompt = Prompt(
            "Go to path", event.pointer, hint="A JSON pointer; findings and the tree show them.", judge=judge
        )
        pointer = await self.app.push_screen_wait(prompt)
        if pointer is not None:
            self.editor.go_to_pointer(pointer)
