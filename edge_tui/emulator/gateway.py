"""The gateway: turns a request into a response. It opens no socket; clock and randomness can be replaced."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from uuid import UUID

from edge_tui.emulator import validation
from edge_tui.emulator.concierge import EVENT_STREAM_TYPE
from edge_tui.emulator.concierge import TYPE as CONVERSATION
from edge_tui.emulator.config import Config
from edge_tui.emulator.envelope import body_of, problem_body, problem_name
from edge_tui.emulator.faults import NO_FAULTS, Faults
from edge_tui.emulator.limits import remaining
from edge_tui.emulator.memory import Memory
from edge_tui.emulator.problem import Refusal
from edge_tui.emulator.processing import process
from edge_tui.emulator.random_ids import RandomIds
from edge_tui.emulator.regions import REGIONS, region_of_host
from edge_tui.emulator.request import GatewayRequest, route_of
from edge_tui.emulator.request_context import RequestContext
from edge_tui.emulator.tokens import Tokens

JSON_TYPE = "application/json;charset=utf-8"
PROBLEM_TYPE = "application/problem+json"

_STEADY_HEADERS = (
    ("vary", "Origin"),
    ("server", "jag"),
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("cache-control", "no-cache, no-store, max-age=0, no-transform, private"),
    ("x-xss-protection", "1; mode=block"),
    ("x-content-type-options", "nosniff"),
)
_EXPOSED = "Retry-After, X-Adobe-Edge, X-Request-ID"


@dataclass(slots=True)
class GatewayResponse:
    """A response. `chunks` are the parts of the body as they are sent, one after another.

    `faults` are those to inject while sending; the remaining fields are for the log.
    """

    status: int
    headers: list[tuple[str, str]]
    chunks: tuple[bytes, ...] = ()
    faults: Faults = NO_FAULTS
    request_id: str = ""
    datastream: str = ""
    handle_types: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def body(self) -> bytes:
        """The whole body."""
        return b"".join(self.chunks)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Gateway:
    """One emulated gateway. `config` may be replaced at any time, for example to switch an upstream off.

    IDs are random, unless there is a `new_uuid`, which then also creates the ECIDs of new
    visitors, and an `entropy`, which creates the 16 hex digits after a request ID.
    """

    config: Config
    clock: Callable[[], datetime] = _now
    new_uuid: Callable[[], UUID] | None = None
    entropy: Callable[[], str] | None = None
    strict: bool = False
    memory: Memory = field(default_factory=Memory)
    tokens: Tokens = field(default_factory=Tokens)
    _random: RandomIds = field(default_factory=RandomIds, repr=False)

    def new_id(self) -> str:
        """A new UUID as text."""
        return self._random.uuid_text() if self.new_uuid is None else str(self.new_uuid())

    def respond(self, request: GatewayRequest) -> GatewayResponse:
        """Handles any request."""
        now = self.clock()
        config = self.config
        strict = self.strict or config.strict
        route = route_of(request.path, config.bases, strict, config.inferred.region_of_unmapped_cluster)
        if route is None:
            return self._bare(request, Refusal(None, status=404), now)
        if request.method == "OPTIONS":
            return self._preflight(request, now)
        context = RequestContext(
            request=request,
            route=route,
            config=config,
            region=route.region or region_of_host(request.host) or REGIONS[config.region],
            request_id=self._request_id(request),
            now=now,
            new_uuid=self.new_uuid or self._random.uuid,
            new_id=self.new_id,
            memory=self.memory,
            tokens=self.tokens,
            strict=strict,
        )
        try:
            refusal = validation.check(context) or process(context)
            return self._refused(context, refusal) if refusal else self._processed(context)
        except RecursionError:
            # JSON that could just be parsed may still be too deep to process.
            return self._refused(context, Refusal("0100", "The body is nested too deeply."))

    def _request_id(self, request: GatewayRequest) -> str:
        sent = request.query.get("requestid") or request.headers.get("x-request-id") or self.new_id()
        if self.config.inferred.legacy_request_id:
            return sent
        return f"{sent}-{self._random.hex_digits() if self.entropy is None else self.entropy()}"

    def _headers(self, request: GatewayRequest, now: datetime) -> list[tuple[str, str]]:
        headers = [
            ("date", _http_date(int(now.timestamp()))),
            ("x-request-id", self.new_id()),
            ("x-konductor", self.config.inferred.konductor),
            *_STEADY_HEADERS,
        ]
        origin = request.headers.get("origin")
        if origin is not None:
            headers += [
                ("access-control-allow-origin", origin),
                ("access-control-allow-credentials", "true"),
                ("access-control-expose-headers", _EXPOSED),
            ]
        return headers

    def _preflight(self, request: GatewayRequest, now: datetime) -> GatewayResponse:
        requested = request.headers
        headers = self._headers(request, now)
        headers += [("access-control-allow-methods", "POST, OPTIONS"), ("access-control-max-age", "3600")]
        if allowed := requested.get("access-control-request-headers"):
            headers.append(("access-control-allow-headers", allowed))
        # Chromium asks for this before a public page may call a loopback address; drafts of the
        # proposal call it private or local.
        for network in ("private", "local"):
            if requested.get(f"access-control-request-{network}-network") == "true":
                headers.append((f"access-control-allow-{network}-network", "true"))
        status = self.config.inferred.preflight_status
        return GatewayResponse(status, headers if status == 204 else [*headers, ("content-length", "0")])

    def _bare(self, request: GatewayRequest, refusal: Refusal, now: datetime) -> GatewayResponse:
        headers = [*self._headers(request, now), *refusal.headers, ("content-length", "0")]
        return GatewayResponse(refusal.http_status, headers)

    def _refused(self, context: RequestContext, refusal: Refusal) -> GatewayResponse:
        status = refusal.http_status
        if refusal.code is None:
            response = self._bare(context.request, refusal, context.now)
            response.headers[:0] = self._edge_headers(context) if status != 405 else []
        else:
            body = problem_body(context, refusal)
            headers = [
                *self._headers(context.request, context.now),
                *self._edge_headers(context),
                ("content-type", PROBLEM_TYPE),
                *refusal.headers,
            ]
            response = GatewayResponse(status, headers, (body,))
            response.problems = (f"{problem_name(refusal.code)}-{status}",)
            context.notes.insert(0, refusal.detail)
        return self._with_log_fields(response, context)

    def _processed(self, context: RequestContext) -> GatewayResponse:
        headers = [*self._headers(context.request, context.now), *self._edge_headers(context), *context.headers]
        status, chunks = body_of(context)
        if chunks:
            headers.append(("content-type", EVENT_STREAM_TYPE if context.route.is_conversation else JSON_TYPE))
        response = GatewayResponse(status, headers, chunks)
        response.handle_types = tuple(handle["type"] for handle in context.handles)
        if context.turns:
            response.handle_types = (CONVERSATION, *response.handle_types)
        response.problems = tuple(found["type"].rsplit("/", 1)[-1] for found in (*context.errors, *context.warnings))
        return self._with_log_fields(response, context)

    def _edge_headers(self, context: RequestContext) -> list[tuple[str, str]]:
        return [("x-adobe-edge", context.region.edge_header), ("x-rate-limit-remaining", str(remaining(context)))]

    def _with_log_fields(self, response: GatewayResponse, context: RequestContext) -> GatewayResponse:
        response.request_id = context.request_id
        response.datastream = context.datastream.name
        response.notes = tuple(filter(None, context.notes))
        response.faults = context.faults
        return response


@lru_cache(maxsize=8)
def _http_date(second: int) -> str:
    return format_datetime(datetime.fromtimestamp(second, UTC), usegmt=True)
