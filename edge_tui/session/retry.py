"""Which answers are worth asking again for, and after how long."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from edge_tui.model.exchange import Answer
from edge_tui.model.text import visible

# 500 is final, and so is 408, which the gateway answers to an empty body (Adobe's troubleshooting guide).
RETRIED = frozenset({429, 502, 503, 504})

# No `Retry-After` makes a command wait longer than this before it sends again.
LONGEST_PAUSE_SECONDS = 60.0

_LONGEST_QUOTE = 40
_UNITS = ((86_400, "days"), (3600, "h"), (60, "min"))
_LONGEST_TOLD_DAYS = 10_000


@dataclass(frozen=True, slots=True)
class Pause:
    """How long to wait before the same request is sent again.

    `remark` says where that differs from what the gateway asked for; empty where it does not.
    """

    seconds: float
    remark: str = ""


def pause_before_retry(
    answer: Answer | None, attempt: int, now: datetime, jitter: float, timeout_seconds: float
) -> Pause | None:
    """How long to wait before the same request is sent again; None when it should not be.

    `Retry-After` is honored, in seconds or as a date, up to `timeout_seconds` and to
    `LONGEST_PAUSE_SECONDS`. Without it, and where it cannot be read: one second more at each
    attempt, counted from 0, give or take 30 % by `jitter` between -1 and 1 (Adobe's Web SDK,
    packages/core/src/core/network), up to the same limits.
    """
    if answer is None or answer.status not in RETRIED:
        return None
    longest = min(timeout_seconds, LONGEST_PAUSE_SECONDS)
    usual = min((1 + attempt) * (1 + 0.3 * jitter), longest)
    value = answer.header("retry-after")
    if value is None:
        return Pause(usual)
    asked = retry_after_seconds(value, now)
    if asked is None:
        quoted = visible(value if len(value) <= _LONGEST_QUOTE else f"{value[:_LONGEST_QUOTE]}…")
        return Pause(usual, f"the gateway's Retry-After, {quoted!r}, can't be read")
    if asked > longest:
        limit = "timeout" if timeout_seconds < LONGEST_PAUSE_SECONDS else "longest pause"
        return Pause(longest, f"the gateway asked for {_in_words(asked)}, waiting {longest:g} s, the {limit}")
    return Pause(asked)


def retry_after_seconds(value: str, now: datetime) -> float | None:
    """How many seconds a `Retry-After` asks to wait (RFC 9110, 10.2.3); None where it says neither seconds nor a date.

    It may be infinite: nothing limits how many digits there are.
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
        # A date without a time zone is in UTC, as HTTP has it.
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return max(0.0, (moment - now).total_seconds())
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _in_words(seconds: float) -> str:
    if seconds > _LONGEST_TOLD_DAYS * 86_400:
        return f"more than {_LONGEST_TOLD_DAYS:,} days"
    for size, unit in _UNITS:
        if seconds >= 2 * size:
            return f"{seconds / size:.4g} {unit}"
    return f"{seconds:.4g} s"
