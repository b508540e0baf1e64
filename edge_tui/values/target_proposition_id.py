"""Proposition ids of Adobe Target: `AT:` and, in base64, the activity and the experience."""

import json
import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime

from edge_tui.model.document import compact
from edge_tui.model.node import Node
from edge_tui.values.encoded_text import bytes_of, unpack
from edge_tui.values.reading import Reading

KIND = "target-proposition-id"
MARK = re.compile(r"AT:[A-Za-z0-9+/_%-]+=*")
PREFIX = "AT:"

_TITLE = "Target proposition id"
_PROVENANCE = "Captured answers of Adobe Target through the Edge Network (Alloy, test mocks)"
_NOTE = (
    "Adobe Target names a proposition by its activity and the experience chosen in it. The id goes back unchanged in "
    "display and interact events."
)


@dataclass(frozen=True, slots=True)
class TargetPropositionId:
    """What the id names. Experience ids start at `0`."""

    activity_id: str
    experience_id: str


def encode(activity_id: str, experience_id: str) -> str:
    """The id Target gives a proposition of this activity and experience."""
    members = {"activityId": activity_id, "experienceId": experience_id}
    return PREFIX + b64encode(compact(members).encode()).decode()


def decode(text: str) -> TargetPropositionId:
    """Reads an `AT:` id; raises `ValueError` with one sentence when it is none."""
    if not text.strip().startswith(PREFIX):
        raise ValueError("It does not start with AT:.")
    if text.strip() == PREFIX:
        raise ValueError("Nothing follows AT:, where the activity and the experience belong.")
    try:
        members = json.loads(unpack(text.strip().removeprefix(PREFIX)))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError("What follows AT: is base64, but not of JSON: perhaps it was cut off.") from error
    activity_id = members.get("activityId") if isinstance(members, dict) else None
    experience_id = members.get("experienceId") if isinstance(members, dict) else None
    if not isinstance(activity_id, str) or not isinstance(experience_id, str):
        raise ValueError("What follows AT: does not name an activity and an experience.")
    return TargetPropositionId(activity_id, experience_id)


def read(text: str, now: datetime) -> Reading | None:  # noqa: ARG001
    """A Target id, or a text that starts like one and is damaged."""
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
