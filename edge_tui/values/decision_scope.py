"""Decision scopes: an Offer Decisioning activity and placement, encoded as base64."""

import json
import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edge_tui.model.json.document import JsonValue, compact
from edge_tui.model.node import Node
from edge_tui.values.encoded_text import bytes_of, unpack
from edge_tui.values.reading import Reading

KIND = "decision-scope"
# Base64 of `{"activityId` and of `{"xdm:activityId`; the members may also be in the other order.
MARK = re.compile(r"ey(?:JhY3Rpdml0|J4ZG06|JwbGFjZW1l|JpdGVtQ29)[A-Za-z0-9+/_-]+=*")
_XDM = "xdm:"
_TITLE = "decision scope"
_NOTE = "A decision scope requests the best offer of one Offer Decisioning activity for one placement."
_PROVENANCE = "Web SDK documentation, offer decisioning overview"


@dataclass(frozen=True, slots=True)
class DecisionScope:
    """An activity and a placement. `prefixed`: the member names start with `xdm:`."""

    activity_id: str
    placement_id: str
    item_count: int | None = None
    prefixed: bool = False


def encode(scope: DecisionScope, *, padded: bool = True) -> str:
    """The value in `decisionScopes`: base64 of compact JSON."""
    prefix = _XDM if scope.prefixed else ""
    members: dict[str, str | int] = {
        prefix + "activityId": scope.activity_id,
        prefix + "placementId": scope.placement_id,
    }
    if scope.item_count is not None:
        members[prefix + "itemCount"] = scope.item_count
    text = b64encode(compact(members).encode()).decode()
    return text if padded else text.rstrip("=")


def decode(text: str) -> DecisionScope:
    """Decodes a scope in either form, with or without padding, or its plain JSON.

    Raises `ValueError` when it isn't one.
    """
    return _scope(_document(text))


def _document(text: str) -> Any:
    try:
        return json.loads(text if text.lstrip().startswith("{") else unpack(text))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError("It is base64, but not of JSON: it may be truncated.") from error


def _scope(members: Any) -> DecisionScope:
    if not isinstance(members, dict):
        raise ValueError("It is base64 of JSON, but not of an object.")
    prefix = _XDM if _XDM + "activityId" in members else ""
    activity_id = _member(members, prefix + "activityId")
    placement_id = _member(members, prefix + "placementId")
    count = members.get(prefix + "itemCount")
    if count is not None and (not isinstance(count, int) or isinstance(count, bool)):
        raise ValueError(f"Its {prefix}itemCount isn't an integer.")
    return DecisionScope(activity_id, placement_id, count, bool(prefix))


def read(text: str, now: datetime) -> Reading | None:  # noqa: ARG001
    """A decision scope; a reading with a problem if it starts like one."""
    try:
        document = _document(text)
    except ValueError as error:
        if not MARK.fullmatch(text.strip()):
            return None
        problem = str(error)
        return Reading(KIND, _TITLE, "", {"problem": problem}, (), _NOTE, _PROVENANCE, problem, bytes_of(text.strip()))
    try:
        scope = _scope(document)
    except ValueError:
        return None
    fields: dict[str, JsonValue] = {"activityId": scope.activity_id, "placementId": scope.placement_id}
    parts = [Node("activity", scope.activity_id), Node("placement", scope.placement_id)]
    if scope.item_count is not None:
        fields["itemCount"] = scope.item_count
        parts.append(Node("item count", str(scope.item_count), note="The maximum number of offers for this scope."))
    parts.append(Node("form", "names with the prefix xdm:" if scope.prefixed else "plain names"))
    if text.lstrip().startswith("{"):
        fields["scope"] = encode(scope)
        parts.append(Node("scope", encode(scope), note="The value in decisionScopes."))
    return Reading(
        KIND,
        _TITLE,
        f"activity {_short(scope.activity_id)} · placement {_short(scope.placement_id)}",
        fields,
        tuple(parts),
        _NOTE,
        _PROVENANCE,
    )


def _short(identifier: str) -> str:
    """`11cf…` from `xcore:offer-activity:11cf…`."""
    return identifier.rsplit(":", 1)[-1] if identifier.startswith("xcore:") else identifier


def _member(members: dict[str, Any], name: str) -> str:
    value = members.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"It has no {name}.")
    return value
