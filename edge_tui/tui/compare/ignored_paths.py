"""Edits the paths that comparisons ignore."""

from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from edge_tui.model.errors import SetupError
from edge_tui.tui.dialogs.text_form import TextForm
from edge_tui.workspace import Workspace


def edit_ignored_paths(screen: Screen[Any], workspace: Workspace, compare_again: Callable[[], None]) -> None:
    """Opens the list over a comparison, which shows errors in it."""

    def save(text: str | None) -> None:
        if text is None:
            return
        try:
            workspace.ignored_paths.save(text)
        except SetupError as error:
            screen.notify(str(error), severity="error", markup=False)
        compare_again()

    screen.app.push_screen(TextForm("Ignored paths", workspace.ignored_paths.text()), save)
