"""A question with a few buttons, as a value without a screen."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A title, a text, and the answers: each key with its button's label, the default one first.

    `destructive`: it can't be undone, or it reaches production.
    """

    title: str
    text: str
    answers: Mapping[str, str]
    destructive: bool = False
