"""Which call an event is about: the IDs of two domains, redirects, and service workers that pass a call on."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from edge_tui.browser.call import Call, body_of

_MAX_CALLS = 5000
_MAX_EARLY = 5000

# The name of an event of the Network domain, and its parameters.
NetworkEvent = tuple[str, dict[str, Any]]


class CallTable:
    """The calls of a visit by their IDs, and events that came before their calls.

    A call has the ID that the Network domain gives it, with the number of redirects before it, or the Fetch
    domain's where it has no other. A service worker that passes a page's call on makes another
    request with the same URL and body: it is the same call, and went out once. Of a call of `fetchLater`
    neither domain has the other's ID: it is known by its URL and its frame.
    """

    def __init__(self, clock: Callable[[], datetime], now: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._now = now
        self._calls: OrderedDict[str, Call] = OrderedDict()
        # By method and URL, which a request that passes another one on has in common with it.
        self._alike: dict[tuple[str, str], list[Call]] = {}
        self._hops: dict[str, int] = {}
        self._same: dict[str, str] = {}
        self._early: OrderedDict[str, list[NetworkEvent]] = OrderedDict()

    def all(self) -> Iterable[Call]:
        """All calls, oldest first."""
        return list(self._calls.values())

    def of_network(self, network_id: str) -> Call | None:
        """The call of an ID of the Network domain."""
        return self._calls.get(self._current(network_id))

    def of_paused(self, params: dict[str, Any]) -> Call | None:
        """The call of an event of the Fetch domain."""
        return self._calls.get(self._of_paused(params))

    def add_sent(self, params: dict[str, Any], *, is_from_worker: bool) -> Call:
        """The call of `Network.requestWillBeSent`, a new one if it isn't known."""
        request, at = params["request"], params.get("wallTime")
        date = datetime.fromtimestamp(at, UTC) if isinstance(at, (int, float)) else self._clock()
        identifier = self._current(str(params["requestId"]))
        if identifier == params.get("loaderId"):
            identifier = self._put_off(identifier, params, lambda call: not call.has_network)
        return self._add(identifier, request, date, is_from_worker=is_from_worker)

    def add_paused(self, params: dict[str, Any], *, is_from_worker: bool) -> Call:
        """The call of `Fetch.requestPaused`, a new one if it isn't known."""
        identifier = self._of_paused(params)
        if not params.get("networkId"):
            identifier = self._put_off(identifier, params, lambda call: call.has_network and not call.fetch_id)
        return self._add(identifier, params["request"], self._clock(), is_from_worker=is_from_worker)

    def redirected(self, network_id: str) -> None:
        """The next request of this ID is where the one before leads."""
        self._hops[network_id] = self._hops.get(network_id, 0) + 1

    def keep_early(self, network_id: str, event: NetworkEvent) -> None:
        """Keeps an event whose call isn't known yet."""
        self._early.setdefault(network_id, []).append(event)
        if len(self._early) > _MAX_EARLY:
            self._early.popitem(last=False)

    def take_early(self, network_id: str) -> list[NetworkEvent]:
        """The events of an ID that were kept."""
        return self._early.pop(network_id, [])

    def _add(self, identifier: str, request: dict[str, Any], at: datetime, *, is_from_worker: bool) -> Call:
        call = self._calls.get(identifier) or self._passed_on(identifier, request, is_from_worker=is_from_worker)
        if call is None:
            url = str(request["url"]) + str(request.get("urlFragment") or "")
            call = Call(identifier, at, self._now(), str(request["method"]), url, is_from_worker=is_from_worker)
            self._calls[identifier] = call
            self._alike.setdefault((call.method, call.url), []).append(call)
            if len(self._calls) > _MAX_CALLS:
                self._drop_oldest_ended()
        return call

    def _passed_on(self, identifier: str, request: dict[str, Any], *, is_from_worker: bool) -> Call | None:
        """The open call that this request passes on, or that passes this request on."""
        body = body_of(request)
        for call in reversed(self._alike.get((request["method"], request["url"]), ())):
            is_same = call.body in (body, None)
            if is_same and call.is_from_worker != is_from_worker and not call.is_passed_on and not call.has_ended:
                call.is_passed_on = True
                self._same[identifier] = call.id
                return call
        return None

    def _put_off(self, identifier: str, params: dict[str, Any], is_unknown_here: Callable[[Call], bool]) -> str:
        """The ID of the open call of the same frame that only the other domain told; this one if there is none."""
        request, frame = params["request"], str(params.get("frameId") or "")
        for call in reversed(self._alike.get((request["method"], request["url"]), ())):
            if call.frame == frame and not call.has_ended and identifier != call.id and is_unknown_here(call):
                self._same[identifier] = call.id
                return call.id
        return identifier

    def _drop_oldest_ended(self) -> None:
        ended = next((identifier for identifier, call in self._calls.items() if call.has_ended), None)
        if ended is not None:
            call = self._calls.pop(ended)
            alike = [each for each in self._alike.pop((call.method, call.url), ()) if each is not call]
            if alike:
                self._alike[call.method, call.url] = alike

    def _current(self, network_id: str) -> str:
        hop = self._hops.get(network_id, 0)
        identifier = f"{network_id}/{hop}" if hop else network_id
        return self._same.get(identifier, identifier)

    def _of_paused(self, params: dict[str, Any]) -> str:
        fetch_id, network_id = str(params["requestId"]), str(params.get("networkId") or "")
        # `interception-job-7.1` is the first redirect of `interception-job-7.0`.
        hop = fetch_id.rpartition(".")[2]
        identifier = network_id or fetch_id
        if network_id and hop.isdigit() and hop != "0":
            identifier = f"{network_id}/{hop}"
        return self._same.get(identifier, identifier)
