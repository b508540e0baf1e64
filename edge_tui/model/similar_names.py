"""Suggestions for misspelled names."""

from collections.abc import Iterable


def near(name: str, names: Iterable[str]) -> list[str]:
    """Up to three names that resemble a name or begin with it, best first."""
    import difflib

    by_folded = {each.casefold(): each for each in names}
    folded = name.casefold()
    close = difflib.get_close_matches(folded, by_folded, n=3, cutoff=0.6)
    close += [each for each in by_folded if each not in close and _begins(each, folded)]
    return [by_folded[each] for each in close[:3]]


def _begins(one: str, other: str) -> bool:
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """`Did you mean prod or prod-eu?`, or empty if no name is close."""
    close = near(name, names)
    return f"Did you mean {' or '.join(close)}?" if close else ""
