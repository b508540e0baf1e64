"""What a page says of itself, such as an error of its SDK: bounded, and without what may be a secret."""

import re

from edge_tui.model.addresses import without_query_values

_MAX_LENGTH = 300
_CREDENTIAL = re.compile(
    r"\b(?:bearer|basic|digest|negotiate)\s+\S+|\beyJ[\w-]+(?:\.[\w-]+)*"
    r"|\b[\w-]*(?:token|secret|passw\w*|credential|session|auth|api-?key|cookie)[\w-]*\"?'?\s*[:=]\s*\"?'?[^\s\"',;}]+",
    re.IGNORECASE,
)


def page_words(text: str, limit: int = _MAX_LENGTH) -> str:
    """A text of a page in one line, shortened: without queries, passwords in URLs, and values that look secret."""
    shortened = " ".join(text[: limit * 8].split())
    shortened = _CREDENTIAL.sub("(left out)", without_query_values(shortened))
    return shortened if len(shortened) <= limit else shortened[: limit - 1] + "…"
