"""The calls of a visit as a source tells of them: each once, by whatever it is known first."""

from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from itertools import islice
from uuid import UUID

from edge_tui.formats.address import read_address
from edge_tui.formats.har_evidence import EntryKind, kind_of_entry
from edge_tui.model.sightings import Answered, Began, Blocked, CookiesSeen, Failed
from edge_tui.recording.seen_call import MadeBy, SeenCall

# What may turn out to be an Edge call once its beginning is known, or an SDK has said where it sends. The oldest
# are forgotten.
_MAX_CANDIDATES = 1000
_MAX_RECONSIDERED = 200
_MAX_GONE = 20_000
_MAX_NAMED = 20_000
_BLOCKED = "blocked-"


class SeenCalls:
    """Edge calls in the order in which they were learned of, and those that may be.

    `hosts` are hosts of the Edge Network besides Adobe's.
    """

    def __init__(self, hosts: Iterable[str], new_uuid: Callable[[], UUID]) -> None:
        self.ordered: dict[str, SeenCall] = {}
        self.waiting: dict[str, SeenCall] = {}
        self._hosts = set(hosts)
        self._new_uuid = new_uuid
        self._by_key: dict[str, SeenCall] = {}
        self._by_request_id: dict[str, list[SeenCall]] = {}
        self._candidates: dict[str, SeenCall] = {}
        self._changed: dict[int, SeenCall] = {}
        # By the IDs of requests, which a page may name before or after the call is seen.
        self._made_by: dict[str, MadeBy] = {}
        # What the latest calls that were released are known by: their keys, and the IDs of their requests, each with
        # whether the call was known as blocked alone, so that its beginning may still be told.
        self._gone: dict[str, None] = {}
        self._gone_requests: dict[str, bool] = {}

    @property
    def changed(self) -> int:
        """Of how many calls, and those that may be, something new is known."""
        return len(self._changed)

    @property
    def changed_keys(self) -> list[str]:
        """The keys of the Edge calls of which something new is known."""
        return [seen.key for seen in self._changed.values() if seen.is_edge]

    def take_changed(self, limit: int | None = None) -> list[SeenCall]:
        """The Edge calls of which something new is known since the last time; with a `limit`, the first of them."""
        changed = self._changed
        if limit is None or len(changed) <= limit:
            self._changed = {}
        else:
            changed = {key: self._changed.pop(key) for key in tuple(islice(self._changed, limit))}
        return [seen for seen in changed.values() if seen.is_edge]

    def began(self, began: Began) -> None:
        """A call was made, or more is known of how."""
        if began.method.upper() != "POST" or read_address(began.url) is None or began.call in self._gone:
            return
        seen = self._by_key.get(began.call)
        if seen is not None and seen.began is not None:
            self._add(seen, began)
            self._judge(seen)
            return
        if self._gone_requests.get(request_id := _request_id(began.url)):
            self._gone_requests[request_id] = False
            self._gone[began.call] = None
            if seen is not None:
                self._forget(seen)
            return
        same = self._blocked_before(began)
        if same is not None:
            if seen is not None:
                same.absorb(seen)
                self._candidates.pop(seen.key, None)
            same.began = began
            seen = self._by_key[began.call] = same
        self._arrived(seen or self._new(began.call), began)

    def about(self, sighting: Answered | CookiesSeen | Failed) -> None:
        """Something is known of a call, which may not have been seen to begin."""
        if sighting.call in self._gone:
            return
        self._add(self._by_key.get(sighting.call) or self._new(sighting.call), sighting)

    def blocked(self, blocked: Blocked) -> None:
        """A call never left its page. It may be known by its request too."""
        if read_address(blocked.url) is None:
            return
        request_id = _request_id(blocked.url)
        known = self._by_request_id.get(request_id, []) if request_id else []
        if known:
            seen = next((each for each in known if each.answered is None), known[-1])
            self._add(seen, Failed(seen.key, blocked.at, blocked.cause, blocked.detail))
            return
        if request_id in self._gone_requests:
            return
        parts = "\n".join((request_id or blocked.url, "" if request_id else f"{blocked.at.isoformat()}{blocked.tab}"))
        key = _BLOCKED + sha256(parts.encode("utf-8", "replace")).hexdigest()[:24]
        if key not in self._by_key and key not in self._gone:
            seen = self._new(key)
            self._add(seen, Failed(key, blocked.at, blocked.cause, blocked.detail))
            made = Began(key, blocked.at, "POST", blocked.url, page_url=blocked.page_url, tab=blocked.tab)
            self._arrived(seen, made)

    def add_host(self, host: str) -> None:
        """Calls to this host are Edge calls, also those that were seen before."""
        if host and host not in self._hosts:
            self._hosts.add(host)
            for seen in tuple(self._candidates.values()):
                self._judge(seen)

    def was_made_by(self, request_id: str, made_by: MadeBy) -> None:
        """A page said what made a request; what it said first counts."""
        if request_id in self._made_by or made_by == MadeBy():
            return
        self._made_by[request_id] = made_by
        if len(self._made_by) > _MAX_NAMED:
            del self._made_by[next(iter(self._made_by))]
        for seen in self._by_request_id.get(request_id, ()):
            self._changed[id(seen)] = seen

    def made_by(self, seen: SeenCall) -> MadeBy:
        """What made a call, as far as its page said so."""
        request_id = _request_id(seen.began.url) if seen.began is not None and self._made_by else ""
        return self._made_by.get(request_id, MadeBy()) if request_id else MadeBy()

    def forget_pages(self, tab: str, since: datetime) -> None:
        """The page of calls of a tab is asked again: one was learned of late that was opened before them."""
        for seen in islice(reversed(self.ordered.values()), _MAX_RECONSIDERED):
            if seen.page is not None and seen.page.tab == tab and seen.began and seen.began.at >= since:
                seen.page = None
                self._changed[id(seen)] = seen

    def give_up(self) -> None:
        """No call gets a response any more."""
        self._changed |= {id(seen): seen for seen in self.waiting.values()}

    def release(self, key: str) -> None:
        """Forgets an Edge call: later sightings of it are ignored."""
        seen = self.ordered.pop(key)
        self.waiting.pop(key, None)
        keys = dict.fromkeys((key, seen.began.call if seen.began else key))
        for each in keys:
            self._by_key.pop(each, None)
        self._forget_request(seen)
        self._changed.pop(id(seen), None)
        self._gone |= keys
        if seen.began is not None and (request_id := _request_id(seen.began.url)):
            self._gone_requests[request_id] = key.startswith(_BLOCKED) and _is_unclaimed(seen)
        while len(self._gone) > _MAX_GONE:
            del self._gone[next(iter(self._gone))]
        while len(self._gone_requests) > _MAX_GONE:
            del self._gone_requests[next(iter(self._gone_requests))]

    def has_released(self, key: str) -> bool:
        """Whether a call was one of the latest that were released."""
        return key in self._gone

    def _new(self, key: str) -> SeenCall:
        seen = self._by_key[key] = self._candidates[key] = SeenCall(key, str(self._new_uuid()))
        if len(self._candidates) > _MAX_CANDIDATES:
            self._forget(next(iter(self._candidates.values())))
        return seen

    def _forget(self, seen: SeenCall) -> None:
        del self._candidates[seen.key], self._by_key[seen.key]
        self._forget_request(seen)

    def _forget_request(self, seen: SeenCall) -> None:
        request_id = _request_id(seen.began.url) if seen.began is not None else ""
        if others := [each for each in self._by_request_id.pop(request_id, []) if each is not seen]:
            self._by_request_id[request_id] = others

    def _add(self, seen: SeenCall, sighting: Began | Answered | CookiesSeen | Failed) -> None:
        seen.add(sighting)
        self._changed[id(seen)] = seen
        if seen.is_edge and not seen.is_waiting:
            self.waiting.pop(seen.key, None)

    def _arrived(self, seen: SeenCall, began: Began) -> None:
        """A call has its URL: it is recorded at once, or when an SDK says that it sends there."""
        self._add(seen, began)
        if request_id := _request_id(began.url):
            known = self._by_request_id.setdefault(request_id, [])
            if all(each is not seen for each in known):
                known.append(seen)
        self._judge(seen)

    def _judge(self, seen: SeenCall) -> None:
        if seen.is_edge or seen.began is None:
            return
        if kind_of_entry("POST", seen.began.url, seen.document, self._hosts) is EntryKind.EDGE:
            seen.is_edge = True
            self._candidates.pop(seen.key, None)
            self.ordered[seen.key] = seen
            if seen.is_waiting:
                self.waiting[seen.key] = seen
            self._changed[id(seen)] = seen

    def _blocked_before(self, began: Began) -> SeenCall | None:
        """The call that a source first knew by its URL alone, as blocked."""
        request_id = _request_id(began.url)
        known = self._by_request_id.get(request_id, []) if request_id else []
        return next((each for each in known if each.key.startswith(_BLOCKED) and _is_unclaimed(each)), None)


def _is_unclaimed(seen: SeenCall) -> bool:
    return seen.began is not None and seen.began.call == seen.key


def _request_id(url: str) -> str:
    address = read_address(url)
    return address.request_id if address else ""
