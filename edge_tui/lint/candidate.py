"""Something that could be written at the cursor."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something to write: `insert` takes the place of the characters `start` to before `end`.

    `label` is its name alone, `type` what it is, `doc` a few words more.
    """

    label: str
    insert: str
    type: str
    doc: str
    start: int
    end: int
