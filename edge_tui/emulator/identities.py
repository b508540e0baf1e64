"""Validation of a request's identities: their format, reserved namespaces, and the primary one."""

from edge_tui.emulator.problem import Refusal
from edge_tui.emulator.request_context import RequestContext
from edge_tui.emulator.visitor import fpid_cookie, identity_maps, is_documented_fpid, is_known, mapped_id
from edge_tui.model.identity import is_ecid
from edge_tui.model.json.document import JsonObject


def check_identities(context: RequestContext) -> Refusal | None:
    """Refuses identities: reserved (0304), invalid (0305), misformatted (0308), or without a primary (0306).

    An FPID may be any text, as long as it isn't empty: Alloy's functional specs (Identity) get 200 and
    the same ECID for FPIDs that aren't UUIDs. Adobe's page on first-party device IDs documents UUIDv4
    only, which `strict` enforces. When the visitor is already known, FPIDs aren't looked at (the same
    specs and page).
    """
    context.identity_maps = identity_maps(context)
    for identity_map in context.identity_maps:
        if refusal := _refuse_map(context, identity_map):
            return refusal
    return _refuse_fpid(context) or (_refuse_primaries(context) if context.authenticated else None)


def _refuse_fpid(context: RequestContext) -> Refusal | None:
    in_map = mapped_id(context, "FPID")
    fpid = in_map or fpid_cookie(context)
    if not fpid:
        return None
    if is_known(context):
        context.notes.append("FPID not used: the visitor is already known")
    elif not is_documented_fpid(fpid):
        if context.strict:
            place = "FPID in identityMap" if in_map else "FPID cookie"
            return Refusal("0308", f"The {place} is {fpid!r}, but only UUIDv4 is documented.")
        context.notes.append("FPID isn't a UUIDv4, the only documented format")
    return None


def _refuse_map(context: RequestContext, identity_map: JsonObject) -> Refusal | None:
    for namespace, items in identity_map.items():
        if namespace in context.config.inferred.refuse_identities:
            return Refusal("0304", f"Identities of the namespace {namespace} are assigned by the gateway only.")
        for item in items:
            identifier = item["id"]
            if not identifier:
                return Refusal("0305", f"The ID of an identity of the namespace {namespace} is empty.")
            if namespace == "ECID" and not is_ecid(identifier):
                return Refusal("0305", f"{identifier} is not a valid ECID value.")
    return None


def _refuse_primaries(context: RequestContext) -> Refusal | None:
    """Server calls identify the visitor of every event by exactly one primary identity."""
    for event in context.events:
        items = [item for namespace in (event.xdm.get("identityMap") or {}).values() for item in namespace]
        primaries = sum(item.get("primary") in (True, "true") for item in items)
        if primaries != 1:
            count = "no primary identity" if primaries == 0 else f"{primaries} primary identities"
            detail = f"Event {event.index} has {count}; exactly one is required."
            return Refusal("0306", detail, report={"eventIndex": event.index})
    return None
