"""Proposition ids of Adobe Target: `AT:` and, in base64, the activity and the experience."""

import json
from base64 import b64encode
from dataclasses import dataclass

from edge_tui.values.encoded_text import unpack

PREFIX = "AT:"


@dataclass(frozen=True, slots=True)
class TargetPropositionId:
    """What the id names. Experience ids start at `0`."""

    activity_id: str
    experience_id: str


def encode(activity_id: str, experience_id: str) -> str:
    """The id Target gives a proposition of this activity and experience."""
    members = {"activityId": activity_id, "experienceId": experience_id}
    return PREFIX + b64encode(json.dumps(members, separators=(",", ":"), ensure_ascii=False).encode()).decode()


def decode(text: str) -> TargetPropositionId:
    """Reads an `AT:` id; raises `ValueError` with one sentence when it is none."""
    if not text.strip().startswith(PREFIX):
        raise ValueError("It does not start with AT:.")
    try:
        members = json.loads(unpack(text.strip().removeprefix(PREFIX)))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError("What follows AT: is base64, but not of JSON.") from error
    activity_id = members.get("activityId") if isinstance(members, dict) else None
    experience_id = members.get("experienceId") if isinstance(members, dict) else None
    if not isinstance(activity_id, str) or not isinstance(experience_id, str):
        raise ValueError("What follows AT: does not name an activity and an experience.")
    return TargetPropositionId(activity_id, experience_id)
