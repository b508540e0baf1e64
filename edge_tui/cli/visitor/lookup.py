"""Visitors by name."""

from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError
from edge_tui.model.visitor import Visitor

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace


def existing_visitor(workspace: "Workspace", name: str) -> Visitor:
    """The visitor with a name. Raises `SetupError` if nothing was ever stored for it."""
    if name not in workspace.visitors.names():
        raise SetupError(f"No visitor {name!r}.", "`edge-tui visitors list` lists them.")
    return workspace.visitors.get(name)
