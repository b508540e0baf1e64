"""What the workbench's controllers ask of its screen: copying, saving in a thread, coming to the front."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from edge_tui.model.errors import StorageError
from edge_tui.model.node import Node
from edge_tui.tui.keys import key_by_id
from edge_tui.tui.response.explain_pane import ExplainPane
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.workbench.drafts import TYPED_MASKED
from edge_tui.tui.workbench.view import run_in_place

if TYPE_CHECKING:
    from edge_tui.tui.profiles.form import FilledProfile
    from edge_tui.tui.response.node_actions import Step
    from edge_tui.tui.workbench.controllers import Controllers


class ScreenHost:
    """Does what takes a screen, its threads or its app, for controllers that have none of them.

    `controllers` and `node` are asked at each use: the controllers get this host first, and the cursor moves.
    """

    def __init__(
        self,
        screen: Screen[None],
        controllers: "Callable[[], Controllers]",
        node: Callable[[], Node | None],
        warn: Callable[[str], object],
    ) -> None:
        self._screen = screen
        self._controllers = controllers
        self._node = node
        self._warn = warn

    @property
    def node(self) -> Node | None:
        """The node of the response under the cursor."""
        return self._node()

    def save_draft(self) -> None:
        """Saves the draft in a thread, so that typing never waits for the disk."""
        drafts = self._controllers().drafts
        draft = drafts.current

        def save() -> None:
            try:
                warning = TYPED_MASKED if drafts.save(draft) else ""
            except StorageError as error:
                warning = str(error)
            if warning:
                self._screen.app.call_from_thread(self._warn, warning)

        self._screen.run_worker(save, thread=True, group="journal", exclusive=True)

    def keep_secrets(self, filled: "FilledProfile") -> object:
        """Stores the typed secrets in the keyring, and tells the user where; in a thread, because it can be slow."""
        profiles, app = self._controllers().profiles, self._screen.app
        return self._screen.run_worker(lambda: profiles.store_secrets(filled, app.call_from_thread), thread=True)

    def key_of_step(self, step: "Step") -> str:
        """The key that runs a step."""
        return key_by_id(self._screen.app, step.binding or "tree.actions", (HandleTree, type(self._screen)))

    def copy(self, node: Node, part: str) -> None:
        """Copies a node's value or path."""
        from edge_tui.tui.node_copy import copy_node

        copy_node(self._screen.app, node, part)

    def copy_text(self, text: str) -> None:
        """Copies a text, and says so."""
        self._screen.app.copy_to_clipboard(text)
        self._screen.notify("Copied.", timeout=2)

    def show_json(self) -> None:
        """Shows the JSON of the node under the cursor, or its explanation again."""
        self._screen.query_one("#explain", ExplainPane).action_json()

    def take_import_back(self) -> bool:
        """Takes the last import back, and says so; False if there is none."""
        if is_taken_back := self._controllers().import_undo.take_back():
            self._screen.notify("Import undone.", timeout=3)
        return is_taken_back

    def come_to_front(self) -> None:
        """Closes the screens above the workbench."""
        from edge_tui.tui.dialogs.closing import uncover

        uncover(self._screen)

    def run_beside(self, work: Coroutine[Any, Any, None], name: str) -> object:
        """Runs something in the place of what it ran under the same name before."""
        return run_in_place(self._screen, work, name)
