"""Where a quote was meant to end that has unescaped ones inside, such as `'{"name":"Men's shoes"}'`."""

import re

# At the end of the JSON that it holds, at the end of a word, at a line that is followed by an option, or before an
# option that is followed by a quote.
_END_OF_JSON = {quote: re.compile(rf"(?<=[}}\]])\s*{quote}(?=[\s;&|)]|\Z)") for quote in "'\""}
_END_OF_WORD = {
    quote: re.compile(
        rf"{quote}(?=[\s;&|)]|\Z|\\')|(?<![ \t])[ \t]*\\?(?=\n[ \t]*--?[A-Za-z])"
        rf"|(?<=\S)(?=[ \t]+--?[A-Za-z][\w-]*[ \t]+{quote})"
    )
    for quote in "'\""
}
# Characters looked through for all quotes of a text.
_MAX_LOOKED_THROUGH = 5_000_000


class QuoteGuess:
    """Guesses the ends of quotes of a text, with a limit on the work."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._left = _MAX_LOOKED_THROUGH

    def end(self, start: int, quote: str) -> re.Match[str] | None:
        """The end of a quote whose text begins at `start`; None when it ends where a shell ends it."""
        strict_end = self._text.find(quote, start)
        if self._left < 0 or strict_end < 0:
            return None
        is_json = self._text[start : start + 100].lstrip()[:1] in ("{", "[")
        end = _END_OF_JSON[quote].search(self._text, start) if is_json else None
        end = end or _END_OF_WORD[quote].search(self._text, start)
        self._left -= (end.end() if end else len(self._text)) - start
        if end is None or (end.end() - 1 <= strict_end and end[0].endswith(quote)):
            return None
        is_escaped = quote == '"' and '\\"' in self._text[start : end.start()]
        return None if is_escaped else end
