"""The time of an event: RFC 3339 with an offset, and not far from now."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from edge_tui.lint.moment import full_offset, offset_of, read_moment
from edge_tui.lint.rule_hit import RuleHit, error, info, warning
from edge_tui.lint.subject import Subject
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import join, kind_of

_AHEAD = timedelta(hours=1)
_BEHIND = timedelta(days=30)


def check(subject: Subject) -> Iterator[RuleHit]:
    """`xdm.timestamp` of each event (date-time in adobe/xdm's time-series behavior)."""
    for part in subject.event_xdms:
        place = join(part.pointer, "timestamp")
        if "timestamp" in part.members and not subject.is_unfilled(place):
            yield from _check_value(part.members["timestamp"], place, subject.context.now)


def _check_value(value: object, place: str, now: datetime) -> Iterator[RuleHit]:
    fix = Suggestion("write {{now}}", place, value="{{now}}")
    if not isinstance(value, str):
        moment = _from_epoch(value)
        meant = f" Is it {moment:%Y-%m-%dT%H:%M:%SZ}?" if moment else ""
        yield error(
            place,
            f"timestamp must be a string such as 2026-03-01T09:30:00Z, not {kind_of(value)}.{meant}",
            suggestion=fix,
        )
        return
    moment, problem = read_moment(value)
    if problem == "offset":
        with_zulu = Suggestion("add Z, for UTC", place, value=value + "Z")
        yield error(place, "timestamp has no offset: add Z or an offset such as +02:00.", suggestion=with_zulu)
    elif moment is None:
        yield _not_rfc3339(value, place, fix)
    elif problem == "colon":
        offset, full = offset_of(value), full_offset(offset_of(value))
        message = f"The offset {offset} is ISO 8601, but XDM expects RFC 3339: write {full}."
        with_colon = Suggestion(f"write {full}", place, value=value.removesuffix(offset) + full)
        yield warning(place, message, suggestion=with_colon)
    elif moment - now > _AHEAD:
        yield warning(place, f"timestamp is {_span(moment - now)} in the future.", suggestion=fix)
    elif now - moment > _BEHIND:
        yield info(place, f"timestamp is {_span(now - moment)} old.", suggestion=fix)


def _not_rfc3339(value: str, place: str, fix: Suggestion) -> RuleHit:
    """Another way to write a time, and how RFC 3339 writes the same."""
    meant, is_exact = _meant(value)
    if not meant:
        message = "timestamp must be a date and time of RFC 3339, such as 2026-03-01T09:30:00Z."
        return error(place, message, suggestion=fix)
    written = Suggestion(f"write {meant}", place, value=meant)
    offset = "" if is_exact else ", or with its own offset instead of Z"
    return error(place, f"timestamp must be a date and time of RFC 3339: write {meant}{offset}.", suggestion=written)


def _meant(text: str) -> tuple[str, bool]:
    """A time of ISO 8601, or of an epoch in digits, as RFC 3339; and whether its offset is known."""
    plain = text.strip()
    if plain.isascii() and plain.isdigit() and len(plain) in (10, 13):
        moment = _from_epoch(int(plain))
    else:
        try:
            moment = datetime.fromisoformat(plain.replace(" Z", "Z"))
        except ValueError:
            moment = None
    if moment is None:
        return "", False
    written = moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return (written if moment.tzinfo else f"{written}Z").replace("+00:00", "Z"), moment.tzinfo is not None


def _from_epoch(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1e8 < value < 1e13:
        return None
    return datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC)


def _span(difference: timedelta) -> str:
    return f"{difference.days} days" if difference.days > 1 else f"{difference.total_seconds() / 3600:.0f} hours"
