"""Everything a front end may use; the only place where parts are chosen and connected."""

from edge_tui.workspace.workspace import Workspace

__all__ = ["Workspace"]
