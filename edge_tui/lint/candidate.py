"""A completion candidate."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A completion: `insert` replaces the characters from `start` up to `end`.

    `label` is the bare name, `type` its kind or type, `doc` a short description.
    """

    label: str
    insert: str
    type: str
    doc: str
    start: int
    end: int
