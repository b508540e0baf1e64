"""The gateway: a request in, an answer out. No sockets, no clock and no chance of its own."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from edge_tui.emulator import consent, media_session, validation
from edge_tui.emulator.config import Config
from edge_tui.emulator.faults import NO_FAULTS, Faults, huge_payload
from edge_tui.emulator.limits import remaining
from edge_tui.emulator.memory import Memory
from edge_tui.emulator.problem import MEDIA_PROBLEMS, Refusal, problem
from edge_tui.emulator.regions import REGIONS, TTL_SECONDS
from edge_tui.emulator.request import GatewayRequest, route_of
from edge_tui.emulator.state import CLUSTER_SECONDS, written
from edge_tui.emulator.tokens import Tokens
from edge_tui.emulator.upstreams import UPSTREAMS
from edge_tui.emulator.upstreams.identity import hand_out
from edge_tui.emulator.visit import Visit
from edge_tui.emulator.visitor import identify
from edge_tui.model.document import JsonObject

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

# What is encoded was built here or parsed from JSON: it has no circles to look for.
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


@dataclass(slots=True)
class GatewayAnswer:
    """What goes back. `chunks` are the parts of the body as they are to be sent, in time as well.

    `faults` is what may still go wrong on the way; the rest is for the log.
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


def _new_entropy() -> str:
    return secrets.token_hex(8)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Gateway:
    """One emulated gateway. `config` may be replaced at any time, as when an upstream is switched off.

    `new_uuid` makes ids, the ECIDs of new visitors among them, and `entropy` the 16 hex digits
    behind a request id.
    """

    config: Config
    clock: Callable[[], datetime] = _now
    new_uuid: Callable[[], UUID] = uuid4
    entropy: Callable[[], str] = _new_entropy
    strict: bool = False
    memory: Memory = field(default_factory=Memory)
    tokens: Tokens = field(default_factory=Tokens)

    def answer(self, request: GatewayRequest) -> GatewayAnswer:
        """Answers one request, whatever it is."""
        now = self.clock()
        config = self.config
        route = route_of(request.path, config.bases, self.strict, config.inferred)
        if route is None:
            return self._bare(request, Refusal(None, status=404), now)
        if request.method == "OPTIONS":
            return self._preflight(request, now)
        visit = Visit(
            request=request,
            route=route,
            config=config,
            region=route.region or REGIONS[config.region],
            request_id=self._request_id(request),
            now=now,
            new_uuid=self.new_uuid,
            memory=self.memory,
            tokens=self.tokens,
            strict=self.strict,
        )
        refusal = validation.check(visit)
        if refusal is None:
            refusal = _process(visit)
        return self._refused(visit, refusal) if refusal else self._answered(visit)

    def _request_id(self, request: GatewayRequest) -> str:
        sent = request.query.get("requestid") or request.headers.get("x-request-id") or str(self.new_uuid())
        return sent if self.config.inferred.legacy_request_id else f"{sent}-{self.entropy()}"

    def _headers(self, request: GatewayRequest, now: datetime) -> list[tuple[str, str]]:
        headers = [
            ("date", _http_date(now.replace(microsecond=0))),
            ("x-request-id", str(self.new_uuid())),
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

    def _preflight(self, request: GatewayRequest, now: datetime) -> GatewayAnswer:
        asked = request.headers
        headers = self._headers(request, now)
        headers += [("access-control-allow-methods", "POST, OPTIONS"), ("access-control-max-age", "3600")]
        if wanted := asked.get("access-control-request-headers"):
            headers.append(("access-control-allow-headers", wanted))
        # Chromium asks this of a loopback address before a page from elsewhere may reach it.
        if asked.get("access-control-request-private-network") == "true":
            headers.append(("access-control-allow-private-network", "true"))
        return GatewayAnswer(200, [*headers, ("content-length", "0")])

    def _bare(self, request: GatewayRequest, refusal: Refusal, now: datetime) -> GatewayAnswer:
        headers = [*self._headers(request, now), *refusal.headers, ("content-length", "0")]
        return GatewayAnswer(refusal.http_status, headers)

    def _refused(self, visit: Visit, refusal: Refusal) -> GatewayAnswer:
        status = refusal.http_status
        if refusal.code is None:
            answer = self._bare(visit.request, refusal, visit.now)
            answer.headers[:0] = self._edge_headers(visit) if status != 405 else []
        else:
            body = _encode(_problem(visit, refusal)).encode("utf-8", "backslashreplace")
            headers = [
                *self._headers(visit.request, visit.now),
                *self._edge_headers(visit),
                ("content-type", PROBLEM_TYPE),
                *refusal.headers,
            ]
            answer = GatewayAnswer(status, headers, (body,))
            answer.problems = (f"{_code(refusal.code)}-{status}",)
        return self._told(answer, visit)

    def _answered(self, visit: Visit) -> GatewayAnswer:
        headers = [*self._headers(visit.request, visit.now), *self._edge_headers(visit), *visit.headers]
        status, chunks = _body(visit)
        if chunks:
            headers.append(("content-type", JSON_TYPE))
        answer = GatewayAnswer(status, headers, chunks)
        answer.handle_types = tuple(handle["type"] for handle in visit.handles)
        answer.problems = tuple(found["type"].rsplit("/", 1)[-1] for found in (*visit.errors, *visit.warnings))
        return self._told(answer, visit)

    def _edge_headers(self, visit: Visit) -> list[tuple[str, str]]:
        return [("x-adobe-edge", visit.region.edge_header), ("x-rate-limit-remaining", str(remaining(visit)))]

    def _told(self, answer: GatewayAnswer, visit: Visit) -> GatewayAnswer:
        answer.request_id = visit.request_id
        answer.datastream = visit.datastream.name
        answer.notes = tuple(visit.notes)
        answer.faults = visit.faults
        return answer


def _process(visit: Visit) -> Refusal | None:
    """Does what a checked request asks for; what it comes to is kept in the visit."""
    action = visit.route.action
    if visit.route.is_media and (refusal := media_session.carry_on(visit)):
        return refusal
    if action == "collect" or (visit.route.is_media and action != "sessionStart"):
        return None
    identify(visit)
    visit.store("cluster", visit.region.hint, CLUSTER_SECONDS)
    visit.headers += hand_out(visit)
    if action == "privacy/set-consent":
        refusal = _set_consent(visit)
    elif action == "identity/acquire":
        refusal = None
    else:
        refusal = _interact(visit)
    if refusal is None or refusal.code == "0301":
        visit.headers += written(visit)
    return refusal


def _set_consent(visit: Visit) -> Refusal | None:
    trouble = visit.faults.upstreams.get("consent", "warning")
    if trouble != "warning":
        return Refusal("0307", "The consent service could not store the preferences.")
    return consent.set_consent(visit)


def _interact(visit: Visit) -> Refusal | None:
    trouble = visit.faults.upstreams.get("consent", "warning")
    if trouble != "warning":
        if visit.config.inferred.consent_check_failure_is_fatal:
            return Refusal("0300", "The consent service could not be asked.")
        visit.errors.append(problem("0300", eventIndex=0))
    elif consent.is_withheld(visit):
        if visit.config.inferred.opt_out_status == 403:
            return Refusal("0301", "The visitor has opted out.", status=403)
        for event in visit.events:
            visit.warn("0301", "The event was ignored.", event)
    else:
        _call_upstreams(visit)
    region = visit.region
    hints: list[Any] = [
        {"scope": "Target", "hint": str(region.target), "ttlSeconds": TTL_SECONDS},
        {"scope": "AAM", "hint": str(region.aam), "ttlSeconds": TTL_SECONDS},
        {"scope": "EdgeNetwork", "hint": region.hint, "ttlSeconds": TTL_SECONDS},
    ]
    visit.add("locationHint:result", hints)
    return None


def _call_upstreams(visit: Visit) -> None:
    names = visit.upstreams
    if visit.faults.answer == "huge":
        visit.add("personalization:decisions", huge_payload(), visit.events[0])
    for event in visit.events:
        for name in names:
            upstream = UPSTREAMS[name]
            if upstream.PER_REQUEST and event.index:
                continue
            if visit.faults.upstreams and visit.fails(name, upstream.SERVICE, event):
                continue
            upstream.answer(visit, event, visit.datastream.settings[name])


def _body(visit: Visit) -> tuple[int, tuple[bytes, ...]]:
    """The status, and the body in one part, or in several when the client asked for a stream."""
    action, version = visit.route.action, visit.route.version
    if visit.route.is_media and action != "sessionStart":
        return 204, ()
    if action == "collect":
        if version == "v1" or visit.request.query.get("silent", "").lower() == "true":
            return 204, ()
        return 202, (_encode({"requestId": visit.request_id}).encode(),)
    status = 207 if visit.errors else 200
    problems: JsonObject = {}
    if visit.errors:
        problems["errors"] = visit.errors
    if visit.warnings:
        problems["warnings"] = visit.warnings
    separators = _stream_separators(visit)
    if separators is None:
        envelope = {"requestId": visit.request_id, "handle": visit.handles, **problems}
        return status, (_bytes(_encode(envelope)),)
    envelopes = [{"requestId": visit.request_id, "handle": [handle]} for handle in visit.handles]
    if problems or not envelopes:
        envelopes.append({"requestId": visit.request_id, "handle": [], **problems})
    before, after = separators
    return status, tuple(_bytes(before + _encode(envelope) + after) for envelope in envelopes)


def _bytes(text: str) -> bytes:
    # A lone surrogate, which JSON can hold and UTF-8 cannot, goes back as its escape.
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace")


def _stream_separators(visit: Visit) -> tuple[str, str] | None:
    """Record separator and line feed of a streamed answer; None when either is missing (the mobile SDKs' setting)."""
    settings = visit.meta.get("konductorConfig")
    streaming = settings.get("streaming") if isinstance(settings, dict) else None
    if not isinstance(streaming, dict) or streaming.get("enabled") is not True:
        return None
    before, after = streaming.get("recordSeparator"), streaming.get("lineFeed")
    return (before, after) if isinstance(before, str) and isinstance(after, str) else None


def _code(code: str) -> str:
    return code if code.startswith("va-edge") else f"EXEG-{code}"


def _problem(visit: Visit, refusal: Refusal) -> JsonObject:
    """The problem of a refusal. Its report says which request, datastream and organisation it is about."""
    code = refusal.code or ""
    datastream = visit.datastream
    report = {
        "requestId": visit.request_id,
        "configId": datastream.id or None,
        "orgId": datastream.org_id if datastream.id else None,
        **refusal.report,
    }
    title = MEDIA_PROBLEMS[refusal.http_status] if code.startswith("va-edge") else ""
    return problem(code, refusal.detail, title=title, status=refusal.http_status, **report)


@lru_cache(maxsize=8)
def _http_date(now: datetime) -> str:
    return format_datetime(now.astimezone(UTC), usegmt=True)
