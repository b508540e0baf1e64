"""The calls of a recording as they are made of what is seen: in order, by key, and by request."""

from bisect import bisect_left
from collections.abc import Iterable, KeysView
from datetime import datetime

from edge_tui.model.visit import Call


class MadeCalls:
    """Kept up to date call by call, so that a look at a long visit costs what has changed since the last one.

    `key` is a call's key in its source.
    """

    def __init__(self) -> None:
        self._by_key: dict[str, Call] = {}
        # The moments and keys of the calls, and the calls, in order.
        self._order: list[tuple[datetime, str]] = []
        self._ordered: list[Call] = []
        # A retry has the request ID of what it repeats.
        self._by_request: dict[str, dict[str, Call]] = {}

    def __len__(self) -> int:
        return len(self._by_key)

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    def __getitem__(self, key: str) -> Call:
        return self._by_key[key]

    def get(self, key: str) -> Call | None:
        """The call of a key."""
        return self._by_key.get(key)

    def keys(self) -> KeysView[str]:
        """The keys of all calls, in the order in which they were made."""
        return self._by_key.keys()

    @property
    def ordered(self) -> tuple[Call, ...]:
        """All calls in the order of time."""
        return tuple(self._ordered)

    def of_request(self, request_id: str) -> Call | None:
        """The call with a request ID; of several, the last."""
        found = self._by_request.get(request_id)
        if not found:
            return None
        if len(found) == 1:
            return next(iter(found.values()))
        return max(found.items(), key=lambda each: (each[1].at, each[0]))[1]

    def put(self, key: str, call: Call) -> None:
        """Adds a call, or what it is now."""
        known = self._by_key.get(key)
        if known is not None and known.at == call.at:
            self._ordered[bisect_left(self._order, (known.at, key))] = call
        else:
            if known is not None:
                self._take_out(known, key)
            index = bisect_left(self._order, (call.at, key))
            self._order.insert(index, (call.at, key))
            self._ordered.insert(index, call)
        if known is not None:
            self._forget_request(known, key)
        self._by_request.setdefault(call.exchange.request_id, {})[key] = call
        self._by_key[key] = call

    def drop(self, keys: Iterable[str]) -> None:
        """Forgets calls."""
        for key in keys:
            self._forget_request(self._by_key.pop(key), key)
        self._order = [each for each in self._order if each[1] in self._by_key]
        self._ordered = [self._by_key[key] for _, key in self._order]

    def _take_out(self, call: Call, key: str) -> None:
        index = bisect_left(self._order, (call.at, key))
        del self._order[index], self._ordered[index]

    def _forget_request(self, call: Call, key: str) -> None:
        request_id = call.exchange.request_id
        same = self._by_request[request_id]
        del same[key]
        if not same:
            del self._by_request[request_id]
