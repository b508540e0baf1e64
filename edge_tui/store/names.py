"""Names that people give to things: which are fit for a file, and which ones were perhaps meant."""

import re
from collections.abc import Iterable

from edge_tui.model.errors import SetupError

_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_LONGEST = 100


def near(name: str, names: Iterable[str]) -> list[str]:
    """The names that resemble a name, or that begin with it, best first; three at most."""
    import difflib

    by_folded = {each.casefold(): each for each in names}
    folded = name.casefold()
    close = difflib.get_close_matches(folded, by_folded, n=3, cutoff=0.6)
    close += [each for each in by_folded if each not in close and _begins(each, folded)]
    return [by_folded[each] for each in close[:3]]


def _begins(one: str, other: str) -> bool:
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """`Did you mean prod or prod-eu?`, or nothing when no name is near."""
    close = near(name, names)
    return f"Did you mean {' or '.join(close)}?" if close else ""


def check_slug(name: str, kind: str) -> None:
    """Refuses what is no safe, portable file name: letters a to z, digits, hyphens and underscores are."""
    if _SLUG.fullmatch(name) and len(name) <= _LONGEST:
        return
    fit = slug(name)
    raise SetupError(
        f"{name!r} cannot be the name of a {kind}: it becomes a file's name.",
        "Use lower-case letters, digits and hyphens" + (f", such as {fit}." if fit else "."),
    )


def slug(text: str) -> str:
    """A text as a file's name: `Page view (EU)` is `page-view-eu`. Empty when nothing fit is left."""
    return re.sub(r"[^a-z0-9_]+", "-", text.casefold())[:_LONGEST].strip("-_")
