"""Opens what a front end may use, and joins the rooms: the only place where parts are chosen."""

from edge_tui.model.exchange import Exchange
from edge_tui.model.node import Node
from edge_tui.workspace.emulator_control import EmulatedDatastream
from edge_tui.workspace.linting import Drafting

__all__ = ["EmulatedDatastream", "Workspace"]


class Workspace(Drafting):
    """Profiles, templates, history, visitors and sessions of one user on one machine.

    Each part is opened when it is first asked for: a headless command pays for what it uses.
    `clock` gives an aware moment, `monotonic` seconds for measuring; tests freeze them together
    with `new_uuid`.
    """

    def outline(self, exchange: Exchange) -> Node:
        """An exchange as one tree."""
        from edge_tui.outline import outline

        return outline(exchange, self.clock())
