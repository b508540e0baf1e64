"""How sure a reason is."""

from enum import StrEnum


class Certainty(StrEnum):
    """What a reason rests on.

    Certain: the request or the response shows it. Likely: a documented rule says so, and what was
    sent fits it. Possible: nothing in the exchange confirms or contradicts it.
    """

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"
