"""A history with three exchanges in it: a page view, a purchase, and one that was refused."""

import json

from edge_tui.model.exchange import Draft, Summary
from edge_tui.model.profile import EMULATOR_PROFILE
from edge_tui.model.request import Action
from edge_tui.workspace import Workspace

EVENTS = ("web.webpagedetails.pageViews", "commerce.purchases")


async def send_some(workspace: Workspace) -> list[Summary]:
    """Sends three; as history lists them, newest first."""
    session = workspace.sessions.get(EMULATOR_PROFILE)
    for name in EVENTS:
        text = json.dumps({"event": {"xdm": {"eventType": name}}})
        await session.send(Draft(text, template=name.split(".")[0]))
    await session.send(Draft('{"event": []}', Action.INTERACT, "refused"))
    return workspace.history.recent()
