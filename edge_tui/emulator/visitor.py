"""Visitor identification: an ECID from the request, the client's state or an FPID, or a new one."""

import re
from dataclasses import replace
from functools import lru_cache

from edge_tui.emulator.inferred import ecid_of
from edge_tui.emulator.overrides import value_at
from edge_tui.emulator.request_context import RequestContext
from edge_tui.emulator.state import IDENTITY_SECONDS
from edge_tui.model.domains import is_third_party
from edge_tui.model.identity import is_ecid, new_ecid
from edge_tui.model.json.document import JsonObject
from edge_tui.values.identity_cookie import IdentityCookie, decode, encode

REISSUE_MS = 24 * 60 * 60 * 1000
RANDOM, THIRD_PARTY_ID, FIRST_PARTY_ID, RECEIVED_IN_REQUEST = range(4)
UNKNOWN_DEVICE, BROWSER, MOBILE = range(3)

# The cookie of the third-party domain, with the identity of the CORE namespace.
CORE_COOKIE = "demdex"

_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)


def is_documented_fpid(text: str) -> bool:
    """Whether a text has the only format that Adobe documents for an FPID: a UUIDv4."""
    return _UUID4.fullmatch(text) is not None


def is_known(context: RequestContext) -> bool:
    """Whether the request or the client's state identifies the visitor by an ECID."""
    if mapped_id(context, "ECID"):
        return True
    kept = context.state.get("identity")
    return bool(kept) and not isinstance(_decoded(kept), str)


def identify(context: RequestContext) -> None:
    """Determines the visitor's ECID, and asks the client to store the identity cookie if necessary.

    In this order: an ECID in `identityMap`, the one in the state, an FPID in the map, the FPID
    cookie, the third-party identity (on its domain only), a new ECID (Adobe's
    visitor-identification guide; Alloy's Identity tests). The cookie is written when the ECID
    changes, and again after 24 hours.
    """
    context.core_id = third_party_id(context)
    kept = kept_identity(context)
    cookie = _identity(context, kept)
    if cookie is None:
        return
    context.ecid = cookie.ecid
    if cookie is kept:
        if context.now_ms - (kept.write_time_ms or 0) < REISSUE_MS:
            return
        cookie = replace(kept, write_time_ms=context.now_ms)
    context.store("identity", encode(cookie), IDENTITY_SECONDS)


def _identity(context: RequestContext, kept: IdentityCookie | None) -> IdentityCookie | None:
    received = mapped_id(context, "ECID")
    if not received or (kept and kept.ecid == received):
        return kept or _seeded(context)
    return _cookie(context, received, RECEIVED_IN_REQUEST)


def _seeded(context: RequestContext) -> IdentityCookie | None:
    """The identity of a new visitor; None in a server call, where the server identifies the visitor."""
    fpid = mapped_id(context, "FPID") or fpid_cookie(context)
    if fpid:
        return _cookie(context, ecid_of(fpid), FIRST_PARTY_ID)
    if context.core_id:
        container = value_at(context.overrides, "com_adobe_identity.idSyncContainerId")
        fresh = _cookie(context, ecid_of(context.core_id), THIRD_PARTY_ID)
        return replace(
            fresh,
            last_sync_ms=context.now_ms,
            id_sync_container_id=container or context.settings("identity").container_id or None,
        )
    return _cookie(context, new_ecid(context.new_uuid()), RANDOM) if _may_mint(context) else None


def third_party_id(context: RequestContext) -> str:
    """The identity of the third-party domain, new if its cookie is missing; empty on other domains."""
    if context.authenticated or not is_third_party(context.request.host):
        return ""
    if "identity" not in context.upstreams or not context.settings("identity").third_party:
        return ""
    sent = context.request.cookies.get(CORE_COOKIE, "")
    return sent if is_ecid(sent) else new_ecid(context.new_uuid())


def kept_identity(context: RequestContext) -> IdentityCookie | None:
    """The identity in the client's state; an unreadable one is ignored."""
    value = context.state.get("identity")
    if not value:
        return None
    kept = _decoded(value)
    if isinstance(kept, str):
        context.notes.append(f"identity entry ignored: {kept}")
        return None
    return kept


@lru_cache(maxsize=1024)
def _decoded(value: str) -> IdentityCookie | str:
    """The decoded cookie, or why it can't be decoded. Cached, since a visitor sends the same one for a day."""
    try:
        cookie = decode(value)
    except ValueError as error:
        return str(error)
    return cookie if is_ecid(cookie.ecid) else f"{cookie.ecid!r} isn't an ECID."


def mapped_id(context: RequestContext, namespace: str) -> str:
    """The first ID of a namespace in the request's identity maps, empty if there is none."""
    for identity_map in context.identity_maps:
        for item in identity_map.get(namespace) or ():
            return str(item.get("id", ""))
    return ""


def identity_maps(context: RequestContext) -> list[JsonObject]:
    """All identity maps of the request: of its events, its `xdm`, and a set-consent body."""
    xdm = context.body.get("xdm")
    found = [event.xdm.get("identityMap") for event in context.events]
    found += [xdm.get("identityMap") if isinstance(xdm, dict) else None, context.body.get("identityMap")]
    return [identity_map for identity_map in found if isinstance(identity_map, dict)]


def fpid_cookie(context: RequestContext) -> str:
    """The first-party ID in the datastream's FPID cookie, empty if there is none."""
    if context.authenticated or "identity" not in context.upstreams:
        return ""
    return context.request.cookies.get(context.settings("identity").fpid_cookie, "")


def _may_mint(context: RequestContext) -> bool:
    """In server calls the server identifies the visitor; an ECID is created only on request."""
    return (
        not context.authenticated
        or context.config.inferred.mint_for_server_calls
        or "ECID" in context.fetched_namespaces
    )


def _cookie(context: RequestContext, ecid: str, source: int) -> IdentityCookie:
    now_ms = context.now_ms
    return IdentityCookie(
        ecid=ecid,
        created_at_ms=now_ms,
        write_time_ms=now_ms,
        is_new=True if source == RANDOM else None,
        device_type=_device_type(context),
        region=context.region.hint.upper(),
        source=source,
    )


def _device_type(context: RequestContext) -> int:
    implementation = next((event.xdm.get("implementationDetails") for event in context.events), None)
    name = str(implementation.get("name", "")) if isinstance(implementation, dict) else ""
    if "mobilesdk" in name:
        return MOBILE
    agent = context.request.headers.get("user-agent", "")
    return BROWSER if "Mozilla/" in agent or "/alloy" in name else UNKNOWN_DEVICE
