"""The requests that pages' SDKs told of, and the commands that they are of."""

from collections import Counter
from collections.abc import Iterable, Mapping

from edge_tui.model.sightings import SdkRequest

# A page can tell anything: of more, the oldest are forgotten.
MAX_REQUESTS = 20_000


class SdkRequests:
    """By their IDs. A command that two requests name is of the first."""

    def __init__(self) -> None:
        self._by_id: dict[str, SdkRequest] = {}
        # Those that no command is named for.
        self._untied: dict[str, SdkRequest] = {}
        # The IDs of the requests that name a command, in order; and of how many commands a request is.
        self._named: dict[str, dict[str, None]] = {}
        self._counts: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._by_id)

    def add(self, request: SdkRequest) -> tuple[str, ...]:
        """Adds a request, or what its page says of it now; the commands that may have another request than before."""
        known = self._by_id.get(request.request_id)
        if known is not None and known.commands != request.commands:
            self._untie(known)
        self._by_id[request.request_id] = request
        if not request.commands:
            self._untied[request.request_id] = request
        elif known is None or known.commands != request.commands:
            self._untied.pop(request.request_id, None)
            for command in request.commands:
                self._name(command, request.request_id)
        oldest = self.forget(next(iter(self._by_id))) if len(self._by_id) > MAX_REQUESTS else ()
        return (*(known.commands if known is not None else ()), *request.commands, *oldest)

    def forget(self, request_id: str) -> tuple[str, ...]:
        """Forgets a request; the commands that it was of."""
        request = self._by_id.pop(request_id, None)
        if request is None:
            return ()
        self._untie(request)
        self._untied.pop(request_id, None)
        return request.commands

    def of_command(self, command: str) -> str | None:
        """The ID of a command's request; None when no request names it."""
        named = self._named.get(command)
        return next(iter(named)) if named else None

    @property
    def counts(self) -> Mapping[str, int]:
        """Of how many commands each request is, by its ID; those of none may be missing."""
        return self._counts

    @property
    def untied(self) -> Iterable[SdkRequest]:
        """The requests that no command is named for, in order."""
        return self._untied.values()

    def _name(self, command: str, request_id: str) -> None:
        named = self._named.setdefault(command, {})
        if not named:
            self._counts[request_id] += 1
        named[request_id] = None

    def _untie(self, request: SdkRequest) -> None:
        for command in request.commands:
            named = self._named.get(command)
            if named is None or request.request_id not in named:
                continue
            was_first = next(iter(named)) == request.request_id
            del named[request.request_id]
            if was_first:
                self._counts[request.request_id] -= 1
                if not self._counts[request.request_id]:
                    del self._counts[request.request_id]
                if named:
                    self._counts[next(iter(named))] += 1
            if not named:
                del self._named[command]
