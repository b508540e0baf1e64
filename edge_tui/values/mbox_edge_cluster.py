"""The `mboxEdgeCluster` cookie: the edge cluster of Target that knows the visitor."""

import re
from datetime import datetime

from edge_tui.model.node import Node
from edge_tui.values.reading import Reading

KIND = "mbox-edge-cluster"
MARK = None

_NAMED = re.compile(r"mboxEdgeCluster=\s*([0-9]{1,4})")


def read(text: str, now: datetime) -> Reading | None:  # noqa: ARG001
    """The cookie with its name, or None: a number alone could be anything."""
    named = _NAMED.fullmatch(text.strip())
    if named is None:
        return None
    hint = f"t{named[1]}"
    return Reading(
        KIND,
        "mboxEdgeCluster cookie",
        f"cluster {named[1]} · location hint {hint}",
        {"cluster": named[1], "hint": hint},
        (
            Node("cluster", named[1]),
            Node(
                "location hint",
                hint,
                note="The Web SDK puts it before the API version in the path; the response has the gateway's own hint.",
            ),
        ),
        "Target's at.js stores it for half an hour. The Web SDK uses it until it has a location hint from the gateway, "
        "with and without targetMigrationEnabled.",
        "Alloy, integration specs, Location Hints",
    )
