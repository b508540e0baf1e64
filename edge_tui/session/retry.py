"""Which answers are worth asking again for, and after how long."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from edge_tui.model.exchange import Answer

# 500 is final, and so is 408, which the gateway answers to an empty body (Adobe's troubleshooting guide).
RETRIED = frozenset({429, 502, 503, 504})


def pause_seconds(answer: Answer | None, attempt: int, now: datetime, jitter: float) -> float | None:
    """How long to wait before the same request is sent again; None when it should not be.

    `Retry-After` is honoured, in seconds or as a date. Without it: one second more at each
    attempt, counted from 0, give or take 30 % by `jitter` between -1 and 1 (Adobe's Web SDK,
    packages/core/src/core/network).
    """
    if answer is None or answer.status not in RETRIED:
        return None
    asked = _retry_after_seconds(answer.header("retry-after"), now)
    return (1 + attempt) * (1 + 0.3 * jitter) if asked is None else asked


def _retry_after_seconds(value: str | None, now: datetime) -> float | None:
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
