"""`meta.configOverrides`: what a request may change of its datastream, and what that means.

Only `enabled: false` may be sent, never `true`; everything else must be declared on the
datastream beforehand (Alloy's configOverridesPayload and Command Logic tests; the iOS SDK's
ConfigOverrideTests).
"""

from collections.abc import Iterator
from typing import Any

from edge_tui.model.document import JsonObject, kind_of

PLATFORM = "com_adobe_experience_platform"

# The dotted path of each switch, and the upstream it switches off.
SWITCHES = {
    f"{PLATFORM}.enabled": "experience_platform",
    f"{PLATFORM}.com_adobe_edge_ode.enabled": "offer_decisioning",
    f"{PLATFORM}.com_adobe_edge_segmentation.enabled": "edge_segmentation",
    f"{PLATFORM}.com_adobe_edge_destinations.enabled": "edge_destinations",
    f"{PLATFORM}.com_adobe_edge_ajo.enabled": "journey_optimizer",
    "com_adobe_analytics.enabled": "analytics",
    "com_adobe_target.enabled": "target",
    "com_adobe_audiencemanager.enabled": "audience_manager",
    "com_adobe_launch_ssf.enabled": "event_forwarding",
}

# The other members there are, and the kind of value each takes.
VALUES: dict[str, type] = {
    f"{PLATFORM}.datasets.event.datasetId": str,
    f"{PLATFORM}.datasets.profile.datasetId": str,
    "com_adobe_analytics.reportSuites": list,
    "com_adobe_identity.idSyncContainerId": int,
    "com_adobe_target.propertyToken": str,
}

# Every path there is, those above a switch or a value among them.
OVERRIDES = tuple(
    dict.fromkeys(
        ".".join(path.split(".")[:count]) for path in (*SWITCHES, *VALUES) for count in range(1, path.count(".") + 2)
    )
)

# Without Experience Platform these have nothing to run on.
ON_PLATFORM = ("offer_decisioning", "journey_optimizer", "edge_segmentation", "edge_destinations")


def is_override(path: str) -> bool:
    """Whether a datastream may declare this dotted path."""
    return path in OVERRIDES


def leaves(overrides: JsonObject, path: str = "") -> Iterator[tuple[str, Any]]:
    """The dotted path and value of every member that is no object."""
    for name, value in overrides.items():
        here = f"{path}.{name}" if path else name
        if isinstance(value, dict) and value:
            yield from leaves(value, here)
        else:
            yield here, value


def mistakes(overrides: JsonObject, declared: tuple[str, ...]) -> list[str]:
    """What is wrong with overrides on a datastream that declares these paths; a sentence each.

    A path is declared when it, or one above it, is listed.
    """
    found = []
    for path, value in leaves(overrides):
        if path in SWITCHES:
            if value is not False:
                found.append(f"{path} may only be set to false.")
                continue
        elif wrong := _wrong(path, value):
            found.append(f"{path} {wrong}.")
            continue
        if not any(path == known or path.startswith(known + ".") for known in declared):
            found.append(f"{path} is not configured as an override on this datastream.")
    return found


def _wrong(path: str, value: Any) -> str:
    """What is wrong with an override that is no switch; empty when nothing is."""
    if value in ("", [], {}):
        return "is empty"
    if path in OVERRIDES and path not in VALUES:
        return f"must be an object, not {kind_of(value)}"
    if path not in VALUES:
        return "is no known override"
    if type(value) is not VALUES[path]:
        return f"cannot be {kind_of(value)}"
    if isinstance(value, list) and not all(isinstance(item, str) for item in value):
        return "must be an array of strings"
    return ""


def switched_off(overrides: JsonObject) -> frozenset[str]:
    """The upstreams that overrides switch off; Experience Platform takes along what runs on it."""
    off = {SWITCHES[path] for path, value in leaves(overrides) if path in SWITCHES and value is False}
    return frozenset(off.union(ON_PLATFORM) if "experience_platform" in off else off)


def value_at(overrides: JsonObject, path: str) -> Any:
    """The value of an override, None when it is not set."""
    return next((value for here, value in leaves(overrides) if here == path), None)
