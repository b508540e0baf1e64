"""What state is sent back to a gateway, and where: each rule as a sentence, against the emulator."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest

from edge_tui.emulator.app import create_app
from edge_tui.gateway.client import GatewayClient
from edge_tui.model.client_state import LocationHint, StateEntry
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.json.document import at, parse
from edge_tui.model.profile import EMULATOR_PROFILE, Authentication, Profile
from edge_tui.model.visitor import Identity
from edge_tui.session.session import Session
from edge_tui.workspace import Workspace

PREFIX = "kndctr_0E0F1A2B3C4D5E6F7A8B9C0D_AdobeOrg_"
PAGE = Draft(
    '{"event": {"xdm": {"eventType": "web.webpagedetails.pageViews", "timestamp": "{{now}}"}},'
    ' "query": {"identity": {"fetch": ["ECID"]}}}'
)


class Edge:
    """The emulator behind any host name, a clock moved by hand, and visitors on disk."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.now = datetime(2026, 3, 2, 12, tzinfo=UTC)
        ids = count(1)
        self.new_uuid = lambda: UUID(int=next(ids) << 64 | 0x8000_0000_0000_0001, version=4)
        self.app = create_app(clock=lambda: self.now, new_uuid=self.new_uuid, entropy=lambda: "00112233445566ff")
        self.dead_hosts: set[str] = set()

    def session(self, host: str = "edge.adobedc.net", visitor: str = "anna", **fields: Any) -> Session:
        profile = replace(EMULATOR_PROFILE, name=host, url=f"http://{host}", **fields)

        async def connect() -> GatewayClient:
            return GatewayClient(profile.base_url, transport=_Reachable(self))

        return Session(
            profile,
            visitor,
            connect=connect,
            history=self.workspace.history,
            visitors=self.workspace.visitors,
            clock=lambda: self.now,
            new_uuid=self.new_uuid,
            environ={},
        )

    def keep(self, visitor: str, *entries: StateEntry, hint: str | None = None) -> None:
        """Adds entries, and a hint that lasts half an hour, to a visitor's state."""
        kept = self.workspace.visitors.get(visitor)
        state = kept.state(EMULATOR_PROFILE.org_id)
        for entry in entries:
            state = state.with_entry(entry)
        if hint:
            state = replace(state, hint=LocationHint(hint, self.now + timedelta(minutes=30)))
        self.workspace.visitors.save(kept.with_state(EMULATOR_PROFILE.org_id, state))


class _Reachable(httpx.AsyncBaseTransport):
    """Routes every host to the emulator, except the dead ones."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._inner = httpx.ASGITransport(app=edge.app, raise_app_exceptions=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host in self._edge.dead_hosts:
            raise httpx.ConnectError("Name or service not known", request=request)
        return await self._inner.handle_async_request(request)


@pytest.fixture
def edge(workspace: Workspace) -> Edge:
    return Edge(workspace)


def send(session: Session, draft: Draft = PAGE) -> Exchange:
    async def once() -> Exchange:
        try:
            return await session.send(draft)
        finally:
            await session.close()

    exchange = asyncio.run(once())
    assert exchange.response is not None, exchange.failure
    return exchange


def entries(exchange: Exchange) -> dict[str, str]:
    sent = at(parse(exchange.request.body), "/meta/state/entries", [])
    return {entry["key"].removeprefix(PREFIX): entry["value"] for entry in sent}


def cookies(exchange: Exchange) -> dict[str, str]:
    header = dict(exchange.request.headers).get("cookie", "")
    return dict(pair.split("=", 1) for pair in header.replace(PREFIX, "").split("; ") if pair)


def given(exchange: Exchange) -> dict[str, str]:
    assert exchange.response is not None
    body = json.loads(exchange.response.body)
    return {
        item["key"].removeprefix(PREFIX): item["value"]
        for handle in body["handle"]
        if handle["type"] == "state:store"
        for item in handle["payload"]
    }


def ecid(exchange: Exchange) -> str:
    assert exchange.response is not None
    handles = json.loads(exchange.response.body)["handle"]
    return next(h["payload"][0]["id"] for h in handles if h["type"] == "identity:result")


def path(exchange: Exchange) -> str:
    return urlsplit(exchange.request.url).path


def test_the_second_event_carries_the_state_and_the_hint_of_the_first(edge: Edge) -> None:
    first = send(edge.session())
    second = send(edge.session())

    assert entries(first) == {}
    assert entries(second) == given(first)
    assert (path(first), path(second)) == ("/ee/v2/interact", "/ee/or2/v2/interact")
    assert ecid(second) == ecid(first)


def test_every_entry_names_its_exchange(edge: Edge) -> None:
    first = send(edge.session())
    edge.now += timedelta(minutes=5)
    second = send(edge.session())
    state = edge.session().state
    origins = {entry.key.removeprefix(PREFIX): entry.origin for entry in state.entries}

    assert origins["identity"] == first.request_id
    assert origins["cluster"] == second.request_id
    assert {each.scope for each in state.other_hints} == {"Target", "AAM"}


def test_an_entry_that_expired_is_never_sent(edge: Edge) -> None:
    first = send(edge.session())
    edge.now += timedelta(hours=3)
    second = send(edge.session())

    assert "consent_check" in given(first)
    assert list(entries(second)) == ["identity"]
    assert path(second) == "/ee/v2/interact"


def test_an_entry_that_expires_at_this_moment_is_not_sent(edge: Edge) -> None:
    edge.keep("anna", StateEntry(PREFIX + "consent", "general=in", 60, edge.now))

    assert entries(send(edge.session())) == {}


def test_a_visitor_never_sees_the_state_of_another(edge: Edge) -> None:
    first = send(edge.session(visitor="anna"))
    second = send(edge.session(visitor="bert"))

    assert entries(second) == {}
    assert path(second) == "/ee/v2/interact"
    assert ecid(second) != ecid(first)


def test_an_organization_never_sees_the_state_of_another(edge: Edge) -> None:
    send(edge.session())
    prepared = edge.session(org_id="FFFF1A2B3C4D5E6F7A8B9C0D@AdobeOrg").prepare(PAGE)

    assert entries(prepared) == {}
    assert path(prepared) == "/ee/v2/interact"


def test_a_first_party_domain_is_sent_cookies_and_no_entries(edge: Edge) -> None:
    first = send(edge.session("edge.acme.example", site_domain="acme.example"))
    second = send(edge.session("edge.acme.example", site_domain="acme.example"))
    assert first.response is not None
    state = at(parse(second.request.body), "/meta/state")

    assert given(first) == {}
    assert [name for name, _ in first.response.headers].count("set-cookie") == 3
    assert state == {"domain": "acme.example", "cookiesEnabled": True}
    assert list(cookies(second)) == ["identity", "cluster", "consent_check"]
    assert ecid(second) == ecid(first)


def test_a_third_party_gateway_is_sent_entries_and_the_domain(edge: Edge) -> None:
    first = send(edge.session("edge.adobedc.net", site_domain="acme.example"))
    second = send(edge.session("edge.adobedc.net", site_domain="acme.example"))

    assert cookies(second) == {}
    assert entries(second) == given(first)
    assert at(parse(second.request.body), "/meta/state/cookiesEnabled") is True


@pytest.mark.parametrize("host", ["badacme.example", "acme.example.org", "localhost"])
def test_a_host_that_only_looks_like_the_domain_is_a_third_party(host: str) -> None:
    assert not Profile("p", url=f"https://{host}", site_domain="acme.example").is_first_party


def test_a_cookie_that_expired_is_not_sent(edge: Edge) -> None:
    send(edge.session("edge.acme.example", site_domain="acme.example"))
    edge.now += timedelta(hours=3)
    second = send(edge.session("edge.acme.example", site_domain="acme.example"))

    assert list(cookies(second)) == ["identity"]


def test_cookies_are_kept_even_if_only_the_event_has_the_domain(edge: Edge) -> None:
    text = PAGE.text[:-1] + ', "meta": {"state": {"domain": "acme.example", "cookiesEnabled": true}}}'
    first = send(edge.session("edge.acme.example"), Draft(text))
    second = send(edge.session("edge.acme.example"), Draft(text))

    assert given(first) == {}
    assert list(entries(second)) == ["identity", "cluster", "consent_check"]
    assert ecid(second) == ecid(first)


def test_a_server_sends_entries_never_cookies(edge: Edge) -> None:
    edge.keep("anna", StateEntry(PREFIX + "identity", "CiY"))
    session = edge.session("edge.acme.example", site_domain="acme.example", authentication=Authentication.TOKEN)
    prepared = session.prepare(PAGE)

    assert cookies(prepared) == {}
    assert at(parse(prepared.request.body), "/meta/state") == {
        "entries": [{"key": PREFIX + "identity", "value": "CiY"}]
    }


def test_a_cookie_of_the_site_is_never_a_state_entry(edge: Edge) -> None:
    fpid = "b95e6f0b-8b1c-4c2e-9d57-0f2d1c8a7e11"
    edge.keep("anna", StateEntry("FPID", fpid), StateEntry(PREFIX + "consent", "general=in"))

    assert list(entries(edge.session().prepare(PAGE))) == ["consent"]
    first_party = edge.session("edge.acme.example", site_domain="acme.example").prepare(PAGE)
    assert cookies(first_party) == {"FPID": fpid, "consent": "general=in"}


def test_the_documents_own_state_is_left_unchanged(edge: Edge) -> None:
    send(edge.session())
    draft = Draft('{"event": {"xdm": {}}, "meta": {"state": {"entries": []}}}')

    assert at(parse(edge.session().prepare(draft).request.body), "/meta/state/entries") == []


def test_the_server_endpoint_gets_the_hint_in_its_host(edge: Edge) -> None:
    edge.keep("anna", hint="va6")
    exchange = send(edge.session("server.adobedc.net"))

    assert urlsplit(exchange.request.url).netloc == "va6.server.adobedc.net"
    assert path(exchange) == "/ee/v2/interact"


@pytest.mark.parametrize("hint", ["evil.example/", "a b", "...", "x@y"])
def test_a_hint_never_changes_the_host_or_the_path_otherwise(hint: str, edge: Edge) -> None:
    edge.keep("anna", hint=hint)
    parts = urlsplit(edge.session("server.adobedc.net").prepare(PAGE).request.url)

    assert parts.netloc == "server.adobedc.net"
    assert len(parts.path.strip("/").split("/")) == 4


@pytest.mark.parametrize("hint", [".", "..", "\ud800"])
def test_a_hint_that_no_path_can_have_is_not_used_with_a_note(hint: str, edge: Edge) -> None:
    edge.keep("anna", hint=hint)
    exchange = send(edge.session("server.adobedc.net"))

    assert path(exchange) == "/ee/v2/interact"
    assert [note for note in exchange.notes if "location hint was not used" in note]


@pytest.mark.parametrize(("key", "value"), [("kndctr_\ud800", "v"), ("kndctr_x", "a\udfffb"), ("", "v")])
def test_an_entry_that_no_cookie_can_carry_is_left_out_of_each_send_with_a_note(
    key: str, value: str, edge: Edge
) -> None:
    edge.keep("anna", StateEntry(key, value), StateEntry("kndctr_y", "w"))
    for _ in range(2):
        exchange = send(edge.session("edge.acme.example", site_domain="acme.example"))
        assert exchange.response
        assert cookies(exchange)["kndctr_y"] == "w"
        assert [note for note in exchange.notes if "was not sent: as a cookie it" in note]


def test_an_unknown_hint_is_dropped_and_the_event_resent_once_with_a_note(edge: Edge) -> None:
    edge.keep("anna", hint="xx9")
    exchange = send(edge.session())
    assert exchange.response is not None
    sent = edge.workspace.history.recent()

    assert exchange.response.status == 200
    assert path(exchange) == "/ee/v2/interact"
    assert exchange.notes == (
        "The gateway didn't know the location hint xx9: it was dropped and the event sent again.",
    )
    assert [summary.status for summary in sent] == [200, 404]
    assert sent[0].replay_of == sent[1].request_id


def test_a_404_without_a_hint_is_not_sent_again(edge: Edge) -> None:
    exchange = send(edge.session(base_path="nowhere"))
    assert exchange.response is not None

    assert exchange.response.status == 404
    assert len(edge.workspace.history.recent()) == 1


def test_a_hint_whose_host_does_not_exist_is_dropped_and_the_event_resent(edge: Edge) -> None:
    edge.keep("anna", hint="xx9")
    edge.dead_hosts = {"xx9.server.adobedc.net"}
    exchange = send(edge.session("server.adobedc.net"))

    assert urlsplit(exchange.request.url).netloc == "server.adobedc.net"
    assert "location hint xx9" in exchange.notes[0]


def test_the_visitors_own_identities_go_into_the_identity_map(edge: Edge) -> None:
    kept = edge.workspace.visitors.get("anna")
    own = (Identity("Email", "anna@acme.example", "authenticated", is_primary=True), Identity("CRMID", "7"))
    edge.workspace.visitors.save(replace(kept, identities=own))
    draft = Draft('{"event": {"xdm": {"identityMap": {"CRMID": [{"id": "8"}]}}}}')
    sent = at(parse(edge.session().prepare(draft).request.body), "/event/xdm/identityMap")

    assert sent == {
        "CRMID": [{"id": "8"}],
        "Email": [{"id": "anna@acme.example", "authenticatedState": "authenticated", "primary": True}],
    }


def test_a_first_party_id_is_a_cookie_on_its_own_domain_and_an_identity_elsewhere(edge: Edge) -> None:
    fpid = "b95e6f0b-8b1c-4c2e-9d57-0f2d1c8a7e11"
    kept = edge.workspace.visitors.get("anna")
    edge.workspace.visitors.save(replace(kept, identities=(Identity("FPID", fpid),)))
    first_party = send(edge.session("edge.acme.example", site_domain="acme.example"))
    third_party = edge.session().prepare(PAGE)

    assert cookies(first_party)["FPID"] == fpid
    assert at(parse(first_party.request.body), "/event/xdm/identityMap") is None
    assert at(parse(third_party.request.body), "/event/xdm/identityMap/FPID/0/id") == fpid


def test_history_has_the_visitors_state_before_the_send(edge: Edge) -> None:
    send(edge.session())
    second = send(edge.session())
    found = edge.workspace.history.find(second.request_id)

    assert found is not None
    assert found.state == second.state
    assert found.state is not None
    assert {entry.key.removeprefix(PREFIX) for entry in found.state.entries} == set(entries(second))


def test_nothing_is_recorded_if_the_profile_keeps_no_history(edge: Edge) -> None:
    exchange = send(edge.session(keeps_history=False))

    assert edge.workspace.history.recent() == []
    assert exchange.notes == ()
    assert entries(send(edge.session(keeps_history=False))) == given(exchange)
