"""A past exchange by its request id."""

from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange, Summary

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace


def find_exchange(workspace: "Workspace", request_id: str) -> Exchange:
    """The exchange that an id names: the one sent, the gateway's, or the start of either. Raises `SetupError`."""
    exchange = workspace.history.find(request_id)
    if exchange is None:
        raise _missing(request_id)
    return exchange


def find_summary(workspace: "Workspace", request_id: str) -> Summary:
    """Its line in history, found as `find_exchange` finds it."""
    summary = workspace.history.summary(request_id)
    if summary is None:
        raise _missing(request_id)
    return summary


def _missing(request_id: str) -> SetupError:
    return SetupError(
        f"There is no exchange with the request id {request_id!r} in history.",
        "`edge-tui history list` shows what there is.",
    )
