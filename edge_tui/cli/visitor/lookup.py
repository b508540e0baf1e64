"""A visitor that there is."""

from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError
from edge_tui.model.visitor import Visitor

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace


def existing_visitor(workspace: "Workspace", name: str) -> Visitor:
    """The visitor of a name. Raises `SetupError` when nothing was ever kept for one."""
    if name not in workspace.visitors.names():
        raise SetupError(f"There is no visitor {name!r}.", "`edge-tui visitors list` shows who there is.")
    return workspace.visitors.get(name)
