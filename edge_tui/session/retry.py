"""Which responses are worth a retry, and after how long."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from edge_tui.model.exchange import Response
from edge_tui.model.text import visible

# 500 is final, and so is 408, the gateway's response to an empty body (Adobe's troubleshooting guide).
RETRIED_STATUSES = frozenset({429, 502, 503, 504})

# The longest wait before a retry, whatever `Retry-After` says.
MAX_PAUSE_SECONDS = 60.0

_MAX_QUOTE_LENGTH = 40
_UNITS = ((86_400, "days"), (3600, "h"), (60, "min"))
_MAX_DAYS_SHOWN = 10_000


@dataclass(frozen=True, slots=True)
class Pause:
    """How long to wait before a retry.

    `note` says how that differs from the gateway's `Retry-After`; otherwise it is empty.
    """

    seconds: float
    note: str = ""


def pause_before_retry(
    response: Response | None, attempt: int, now: datetime, jitter: float, timeout_seconds: float
) -> Pause | None:
    """How long to wait before a retry; None if a retry won't help.

    `Retry-After` is honored, in seconds or as a date, up to `timeout_seconds` and
    `MAX_PAUSE_SECONDS`. Without a readable one, the pause grows by a second with each attempt,
    counted from 0, give or take 30 % by `jitter` between -1 and 1 (Adobe's Web SDK,
    packages/core/src/core/network), up to the same limits.
    """
    if response is None or response.status not in RETRIED_STATUSES:
        return None
    longest = min(timeout_seconds, MAX_PAUSE_SECONDS)
    default = min((1 + attempt) * (1 + 0.3 * jitter), longest)
    value = response.header("retry-after")
    if value is None:
        return Pause(default)
    requested = retry_after_seconds(value, now)
    if requested is None:
        quoted = visible(value if len(value) <= _MAX_QUOTE_LENGTH else f"{value[:_MAX_QUOTE_LENGTH]}…")
        return Pause(default, f"the gateway's Retry-After, {quoted!r}, can't be read")
    if requested > longest:
        limit = "timeout" if timeout_seconds < MAX_PAUSE_SECONDS else "longest pause"
        return Pause(longest, f"the gateway asked for {_in_words(requested)}, waiting {longest:g} s, the {limit}")
    return Pause(requested)


def retry_after_seconds(value: str, now: datetime) -> float | None:
    """The seconds of a `Retry-After` (RFC 9110, 10.2.3); None if it is neither seconds nor a date.

    May be infinite: the number of digits is unlimited.
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
        # HTTP dates without a time zone are in UTC.
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return max(0.0, (moment - now).total_seconds())
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _in_words(seconds: float) -> str:
    if seconds > _MAX_DAYS_SHOWN * 86_400:
        return f"more than {_MAX_DAYS_SHOWN:,} days"
    for size, unit in _UNITS:
        if seconds >= 2 * size:
            return f"{seconds / size:.4g} {unit}"
    return f"{seconds:.4g} s"
