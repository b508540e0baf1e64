"""A question with a few answers, as a value: what is asked, without the screen that asks it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A title, a text, and the answers: each key with the words on its button, the suggested one first.

    `destructive` marks what cannot be undone, or what reaches production.
    """

    title: str
    text: str
    answers: Mapping[str, str]
    destructive: bool = False
