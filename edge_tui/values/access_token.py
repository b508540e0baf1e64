"""IMS access tokens: claims and remaining lifetime. The token itself is never repeated."""

import re
from collections.abc import Iterator
from datetime import datetime

from edge_tui.model.credential_text import masked_document
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError
from edge_tui.model.json.received import receive
from edge_tui.model.node import Node, Tone, one_line
from edge_tui.values.encoded_text import unpack
from edge_tui.values.instants import instant, since, span
from edge_tui.values.reading import Reading

KIND = "access-token"
MARK = re.compile(r"(?:Bearer\s+)?eyJ[\w-]+\.[\w-]{4,}\.[\w-]*", re.IGNORECASE)

_TITLE = "access token"
_PROVENANCE = "Adobe IMS, OAuth server-to-server credentials"
_NOTE = (
    "An access token from Adobe IMS. The gateway checks its signature, age, product context and scopes; edge-tui only "
    "reads the claims and can't verify the signature."
)


def read(text: str, now: datetime) -> Reading | None:
    """The claims of a JSON Web Token, optionally after `Bearer`; a reading with a problem if it is damaged."""
    if not MARK.fullmatch(text.strip()):
        return None
    header, claims = (_object(part) for part in text.strip().split(" ")[-1].split(".")[:2])
    if header is None or claims is None:
        part = "header is" if header is None else "claims are"
        problem = f"Its {part} not base64-encoded JSON: the token was truncated or altered."
        return Reading(KIND, _TITLE, "", {"problem": problem}, (), _NOTE, _PROVENANCE, problem, secret=True)
    # Another token may be among them.
    claims = {name: masked_document(value, name) for name, value in claims.items()}
    created, expires = _lifetime(claims)
    fields = dict(_fields(header, claims, created, expires, now))
    summary = "no expiry given"
    if expires is not None:
        summary = f"expired {since(expires, now)}" if fields["expired"] else f"{span(fields['secondsLeft'])} left"
    return Reading(
        KIND,
        _TITLE,
        f"{summary} · client {one_line(claims.get('client_id', 'not given'))}",
        fields,
        tuple(_parts(claims, created, expires, now)),
        _NOTE,
        _PROVENANCE,
        secret=True,
    )


def _lifetime(claims: JsonObject) -> tuple[int | None, int | None]:
    """When a token was issued and when it expires, in milliseconds since the epoch.

    IMS writes `created_at` and `expires_in` as strings of milliseconds; other issuers write `iat`
    and `exp` in seconds.
    """
    created = _whole(claims.get("created_at"))
    length = _whole(claims.get("expires_in"))
    if created is not None and length is not None:
        return created, created + length
    issued, expiry = _whole(claims.get("iat")), _whole(claims.get("exp"))
    return (
        created if created is not None else None if issued is None else issued * 1000,
        None if expiry is None else expiry * 1000,
    )


def _fields(
    header: JsonObject, claims: JsonObject, created: int | None, expires: int | None, now: datetime
) -> Iterator[tuple[str, JsonValue]]:
    yield "algorithm", header.get("alg")
    if "client_id" in claims:
        yield "clientId", claims["client_id"]
    yield "scopes", _scopes(claims)
    if created is not None:
        yield "createdAt", instant(created)
    if expires is not None:
        left = expires // 1000 - int(now.timestamp())
        yield "expiresAt", instant(expires)
        yield "expired", left <= 0
        yield "secondsLeft", max(left, 0)
    yield "claims", claims


def _parts(claims: JsonObject, created: int | None, expires: int | None, now: datetime) -> Iterator[Node]:
    if created is not None:
        yield Node("created", f"{instant(created)} · {since(created, now)}")
    if expires is not None:
        is_expired = expires <= now.timestamp() * 1000
        yield Node(
            "expired" if is_expired else "expires",
            f"{instant(expires)} · {since(expires, now)}",
            Tone.ERROR if is_expired else Tone.GOOD,
            note="The gateway refuses an expired token with EXEG-0503-401." if is_expired else "",
        )
    scopes = _scopes(claims)
    yield Node(
        "scopes",
        ", ".join(scopes) or "none",
        note=""
        if "acp.foundation" in scopes
        else "acp.foundation is missing; without it the gateway may return EXEG-0505-401.",
    )
    for name, value in claims.items():
        yield Node(name, one_line(value), content=value)


def _scopes(claims: JsonObject) -> list[str]:
    scope = claims.get("scope", "")
    return [part for part in re.split(r"[,\s]+", scope) if part] if isinstance(scope, str) else []


def _whole(value: JsonValue) -> int | None:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18 else None


def _object(part: str) -> JsonObject | None:
    try:
        received = receive(unpack(part).decode())
    except ValueError:
        return None
    return None if isinstance(received, ParseError) or not isinstance(received.document, dict) else received.document
