"""What is told about a problem: its meaning, a cause, a mend."""

from dataclasses import dataclass

AFTER_REFRESH = "The same event passes once it is sent with a fresh token."
MAYBE = "Sending it again may help where the service only stumbled; what it cannot process stays so."

CODES_PAGE = "https://developer.adobe.com/data-collection-apis/docs/getting-started/troubleshooting/"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One problem in words.

    `code` is the four digits (`0104`), `va-edge-0400` for media, an HTTP status, or an IMS or
    network word. `fatal`: no handles come with it. `retry`: the same request, sent
    again unchanged after a pause, may succeed. `again` says what a yes or a no does not.
    """

    code: str
    title: str
    meaning: str
    cause: str
    fix: str
    fatal: bool = True
    retry: bool = False
    again: str = ""
    source: str = CODES_PAGE

    @property
    def sent_again(self) -> str:
        """What comes of sending the same request again."""
        plain = "The same request may pass when it is sent again after a pause."
        return self.again or (plain if self.retry else "Sending the same request again does not help.")


def by_code(*explanations: Explanation) -> dict[str, Explanation]:
    """A catalogue of explanations; a code that stands twice is a mistake."""
    catalogue = {explanation.code: explanation for explanation in explanations}
    if len(catalogue) != len(explanations):
        raise ValueError("a code is explained twice")
    return catalogue
