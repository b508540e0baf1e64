"""Likely intended names: the same except for case and blanks, or for a letter or two."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

_NUMBER = re.compile(r"[0-9]+")


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that was probably meant by `name`; None when none is similar."""
    candidates = list(names)
    folded = name.strip().casefold()
    same = next((each for each in candidates if each.casefold() == folded), None)
    if same is not None:
        return same
    by_folded = {each.casefold(): each for each in candidates}
    # event101 isn't meant as event11: another number is another name.
    numbered = _NUMBER.sub("", folded)
    similar = [each for each in by_folded if each == folded or _NUMBER.sub("", each) != numbered]
    close = get_close_matches(folded, similar if numbered != folded else by_folded, n=1, cutoff=0.75)
    return by_folded[close[0]] if close else None


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
