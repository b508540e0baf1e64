"""A request's context on its way through the gateway: what is known so far, and the response."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from edge_tui.emulator.config import Config, Datastream
from edge_tui.emulator.faults import NO_FAULTS, UPSTREAM_FAILURES, Faults
from edge_tui.emulator.memory import Memory
from edge_tui.emulator.overrides import switched_off
from edge_tui.emulator.problem import problem
from edge_tui.emulator.regions import Region
from edge_tui.emulator.request import GatewayRequest, Route
from edge_tui.emulator.response_json import EncodedJson
from edge_tui.emulator.tokens import Tokens
from edge_tui.model.json.document import JsonObject

# Until the datastream is known.
NO_DATASTREAM = Datastream("", "")


@dataclass(slots=True)
class Event:
    """One event, with request-level `xdm` and `query` merged in. `index` is its position in the request.

    `headers` are those of the request, by lower-case name. `type` is the `eventType`, `personalization` the
    `query.personalization`, both empty if there is none. Every upstream asks for them, so they are read once.
    """

    index: int
    xdm: JsonObject
    data: JsonObject
    query: JsonObject
    headers: Mapping[str, str] = field(default_factory=dict)

    type: str = field(init=False)
    personalization: JsonObject = field(init=False)

    def __post_init__(self) -> None:
        event_type = self.xdm.get("eventType")
        self.type = event_type if isinstance(event_type, str) else ""
        personalization = self.query.get("personalization")
        self.personalization = personalization if isinstance(personalization, dict) else {}


@dataclass(slots=True)
class RequestContext:
    """Filled step by step: `validation` parses the request, `processing` adds the response.

    `new_id` is a new UUID as text, which costs less than one as an object. `meta` is the body's, empty if there
    is none. `stored` are the state entries to
    store by their key without the organization's prefix, `unprefixed` those of at.js, which have none.
    `turns` are the payloads of a conversation with Brand Concierge.
    """

    request: GatewayRequest
    route: Route
    config: Config
    region: Region
    request_id: str
    now: datetime
    new_uuid: Callable[[], UUID]
    new_id: Callable[[], str]
    memory: Memory
    tokens: Tokens
    strict: bool = False

    datastream: Datastream = NO_DATASTREAM
    authenticated: bool = False
    body: JsonObject = field(default_factory=dict)
    meta: JsonObject = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    identity_maps: list[JsonObject] = field(default_factory=list)
    overrides: JsonObject = field(default_factory=dict)
    faults: Faults = NO_FAULTS
    state: dict[str, str] = field(default_factory=dict)
    ecid: str = ""
    core_id: str = ""

    handles: list[dict[str, Any]] = field(default_factory=list)
    turns: list[JsonObject] = field(default_factory=list)
    errors: list[JsonObject] = field(default_factory=list)
    warnings: list[JsonObject] = field(default_factory=list)
    stored: dict[str, JsonObject] = field(default_factory=dict)
    unprefixed: dict[str, JsonObject] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def now_ms(self) -> int:
        """The time of the request in milliseconds of the Unix epoch."""
        return int(self.now.timestamp() * 1000)

    @property
    def upstreams(self) -> tuple[str, ...]:
        """The upstreams that neither the datastream nor the request disabled."""
        if not self.overrides:
            return self.datastream.upstreams
        off = switched_off(self.overrides)
        return tuple(name for name in self.datastream.upstreams if name not in off)

    def settings(self, upstream: str) -> Any:
        """The settings of an enabled upstream."""
        return self.datastream.settings[upstream]

    @property
    def fetched_namespaces(self) -> list[str]:
        """The unique namespaces of `query.identity.fetch`, of the request and its events."""
        found: dict[str, None] = {}
        for query in (self.body.get("query"), *(event.query for event in self.events)):
            identity = query.get("identity") if isinstance(query, dict) else None
            for namespace in (identity.get("fetch") if isinstance(identity, dict) else None) or ():
                found[namespace] = None
        return list(found)

    def add(self, handle_type: str, payload: list[Any] | EncodedJson, event: Event | None = None) -> None:
        """Adds a handle, with the index of the event it belongs to, if any. Its payload may have encoded parts."""
        handle: dict[str, Any] = {"payload": payload, "type": handle_type}
        if event is not None:
            handle["eventIndex"] = event.index
        self.handles.append(handle)

    def store(self, key: str, value: str, max_age_seconds: int | None) -> None:
        """Asks the client to store a state entry; `key` is without the organization's prefix."""
        entry: JsonObject = {"value": value}
        if max_age_seconds is not None:
            entry["maxAge"] = max_age_seconds
        self.stored[key] = entry
        self.state[key] = value

    def warn(self, code: str, detail: str = "", event: Event | None = None, **report: Any) -> None:
        """Adds a warning; the status stays 200."""
        self.warnings.append(problem(code, detail, eventIndex=event.index if event else None, **report))

    def fails(self, upstream: str, service: str, event: Event | None = None) -> bool:
        """Whether an upstream is set to fail for this request; the error is added to the response.

        An upstream set to warn gets a warning, and still does its work.
        """
        failure = self.faults.upstreams.get(upstream)
        if failure is None:
            return False
        code, words = UPSTREAM_FAILURES[failure]
        index = event.index if event else 0
        title = f"The '{service}' service {words}"
        if failure == "warning":
            cause = {"message": "This warning was requested by a fault setting.", "code": 202}
            self.warnings.append(problem(code, title=title, eventIndex=index, cause=cause))
            return False
        self.errors.append(problem(code, title=title, eventIndex=index))
        return True
