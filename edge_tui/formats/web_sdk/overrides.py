"""Datastream overrides as the Web SDK sends them (utils/request/createRequestParams.js,
utils/prepareConfigOverridesForEdge.js of Adobe's Web SDK)."""

from dataclasses import dataclass

from edge_tui.formats.scripts.computed import Computed, Mixed, Serialized
from edge_tui.formats.scripts.tokens import UNDEFINED

Options = dict[str, object]


@dataclass(frozen=True, slots=True)
class OverrideSet:
    """The overrides of `configure` and those of one command."""

    configured: Options
    own: Options


@dataclass(frozen=True, slots=True)
class SentOverrides:
    """The sections that are sent, and the datastream that replaces the configured one."""

    sections: Options
    datastream_id: object


def merged(overrides: OverrideSet) -> SentOverrides:
    """The command's sections replace those of `configure` as a whole; empty ones are dropped."""
    own = {name: value for name, value in overrides.own.items() if name != "datastreamId"}
    sections = _cleaned({**overrides.configured, **own})
    return SentOverrides(sections, overrides.own.get("datastreamId") or "")


def _cleaned(members: Options) -> Options:
    """Without `enabled: true`, which is the default and which the gateway rejects, and without empty values."""
    kept: Options = {}
    for name, value in members.items():
        if isinstance(value, dict):
            inner = _cleaned(value)
            if inner:
                kept[name] = inner
        elif _is_sent(name, value):
            kept[name] = value
    return kept


def _is_sent(name: str, value: object) -> bool:
    if value is UNDEFINED or value is None:
        return False
    if isinstance(value, bool):
        return name != "enabled" or not value
    if isinstance(value, int | float | Computed | Mixed | Serialized):
        return True
    return bool(value)
