"""Lint findings of requests that are equal but for their moments and IDs: a page that repeats itself is read once."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Generic, Protocol, TypeVar


class Worded(Protocol):
    """A finding of any kind, with what it says."""

    @property
    def message(self) -> str:
        """What is wrong."""
        ...


_Found = TypeVar("_Found", bound=Worded)

_MAX_KEPT = 2000
_MOMENT = re.compile(r'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d))"')
# What the SDK, or a page, makes up for each event; lint reads nothing in an ID of these characters.
_ID = re.compile(r'"_id"\s*:\s*"([\w-]{1,64})"')
# No JSON has it.
_MARK = '"\0"'
# Of a moment, lint asks whether it is far from the one at which the event was sent.
_NEAR = timedelta(minutes=30)


class EqualEvents(Generic[_Found]):
    """The findings of the latest contents, at most `limit`. For several threads: each step is one of a dictionary's."""

    def __init__(self, limit: int = _MAX_KEPT) -> None:
        self._limit = limit
        # Once the latest are many, those before are forgotten together.
        self._latest: dict[tuple[object, ...], tuple[_Found, ...]] = {}
        self._before: dict[tuple[object, ...], tuple[_Found, ...]] = {}

    def __len__(self) -> int:
        return len(self._latest) + len(self._before)

    def findings(
        self, text: str, at: datetime, context: tuple[object, ...], find: Callable[[], Iterable[_Found]]
    ) -> Sequence[_Found]:
        """What `find` finds in a request's body that was sent at a moment, or found in an equal one.

        `context` is whatever else decides. Places in the text may be those of the other one.
        """
        content, left_out = _without_own(text, at)
        key = (blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).digest(), *context)
        known = self._latest.get(key)
        if known is None:
            known = self._before.get(key)
            if known is None:
                known = tuple(find())
                if any(value in finding.message for finding in known for value in left_out):
                    return known
            self._keep(key, known)
        return known

    def _keep(self, key: tuple[object, ...], found: tuple[_Found, ...]) -> None:
        if len(self._latest) >= self._limit // 2:
            self._latest, self._before = {}, self._latest
        self._latest[key] = found


def _without_own(text: str, at: datetime) -> tuple[str, set[str]]:
    """A body without what differs in every event, and what that was: a finding that quotes it is of this event only."""
    left_out: set[str] = set()

    def moment(match: re.Match[str]) -> str:
        value = match[1]
        try:
            is_near = abs(datetime.fromisoformat(value) - at) < _NEAR
        except (ValueError, TypeError, OverflowError):
            return match[0]
        if not is_near:
            return match[0]
        left_out.add(value)
        return _MARK

    def identifier(match: re.Match[str]) -> str:
        left_out.add(match[1])
        return f'"_id":{_MARK}'

    return _ID.sub(identifier, _MOMENT.sub(moment, text)), left_out
