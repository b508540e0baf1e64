"""Past exchanges by request ID."""

from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange, Summary

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace


def find_exchange(workspace: "Workspace", request_id: str) -> Exchange:
    """The exchange with a request ID: the sent one, the gateway's, or the start of either. Raises `SetupError`."""
    exchange = workspace.history.find(request_id)
    if exchange is None:
        raise _missing(request_id)
    return exchange


def find_summary(workspace: "Workspace", request_id: str) -> Summary:
    """The summary of the exchange that `find_exchange` returns."""
    summary = workspace.history.summary(request_id)
    if summary is None:
        raise _missing(request_id)
    return summary


def _missing(request_id: str) -> SetupError:
    return SetupError(
        f"No exchange with request ID {request_id!r} in history.",
        "`edge-tui history list` lists them.",
    )
