"""What Adobe Target remembers of a visitor: profile attributes, and the session of at.js during a migration."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.emulator.state import unprefixed_state
from edge_tui.model.json.document import JsonObject, at

PROFILE_PREFIX = "profile."
THIRD_PARTY_ID = "mbox3rdPartyId"
MBOX, CLUSTER = "mbox", "mboxEdgeCluster"
SESSION_KEY = "personalization_sessionId"
# Seconds: a session and the cluster that knows it, from Alloy's functional specs of Target's migration; a device,
# from at.js's deviceIdLifetime.
SESSION_SECONDS = 1_860
DEVICE_SECONDS = 63_244_800

MAX_ATTRIBUTES = 50
MAX_NAME_CHARACTERS = 128
MAX_VALUE_CHARACTERS = 256

_PART = re.compile(r"(session|PC)#([^#|]{1,128})#(\d{1,12})")


def with_profile(context: RequestContext, event: Event) -> Event:
    """The event with the attributes that Target remembers of its visitor; those it has itself are remembered.

    An attribute that was sent once qualifies the visitor's next request too (Alloy's functional specs of
    `data.__adobe.target`). How much Target keeps isn't documented for the gateway, so it's bounded here.
    """
    profiles = context.memory.profiles
    sent = _target_data(event) if event.data else {}
    if not sent and not profiles:
        return event
    keys = [f"{context.datastream.org_id}/{key}" for key in _visitor_keys(context, sent)]
    kept = next((found for key in keys if (found := profiles.get(key)) is not None), None)
    own = {name: value for name, value in sent.items() if name.startswith(PROFILE_PREFIX)}
    if kept is None and not own:
        return event
    profile = _remembered(kept or {}, own)
    for key in keys:
        profiles.put(key, profile)
    adobe = event.data.get("__adobe")
    merged = {**(adobe if isinstance(adobe, dict) else {}), "target": {**profile, **sent}}
    return replace(event, data={**event.data, "__adobe": merged})


def _remembered(kept: JsonObject, own: JsonObject) -> JsonObject:
    profile = dict(kept)
    for name, value in own.items():
        is_small = isinstance(value, str | int | float) and len(str(value)) <= MAX_VALUE_CHARACTERS
        if is_small and len(name) <= MAX_NAME_CHARACTERS and (name in profile or len(profile) < MAX_ATTRIBUTES):
            profile[name] = value
    return profile


def _target_data(event: Event) -> JsonObject:
    """`data.__adobe.target`, nested or dotted."""
    found = at(event.data, "/__adobe/target") if "__adobe" in event.data else event.data.get("__adobe.target")
    return found if isinstance(found, dict) else {}


def _visitor_keys(context: RequestContext, sent: JsonObject) -> Iterator[str]:
    """How Target knows the visitor: by the ECID, by a customer ID, and by the device of at.js."""
    if context.ecid:
        yield context.ecid
    if isinstance(customer := sent.get(THIRD_PARTY_ID), str) and customer:
        yield f"{THIRD_PARTY_ID}/{customer[:MAX_NAME_CHARACTERS]}"
    if is_migrating(context) and (device := _parts(context).get("PC")):
        yield f"PC/{device}"


def is_migrating(context: RequestContext) -> bool:
    """Whether the site moves from at.js to the Web SDK: `meta.target.migration`."""
    target = context.meta.get("target")
    return isinstance(target, dict) and target.get("migration") is True


def keep_session(context: RequestContext) -> None:
    """Asks the client to store the session in Target.

    For a site that migrates from at.js, it's stored in at.js's own cookies, without the organization's
    prefix; the session and the device of an `mbox` that was sent are kept (Alloy's functional specs of
    targetMigrationEnabled). Otherwise it's an entry of the gateway, which is stored once.
    """
    if not is_migrating(context):
        if SESSION_KEY not in context.state:
            context.store(SESSION_KEY, context.new_id(), None)
        return
    if MBOX in context.unprefixed:
        return
    parts = _parts(context)
    now = int(context.now.timestamp())
    session = parts.get("session") or _new_session(context)
    device = parts.get("PC") or f"{context.new_uuid().hex}.{context.region.target}_0"
    value = f"session#{session}#{now + SESSION_SECONDS}|PC#{device}#{now + DEVICE_SECONDS}"
    context.unprefixed[MBOX] = {"value": value, "maxAge": DEVICE_SECONDS}
    context.unprefixed[CLUSTER] = {"value": str(context.region.target), "maxAge": SESSION_SECONDS}


def _new_session(context: RequestContext) -> str:
    """A session ID as captures have it: the ECID, and six letters."""
    letters = "".join(chr(ord("a") + digit % 26) for digit in context.new_uuid().bytes[:6])
    return f"{context.ecid}-{letters}" if context.ecid else context.new_uuid().hex


def _parts(context: RequestContext) -> Mapping[str, str]:
    """The session and the device of the `mbox` cookie that was sent, without those that have expired."""
    now = context.now.timestamp()
    sent: Any = unprefixed_state(context, MBOX)
    found = (match for part in sent.split("|") if (match := _PART.fullmatch(part.strip())))
    return {match[1]: match[2] for match in found if int(match[3]) > now}
