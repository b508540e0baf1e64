"""Why there is nothing for a call of a visit: the ladder of the workbench, in which nothing is sent."""

import asyncio
from dataclasses import replace

from edge_tui.model.exchange import Exchange
from edge_tui.model.node import Node
from edge_tui.outline.ladder import Ladder
from edge_tui.outline.why import Evidence, scope_of, why_nothing
from edge_tui.workspace import Workspace
from edge_tui.workspace.decided_scopes import decided_scopes


async def why_nothing_for(workspace: Workspace, exchange: Exchange, node: Node | None) -> Ladder:
    """The ladder of the scope that a node of the response misses, else that of the whole response.

    Which services the site's datastream has isn't known, and a site's event isn't sent to try it in other ways.
    """
    decided = await asyncio.to_thread(decided_scopes, workspace.history)
    ladder = why_nothing(exchange, scope_of(node), Evidence((), decided), workspace.clock())
    return replace(ladder, can_try=False)
