"""`meta.configOverrides`: what a request may change of its datastream.

Only `enabled: false` may be sent, never `true`; everything else must be declared on the
datastream beforehand (Alloy's configOverridesPayload and Command Logic tests; the iOS SDK's
ConfigOverrideTests).
"""

from collections.abc import Iterator
from typing import Any

from edge_tui.model.json.document import JsonObject, kind_of

PLATFORM = "com_adobe_experience_platform"

# The dotted path of each switch, and the upstream it disables.
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

# The other members, and the type of each value.
VALUES: dict[str, type] = {
    f"{PLATFORM}.datasets.event.datasetId": str,
    f"{PLATFORM}.datasets.profile.datasetId": str,
    "com_adobe_analytics.reportSuites": list,
    "com_adobe_identity.idSyncContainerId": int,
    "com_adobe_target.propertyToken": str,
}

# Every path, including the parents of switches and values.
OVERRIDES = tuple(
    dict.fromkeys(
        ".".join(path.split(".")[:count]) for path in (*SWITCHES, *VALUES) for count in range(1, path.count(".") + 2)
    )
)

# These require Experience Platform.
ON_PLATFORM = ("offer_decisioning", "journey_optimizer", "edge_segmentation", "edge_destinations")


def is_override(path: str) -> bool:
    """Whether a datastream may declare this dotted path."""
    return path in OVERRIDES


def leaves(overrides: JsonObject, path: str = "") -> Iterator[tuple[str, Any]]:
    """The dotted path and value of every member that isn't an object, or is an empty one."""
    for name, value in overrides.items():
        here = f"{path}.{name}" if path else name
        if isinstance(value, dict) and value:
            yield from leaves(value, here)
        else:
            yield here, value


def override_errors(overrides: JsonObject, declared: tuple[str, ...]) -> list[str]:
    """The errors of overrides on a datastream that declares these paths, one sentence each.

    A path is declared if it or a parent is listed.
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
    """Why an override that isn't a switch is invalid; empty if it's valid."""
    if value in ("", [], {}):
        return "is empty"
    if path in OVERRIDES and path not in VALUES:
        return f"must be an object, not {kind_of(value)}"
    if path not in VALUES:
        return "isn't a known override"
    if type(value) is not VALUES[path]:
        return f"can't be {kind_of(value)}"
    if isinstance(value, list) and not all(isinstance(item, str) for item in value):
        return "must be an array of strings"
    return ""


def switched_off(overrides: JsonObject) -> frozenset[str]:
    """The upstreams that overrides disable; disabling Experience Platform disables those that require it."""
    off = {SWITCHES[path] for path, value in leaves(overrides) if path in SWITCHES and value is False}
    return frozenset(off.union(ON_PLATFORM) if "experience_platform" in off else off)


def value_at(overrides: JsonObject, path: str) -> Any:
    """The value of an override, or None."""
    return next((value for here, value in leaves(overrides) if here == path), None)
