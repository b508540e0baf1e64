"""Who the visitor is: an ECID from the request, from the state it carries, from an FPID, or a new one."""

import re
from dataclasses import replace
from functools import lru_cache

from edge_tui.emulator.domains import is_third_party
from edge_tui.emulator.inferred import ecid_of
from edge_tui.emulator.overrides import value_at
from edge_tui.emulator.request_context import RequestContext
from edge_tui.emulator.state import IDENTITY_SECONDS
from edge_tui.model.document import JsonObject
from edge_tui.model.identity import is_ecid, mint_ecid
from edge_tui.values.identity_cookie import IdentityCookie, decode, encode

REISSUE_MS = 24 * 60 * 60 * 1000
RANDOM, THIRD_PARTY_ID, FIRST_PARTY_ID, RECEIVED_IN_REQUEST = range(4)
UNKNOWN_DEVICE, BROWSER, MOBILE = range(3)

# The cookie of the third-party domain, which holds the identity of the CORE namespace.
CORE_COOKIE = "demdex"

_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)


def is_fpid(text: str) -> bool:
    """Whether a text is a UUIDv4, as an FPID has to be."""
    return _UUID4.fullmatch(text) is not None


def identify(context: RequestContext) -> None:
    """Finds the visitor's ECID and has the client keep the identity cookie where it is due.

    An ECID in `identityMap` comes before the one in the state, then an FPID in the map, then
    the FPID cookie, then the third-party identity where the call came to its domain, then a
    minted one (Adobe's visitor-identification guide; Alloy's Identity tests). The cookie is
    written when the ECID is another one, and again after 24 hours.
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
    """The identity of somebody who is new here; None for a server's visitor, whom the server names."""
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
    return _cookie(context, mint_ecid(context.new_uuid()), RANDOM) if _may_mint(context) else None


def third_party_id(context: RequestContext) -> str:
    """The identity of the third-party domain, new where its cookie is missing; empty on any other domain."""
    if context.authenticated or not is_third_party(context.request.host):
        return ""
    if "identity" not in context.upstreams or not context.settings("identity").third_party:
        return ""
    sent = context.request.cookies.get(CORE_COOKIE, "")
    return sent if is_ecid(sent) else mint_ecid(context.new_uuid())


def kept_identity(context: RequestContext) -> IdentityCookie | None:
    """The identity in the state the client sent; one that cannot be read counts as none."""
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
    """The cookie of an entry, or why there is none. A visitor sends the same one for a day."""
    try:
        cookie = decode(value)
    except ValueError as error:
        return str(error)
    return cookie if is_ecid(cookie.ecid) else f"{cookie.ecid!r} is no ECID."


def mapped_id(context: RequestContext, namespace: str) -> str:
    """The first id of a namespace in the events' identity maps, empty when there is none."""
    for identity_map in identity_maps(context):
        for item in identity_map.get(namespace) or ():
            return str(item.get("id", ""))
    return ""


def identity_maps(context: RequestContext) -> list[JsonObject]:
    """Every identity map of the request: of its events, of its `xdm`, and of a set-consent call."""
    xdm = context.body.get("xdm")
    found = [event.xdm.get("identityMap") for event in context.events]
    found += [xdm.get("identityMap") if isinstance(xdm, dict) else None, context.body.get("identityMap")]
    return [identity_map for identity_map in found if isinstance(identity_map, dict)]


def fpid_cookie(context: RequestContext) -> str:
    """The first-party id in the cookie the datastream names, empty when there is none."""
    if context.authenticated or "identity" not in context.upstreams:
        return ""
    return context.request.cookies.get(context.settings("identity").fpid_cookie, "")


def _may_mint(context: RequestContext) -> bool:
    """A server's visitor is named by the server; it is given an ECID only when it asks for one."""
    return (
        not context.authenticated
        or context.config.inferred.mint_for_server_calls
        or "ECID" in context.fetched_namespaces
    )


def _cookie(context: RequestContext, ecid: str, source: int) -> IdentityCookie:
    return IdentityCookie(
        ecid=ecid,
        created_at_ms=context.now_ms,
        write_time_ms=context.now_ms,
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
