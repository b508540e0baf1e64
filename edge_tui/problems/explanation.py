"""The shape of an explanation: what a problem means, its likely cause, the fix, and whether to retry."""

import re
from dataclasses import dataclass

AFTER_REFRESH = "Works once you have a new token."
IF_TEMPORARY = "A retry helps only if this was a temporary failure."

_FIRST_SENTENCE = re.compile(r".*?[.!?](?=\s|$)", re.DOTALL)

CODES_PAGE = "https://developer.adobe.com/data-collection-apis/docs/getting-started/troubleshooting/"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One problem in words.

    `code` is the four digits (`0104`), `va-edge-0400` for media, an HTTP status, or an IMS or
    network error name. `fatal`: no handles come with it. `retry`: sending the same request
    unchanged after a pause may succeed. `retry_note` replaces the default advice where yes or no
    is not enough, `impact_note` the sentence on what else was processed. `is_known`: the code is in
    the catalog, so that the first sentence of the meaning says what happened.
    """

    code: str
    title: str
    meaning: str
    cause: str
    fix: str
    fatal: bool = True
    retry: bool = False
    retry_note: str = ""
    impact_note: str = ""
    source: str = CODES_PAGE
    is_known: bool = True

    @property
    def impact(self) -> str:
        """Whether the rest of the event was processed, in a sentence."""
        default = (
            "Fatal: the response has no handles." if self.fatal else "Non-fatal: the rest of the event was processed."
        )
        return self.impact_note or default

    @property
    def retry_advice(self) -> str:
        """Whether a retry can work, in a sentence."""
        default = "Retrying after a pause may work." if self.retry else "Retrying won't help."
        return self.retry_note or default


def first_sentence(text: str) -> tuple[str, str]:
    """The first sentence of a text of the catalog without its period, and the rest; the whole text if it is one."""
    match = _FIRST_SENTENCE.match(text)
    first = match[0] if match else text
    return first.removesuffix("."), text[len(first) :].strip()


def by_code(*explanations: Explanation) -> dict[str, Explanation]:
    """A catalog of explanations; raises `ValueError` for a duplicate code."""
    catalog = {explanation.code: explanation for explanation in explanations}
    if len(catalog) != len(explanations):
        raise ValueError("a code is explained twice")
    return catalog
