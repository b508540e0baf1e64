"""Proposition IDs of Adobe Target: `AT:` plus activity and experience in base64."""

import json
import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime

from edge_tui.model.json.document import compact
from edge_tui.model.node import Node
from edge_tui.values.encoded_text import bytes_of, unpack
from edge_tui.values.reading import Reading

KIND = "target-proposition-id"
MARK = re.compile(r"AT:[A-Za-z0-9+/_%-]+=*")
PREFIX = "AT:"

_TITLE = "Target proposition ID"
_PROVENANCE = "Captured responses of Adobe Target through the Edge Network (Alloy, test mocks)"
_NOTE = (
    "Adobe Target identifies a proposition by its activity and experience. Return the ID unchanged in display and "
    "interact events."
)


@dataclass(frozen=True, slots=True)
class TargetPropositionId:
    """The decoded ID. Experience IDs start at `0`."""

    activity_id: str
    experience_id: str


def encode(activity_id: str, experience_id: str) -> str:
    """The ID that Target gives a proposition of this activity and experience."""
    members = {"activityId": activity_id, "experienceId": experience_id}
    return PREFIX + b64encode(compact(members).encode()).decode()


def decode(text: str) -> TargetPropositionId:
    """Decodes an `AT:` ID; raises `ValueError` with one sentence when it isn't one."""
    if not text.strip().startswith(PREFIX):
        raise ValueError("It doesn't start with AT:.")
    if text.strip() == PREFIX:
        raise ValueError("Nothing follows AT:; expected the activity and the experience.")
    try:
        members = json.loads(unpack(text.strip().removeprefix(PREFIX)))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError("The part after AT: is base64, but not of JSON: it may be truncated.") from error
    activity_id = members.get("activityId") if isinstance(members, dict) else None
    experience_id = members.get("experienceId") if isinstance(members, dict) else None
    if not isinstance(activity_id, str) or not isinstance(experience_id, str):
        raise ValueError("The part after AT: doesn't contain an activity and an experience.")
    return TargetPropositionId(activity_id, experience_id)


def read(text: str, now: datetime) -> Reading | None:  # noqa: ARG001
    """A Target proposition ID; a reading with a problem if it starts like one."""
    try:
        found = decode(text)
    except ValueError as error:
        if not text.strip().startswith(PREFIX):
            return None
        data = bytes_of(text.strip().removeprefix(PREFIX))
        return Reading(KIND, _TITLE, "", {"problem": str(error)}, (), _NOTE, _PROVENANCE, str(error), data)
    return Reading(
        KIND,
        _TITLE,
        f"activity {found.activity_id} · experience {found.experience_id}",
        {"activityId": found.activity_id, "experienceId": found.experience_id},
        (Node("activity", found.activity_id), Node("experience", found.experience_id)),
        _NOTE,
        _PROVENANCE,
    )
