"""The emulator's configuration: its organization, its datastreams and their services."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from edge_tui.emulator.concierge_replies import Concierge
from edge_tui.emulator.dynamic_configuration import Rule
from edge_tui.emulator.faults import NO_FAULTS, Faults
from edge_tui.emulator.inferred import Inferred
from edge_tui.emulator.overrides import ON_PLATFORM, OVERRIDES, is_override
from edge_tui.emulator.request import BASES
from edge_tui.model.profile import EMULATOR_ORG_ID
from edge_tui.model.toml_tables import suggestion

DEFAULT_SUFFIXES = ("prod", "stage", "dev")


@dataclass(frozen=True, slots=True)
class Client:
    """OAuth server-to-server credentials the token endpoint accepts, and what their tokens lack.

    A project without the Experience Platform `api` has no `acp.foundation` scope (0505), one
    without a `product_profile` no product context (0504), one that is `read_only` may not
    write to the sandbox (0506). A `foreign` client's tokens are signed by another environment
    (0502); a negative lifetime creates expired tokens (0503). Tokens of a `service` require an
    `x-user-token` header (0501).
    """

    client_id: str
    client_secret: str
    org_id: str = ""
    lifetime_seconds: int = 86_399
    api: bool = True
    product_profile: bool = True
    read_only: bool = False
    foreign: bool = False
    service: bool = False


@dataclass(frozen=True)
class Datastream:
    """One datastream. `settings` are per configured upstream, `off` are the disabled ones.

    `suffixes` are the environments its ID may have, as in `<id>:stage`. `overrides` are the
    dotted paths under `meta.configOverrides` that a request may set, `rules` those that change the
    datastream for the events they match.
    """

    id: str
    name: str
    org_id: str = EMULATOR_ORG_ID
    enabled: bool = True
    access: Literal["mixed", "authenticated"] = "mixed"
    suffixes: tuple[str, ...] = DEFAULT_SUFFIXES
    consent: Literal["in", "out", "pending"] = "in"
    overrides: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    blocked_countries: tuple[str, ...] = ()
    interact_units_per_second: int = 0
    collect_units_per_second: int = 0
    concierge: Concierge | None = None
    faults: Faults = NO_FAULTS
    settings: Mapping[str, Any] = field(default_factory=dict)
    off: frozenset[str] = frozenset()

    def config_errors(self) -> Iterator[tuple[str, str]]:
        """An empty ID, a negative limit, an unknown override."""
        if not self.id:
            yield "id", "must not be empty"
        for name in ("interact_units_per_second", "collect_units_per_second"):
            if getattr(self, name) < 0:
                yield name, "must be 0 (no limit) or more"
        for path in self.overrides:
            if not is_override(path):
                yield "overrides", f"has {path}, which isn't an override" + suggestion(path, OVERRIDES)

    @cached_property
    def upstreams(self) -> tuple[str, ...]:
        """The names of the enabled upstreams."""
        return tuple(name for name in self.settings if name not in self.off)

    @cached_property
    def platform_upstreams(self) -> tuple[str, ...]:
        """Those of the enabled upstreams that require Experience Platform."""
        return tuple(name for name in self.upstreams if name in ON_PLATFORM)


@dataclass(frozen=True)
class Config:
    """The whole configuration. `bases` are the path prefixes before hint and version, the usual one first.

    `strict`: where Adobe's documentation and what was seen of the gateway differ, do what is documented.
    """

    datastreams: tuple[Datastream, ...] = ()
    org_id: str = EMULATOR_ORG_ID
    region: str = "or2"
    strict: bool = False
    bases: tuple[str, ...] = BASES
    sandboxes: tuple[str, ...] = ("prod",)
    namespaces: tuple[str, ...] = ()
    clients: tuple[Client, ...] = ()
    inferred: Inferred = field(default_factory=Inferred)

    def config_errors(self) -> Iterator[tuple[str, str]]:
        """No base, or an empty one."""
        if not self.bases or not all(base.strip("/") == base != "" for base in self.bases):
            yield "bases", "must have at least one path, without leading or trailing slashes"

    @cached_property
    def by_id(self) -> dict[str, Datastream]:
        """The datastreams by ID, without environment suffix."""
        return {datastream.id: datastream for datastream in self.datastreams}

    def datastream(self, text: str) -> Datastream | None:
        """The datastream with this ID, which may have an environment suffix."""
        if found := self.by_id.get(text):
            return found
        identifier, colon, suffix = text.partition(":")
        found = self.by_id.get(identifier) if colon else None
        return found if found and suffix in found.suffixes else None
