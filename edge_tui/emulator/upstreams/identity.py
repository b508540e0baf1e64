"""The Identity Service: identities returned to the client, and exchanged with partners."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.emulator.visitor import CORE_COOKIE
from edge_tui.model.domains import THIRD_PARTY_DOMAIN

SERVICE = "com.adobe.identity"
PER_REQUEST = True

CORE_SECONDS = 15_552_000


@dataclass(frozen=True, slots=True)
class Sync:
    """A partner to exchange identities with. `${ecid}` in the URL is replaced."""

    id: int
    url: str
    ttl_minutes: int = 10_080
    hide_referrer: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """`namespaces` are the codes the datastream refers to, `container_id` is for ID syncs."""

    fpid_cookie: str = "FPID"
    third_party: bool = False
    container_id: int = 0
    namespaces: tuple[str, ...] = ()
    syncs: tuple[Sync, ...] = ()

    def config_errors(self) -> Iterator[tuple[str, str]]:
        """A cookie without a name."""
        if not self.fpid_cookie:
            yield "fpid_cookie", "must name a cookie"


def respond(context: RequestContext, event: Event, settings: Settings) -> None:
    """Adds `identity:exchange` if third-party syncs are enabled and the identity is new."""
    if not settings.third_party or "identity" not in context.stored or context.authenticated:
        return
    payload: list[Any] = [
        {
            "type": "url",
            "id": sync.id,
            "spec": {
                "url": sync.url.replace("${ecid}", context.ecid),
                "hideReferrer": sync.hide_referrer,
                "ttlMinutes": sync.ttl_minutes,
            },
        }
        for sync in settings.syncs
    ]
    if payload:
        context.add("identity:exchange", payload)


def identity_headers(context: RequestContext) -> list[tuple[str, str]]:
    """Adds `identity:result` for the requested namespaces; returns the headers that store CORE.

    CORE is assigned on the third-party domain, and returned on other domains too once the visitor was
    there (Alloy's functional spec C19160486). How the gateway knows it there is inferred: by the ECID.
    Clients may fetch ECID and CORE; others get a warning (0303).
    """
    headers: list[tuple[str, str]] = []
    org_id, ecid = context.datastream.org_id, context.ecid
    if context.core_id:
        context.memory.keep_core_id(org_id, ecid, context.core_id)
        cookie = f"{CORE_COOKIE}={context.core_id}; Path=/; Domain=.{THIRD_PARTY_DOMAIN}; Max-Age={CORE_SECONDS}"
        headers.append(("set-cookie", cookie + "; Secure; SameSite=None"))
    requested = context.fetched_namespaces
    if not requested:
        return headers
    third_party = "identity" in context.upstreams and context.settings("identity").third_party
    ids = {"ECID": ecid, "CORE": context.core_id}
    if "CORE" in requested and third_party and not context.authenticated and not context.core_id:
        ids["CORE"] = context.memory.core_id(org_id, ecid)
    payload: list[Any] = [{"id": ids[name], "namespace": {"code": name}} for name in requested if ids.get(name)]
    refused = [name for name in requested if name != "ECID" and not (name == "CORE" and third_party)]
    if payload:
        context.add("identity:result", payload)
    if refused:
        context.warn("0303", f"Identities of these namespaces can't be fetched: {', '.join(refused)}.")
    return headers
