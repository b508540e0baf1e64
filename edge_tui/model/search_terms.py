"""What a search says of terms that it doesn't know: they are searched as text, and find nothing."""

from collections.abc import Iterable, Mapping

from edge_tui.model.similar_names import near

# Shorter words resemble too many others.
_MIN_LENGTH = 5
_MAX_NAMED = 3
_MAX_NAME_LENGTH = 30


def sentences_about(
    noun: str,
    fields: Mapping[str, str],
    keywords: Iterable[str],
    *,
    unknown: Iterable[str] = (),
    empty: Iterable[str] = (),
    words: Iterable[str] = (),
) -> str:
    """What is wrong with the terms of a search, and which there are; empty if nothing is.

    `fields` are known, each with what it takes, and so are `keywords`. Of what was written, `unknown` looks like a
    field, `empty` are fields without the value that they need, `words` may be misspelled keywords. `noun` is what the
    place calls a term.
    """
    names, keywords = _shortened(unknown), tuple(keywords)
    sentences = []
    if names:
        be = f"isn't a {noun}, so it is" if len(names) == 1 else f"aren't {noun}s, so they are"
        sentences.append(f"{' and '.join(f'{name}:' for name in names)} {be} searched as text.")
        sentences.append(_meant(near(names[0], fields), ":"))
    sentences += [f"{field}: needs a value, {fields[field]}." for field in dict.fromkeys(empty)]
    for word in dict.fromkeys(words):
        # While it is written, a keyword is the start of itself.
        close = [each for each in near(word, keywords) if not each.startswith(word)] if len(word) >= _MIN_LENGTH else []
        if close and word not in keywords:
            sentences.append(f"{word} is searched as text. {_meant(close[:1])}")
    if sentences:
        terms = [*(f"{field}:" for field in fields), *keywords]
        sentences.append(f"{noun[:1].upper()}{noun[1:]}s: {', '.join(terms)}.")
    return " ".join(filter(None, sentences))


def _shortened(names: Iterable[str]) -> list[str]:
    """Each name once, the first few, of any length that somebody may have pasted."""
    distinct = list(dict.fromkeys(names))[:_MAX_NAMED]
    return [name if len(name) <= _MAX_NAME_LENGTH else f"{name[:_MAX_NAME_LENGTH]}…" for name in distinct]


def _meant(close: list[str], end: str = "") -> str:
    return f"Did you mean {' or '.join(f'{each}{end}' for each in close)}?" if close else ""
