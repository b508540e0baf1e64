"""Likely intended names: the same except for case and blanks, or for a letter or two."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

# How much two names have in common: twice the letters that are the same, of all.
_CUTOFF = 0.75
_NUMBER = re.compile(r"[0-9]+")
# Letters are counted in one number, each in so many bits. Letters may share them.
_PLACES, _BITS = 64, 16


@dataclass(frozen=True, slots=True)
class _Name:
    """A name, and what is asked of it for each other one that may be meant as it."""

    name: str
    folded: str
    unnumbered: str
    letters: int


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that was probably meant by `name`; None when none is similar."""
    candidates = _read(tuple(names))
    folded = name.strip().casefold()
    same = next((each.name for each in candidates if each.folded == folded), None)
    if same is not None:
        return same
    # event101 isn't meant as event11: another number is another name.
    unnumbered, letters = _NUMBER.sub("", folded), _letters(folded)
    similar = {
        each.folded: each.name
        for each in candidates
        if (each.unnumbered != unnumbered or unnumbered == folded) and _may_be_close(each, folded, letters)
    }
    close = get_close_matches(folded, similar, n=1, cutoff=_CUTOFF)
    return similar[close[0]] if close else None


@lru_cache(maxsize=128)
def _read(names: tuple[str, ...]) -> tuple[_Name, ...]:
    """Lists of names are the same from one event to the next."""
    folded = [(name, name.casefold()) for name in names]
    return tuple(_Name(name, each, _NUMBER.sub("", each), _letters(each)) for name, each in folded)


def _letters(name: str) -> int:
    """The letters of a name: as many ones for each as it occurs, so that `&` gives those of two names.

    All of them for a name in which a letter occurs more often: it may have anything in common with others.
    """
    places = Counter(ord(letter) % _PLACES for letter in name)
    if max(places.values(), default=0) > _BITS:
        return -1
    return sum(((1 << times) - 1) << (place * _BITS) for place, times in places.items())


def _may_be_close(candidate: _Name, folded: str, letters: int) -> bool:
    """Whether two names have enough letters in common, in any order: comparing them takes fifty times as long."""
    both = candidate.letters & letters
    shorter = min(len(candidate.folded), len(folded))
    common = min(both.bit_count(), shorter) if both >= 0 else shorter
    return 2 * common >= _CUTOFF * (len(candidate.folded) + len(folded))


def differs_in_case(name: str, other: str) -> bool:
    """Whether two names are the same except for case."""
    return name != other and name.casefold() == other.casefold()


def did_you_mean(near: str | None) -> str:
    """The end of a sentence about a name: `; did you mean URL?`, or a period."""
    return f"; did you mean {near}?" if near else "."


def shown(name: str) -> str:
    """A name for a message: in quotes with its blanks visible (`"web\u2423"`) if it is empty or has any."""
    if name and not any(character.isspace() for character in name):
        return name
    return '"' + "".join("\u2423" if character.isspace() else character for character in name) + '"'
