"""What is told about a problem: its meaning, a cause, a mend."""

from dataclasses import dataclass

CODES_PAGE = "https://developer.adobe.com/data-collection-apis/docs/getting-started/troubleshooting/"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One problem in words.

    `code` is the four digits (`0104`), `va-edge-0400` for media, an HTTP status, or an IMS or
    network word. `fatal`: no handles come with it. `retry`: the same request, sent
    again unchanged after a pause, may succeed.
    """

    code: str
    title: str
    meaning: str
    cause: str
    fix: str
    fatal: bool = True
    retry: bool = False
    source: str = CODES_PAGE


def by_code(*explanations: Explanation) -> dict[str, Explanation]:
    """A catalogue of explanations; a code that stands twice is a mistake."""
    catalogue = {explanation.code: explanation for explanation in explanations}
    if len(catalogue) != len(explanations):
        raise ValueError("a code is explained twice")
    return catalogue
