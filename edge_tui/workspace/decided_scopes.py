"""The scopes and surfaces that have had a decision, from history."""

import contextlib
from typing import TYPE_CHECKING

from edge_tui.model.errors import StorageError
from edge_tui.model.json.document import at
from edge_tui.model.response import InteractResponse

if TYPE_CHECKING:
    from edge_tui.store.history import History

_MAX_EXCHANGES = 200
# Larger responses take too long to read.
_MAX_BYTES = 500_000
_DECISIONS = "personalization:decisions"


def decided_scopes(history: "History") -> tuple[str, ...]:
    """The scopes of propositions in the latest responses, newest first. Reads them; call it in a thread."""
    found: dict[str, None] = {}
    with contextlib.suppress(StorageError):
        for summary in history.recent(limit=_MAX_EXCHANGES):
            if _DECISIONS not in summary.handle_types:
                continue
            exchange = history.load(summary.key)
            response = exchange.response if exchange else None
            read = response.parsed() if response is not None and len(response.body) <= _MAX_BYTES else None
            for handle in read.of_type(_DECISIONS) if isinstance(read, InteractResponse) else ():
                scopes = (at(item, "/scope") for item in handle.items)
                found.update((scope, None) for scope in scopes if isinstance(scope, str))
    return tuple(found)
