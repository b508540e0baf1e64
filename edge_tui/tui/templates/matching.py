"""Which templates a search finds: by words, of which the beginning is enough."""

import re
from collections.abc import Iterable, Sequence

from textual.fuzzy import Matcher

from edge_tui.model.template import TemplateEntry

_WORD = re.compile(r"\w+")
# Where a word is found, and how much that counts.
_TITLE, _NAME, _GROUP, _SUMMARY = 8.0, 4.0, 3.0, 1.0
_WHOLE_WORD = 1.5


def matching(templates: Sequence[TemplateEntry], wanted: str) -> list[TemplateEntry]:
    """The templates of which every word of a search begins a word, best first; all in order without a search.

    When there are none, those that have its letters in this order.
    """
    words = _WORD.findall(wanted.casefold())
    if not words:
        return list(templates)
    return _ranked(templates, [_score(each, words) for each in templates]) or _with_letters(templates, wanted)


def _score(template: TemplateEntry, words: Sequence[str]) -> float:
    """How well a template fits; 0 if one of the words isn't in it."""
    places = (
        (_TITLE, _WORD.findall(template.title.casefold())),
        (_NAME, _WORD.findall(template.name.casefold())),
        (_GROUP, _WORD.findall(template.group.casefold())),
        (_SUMMARY, _WORD.findall(template.summary.casefold())),
    )
    total = 0.0
    for word in words:
        best = max((weight * _fit(word, found) for weight, found in places), default=0.0)
        if not best:
            return 0.0
        total += best
    return total


def _fit(word: str, found: Iterable[str]) -> float:
    fits = [_WHOLE_WORD if each == word else 1.0 for each in found if each.startswith(word)]
    return max(fits, default=0.0)


def _with_letters(templates: Sequence[TemplateEntry], wanted: str) -> list[TemplateEntry]:
    matcher = Matcher(wanted)
    return _ranked(templates, [matcher.match(f"{each.title} {each.name}") for each in templates])


def _ranked(templates: Sequence[TemplateEntry], scores: Sequence[float]) -> list[TemplateEntry]:
    """The templates with a score, the highest first, otherwise in order."""
    hits = [pair for pair in zip(scores, templates, strict=True) if pair[0] > 0]
    return [template for _, template in sorted(hits, key=lambda pair: -pair[0])]
