"""What an emulator is set up with: its organisation, its datastreams, and what each of them has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from edge_tui.emulator.faults import NO_FAULTS, Faults
from edge_tui.emulator.inferred import Inferred
from edge_tui.emulator.overrides import OVERRIDES, is_override
from edge_tui.emulator.request import BASES
from edge_tui.emulator.toml_reader import suggestion
from edge_tui.model.profile import EMULATOR_ORG_ID

DEFAULT_SUFFIXES = ("prod", "stage", "dev")


@dataclass(frozen=True, slots=True)
class Client:
    """OAuth server-to-server credentials the token endpoint knows, and what its tokens lack.

    A project without the Experience Platform `api` has no `acp.foundation` scope (0505), one
    without a `product_profile` no product context (0504), one that is `read_only` may not
    write to the sandbox (0506). A `foreign` client's tokens are signed by another environment
    (0502); a negative lifetime gives tokens that have expired (0503). Tokens of a `service`
    need an `x-user-token` beside them (0501).
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
    """One datastream. `settings` holds those of each configured upstream, `off` the names that are off.

    `suffixes` are the environments its id may name, as in `<id>:stage`. `overrides` are the
    dotted paths under `meta.configOverrides` that a request may set.
    """

    id: str
    name: str
    org_id: str = EMULATOR_ORG_ID
    enabled: bool = True
    access: Literal["mixed", "authenticated"] = "mixed"
    suffixes: tuple[str, ...] = DEFAULT_SUFFIXES
    consent: Literal["in", "out", "pending"] = "in"
    overrides: tuple[str, ...] = ()
    blocked_countries: tuple[str, ...] = ()
    interact_units_per_second: int = 0
    collect_units_per_second: int = 0
    faults: Faults = NO_FAULTS
    settings: Mapping[str, Any] = field(default_factory=dict)
    off: frozenset[str] = frozenset()

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """What no type can say: an id that is empty, a limit below zero, an override that there is not."""
        if not self.id:
            yield "id", "must not be empty"
        for name in ("interact_units_per_second", "collect_units_per_second"):
            if getattr(self, name) < 0:
                yield name, "must be zero, for no limit, or more"
        for path in self.overrides:
            if not is_override(path):
                yield "overrides", f"has {path}, which is no override" + suggestion(path, OVERRIDES)

    @cached_property
    def upstreams(self) -> tuple[str, ...]:
        """The names of the upstreams that are on."""
        return tuple(name for name in self.settings if name not in self.off)


@dataclass(frozen=True)
class Config:
    """All of it. `bases` are the paths in front of hint and version, the first one the usual."""

    datastreams: tuple[Datastream, ...] = ()
    org_id: str = EMULATOR_ORG_ID
    region: str = "or2"
    bases: tuple[str, ...] = BASES
    sandboxes: tuple[str, ...] = ("prod",)
    namespaces: tuple[str, ...] = ()
    clients: tuple[Client, ...] = ()
    inferred: Inferred = field(default_factory=Inferred)

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """What no type can say: a base that is empty, or none at all."""
        if not self.bases or not all(base.strip("/") == base != "" for base in self.bases):
            yield "bases", "must have at least one path, without a slash at its ends"

    @cached_property
    def by_id(self) -> dict[str, Datastream]:
        """The datastreams by their id, which has no environment suffix."""
        return {datastream.id: datastream for datastream in self.datastreams}

    def datastream(self, text: str) -> Datastream | None:
        """The datastream that an id, perhaps with an environment suffix, names."""
        if found := self.by_id.get(text):
            return found
        identifier, colon, suffix = text.partition(":")
        found = self.by_id.get(identifier) if colon else None
        return found if found and suffix in found.suffixes else None
