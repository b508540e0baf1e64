"""Who the visitor is, and the cookie that says so."""

from dataclasses import replace
from typing import Any

import pytest

from edge_tui.emulator.datastreams import load
from edge_tui.emulator.state import IDENTITY_SECONDS
from edge_tui.model.identity import is_ecid
from edge_tui.values.identity_cookie import decode
from tests.emulator.edge import ALL_ON, AUTHENTICATED, ECID, FPID, PREFIX, TARGET_ONLY, Edge, Reply, named

FETCH = {"identity": {"fetch": ["ECID"]}}
# Cookies that real gateways issued: SDK tests and documents of 2021 to 2025, with what they hold.
GATEWAY_COOKIES = {
    "CiYxNDAxNTI0NjEzODM4MjI2ODk1MTgwNTkyMTYxNjkxNTc0MzEyOFISCIelhf%5FOMRABGAEqA09SMjAA8AHX%5F4DZlzI%3D": (
        "14015246138382268951805921616915743128"
    ),
    "CiY4MDA2MDcwMjc3Nzk4MDc1NjMxMzI5Mjg1NTQ1NDE0OTUxMzIxN1IQCJS1kPGzMRgBKgNPUjIwAaAB0NOe3o0ysAG8swHwAcjTnt6NMg": (
        "80060702777980756313292855454149513217"
    ),
    "CiY0MTg2MTY2NjE5MzE0MDE2MTkzNDI3Njg0NTY1MTE0ODg3Njk4OFIQCM68vcXoMhgBKgNPUjIwAaAB0ry9xegysAHCqAHwAc68vcXoMg==": (
        "41861666193140161934276845651148876988"
    ),
    "CiY0Mzg5NTEyNzMzNTUxMDc5MzgzMzU2MjU5NDY5MTY3Mzc3MTc2OFIOCI-qtpf6MBgBKgNWQTbwAY-qtpf6MA==": (
        "43895127335510793833562594691673771768"
    ),
    "CiYzOTMyMzQ5NzU1MDY0MzIxNzc3NDEzMjY2NDA4OTIzOTExNDgyMlIRCIbghtqyLxABGAEqBElSTDHwAYbghtqyLw==": (
        "39323497550643217774132664089239114822"
    ),
}


def ecid_of(reply: Reply) -> str:
    return str(reply.payload("identity:result")[0]["id"])


def identity_entry(value: str) -> list[dict[str, str]]:
    return [{"key": PREFIX + "identity", "value": value}]


async def test_a_new_visitor_is_given_an_ecid_and_a_cookie_that_holds_it(edge: Edge) -> None:
    reply = await edge.interact(query=FETCH)

    entry = reply.state["identity"]
    cookie = decode(entry["value"])
    milliseconds = int(edge.now.timestamp() * 1000)
    assert is_ecid(ecid_of(reply))
    assert cookie.ecid == ecid_of(reply)
    assert entry["maxAge"] == IDENTITY_SECONDS
    assert (cookie.is_new, cookie.source, cookie.region) == (True, 0, "OR2")
    assert cookie.created_at_ms == cookie.write_time_ms == milliseconds


async def test_a_cookie_is_written_byte_for_byte_as_the_gateway_writes_it(edge: Edge) -> None:
    """Fields in ascending order, `source` written though it is zero, base64url without padding."""
    headers = {"user-agent": "Mozilla/5.0"}
    written = (await edge.interact(headers=headers)).state["identity"]["value"]

    ecid = decode(written).ecid
    milliseconds = int(edge.now.timestamp() * 1000)
    digits = []
    rest = milliseconds
    while rest > 127:
        digits.append(rest & 127 | 128)
        rest >>= 7
    time = bytes([*digits, rest])
    metadata = b"\x08" + time + b"\x10\x01\x18\x01\x2a\x03OR2\x30\x00"
    expected = b"\x0a\x26" + ecid.encode() + b"\x52" + bytes([len(metadata)]) + metadata + b"\xf0\x01" + time
    from base64 import urlsafe_b64encode

    assert written == urlsafe_b64encode(expected).decode().rstrip("=")


async def test_the_next_event_with_the_state_is_by_the_same_visitor_and_gets_no_new_cookie(edge: Edge) -> None:
    first = await edge.interact(query=FETCH)
    second = await edge.interact(query=FETCH, state=first.entries)

    assert ecid_of(second) == ecid_of(first)
    assert list(second.state) == ["cluster"]


@pytest.mark.parametrize("value", GATEWAY_COOKIES)
async def test_a_cookie_of_a_real_gateway_is_read(value: str, edge: Edge) -> None:
    by_entry = await edge.interact(query=FETCH, state=identity_entry(value))
    by_cookie = await edge.interact(query=FETCH, headers={"cookie": f"{PREFIX}identity={value}; other=1"})

    assert ecid_of(by_entry) == ecid_of(by_cookie) == GATEWAY_COOKIES[value]


async def test_a_cookie_is_written_again_after_a_day_and_keeps_its_history(edge: Edge) -> None:
    first = await edge.interact()
    edge.later(hours=23, minutes=59)
    within = await edge.interact(state=first.entries)
    edge.later(minutes=2)
    after = await edge.interact(state=first.entries)

    assert "identity" not in within.state
    old, new = decode(first.state["identity"]["value"]), decode(after.state["identity"]["value"])
    assert (new.ecid, new.created_at_ms, new.is_new) == (old.ecid, old.created_at_ms, True)
    assert new.write_time_ms == int(edge.now.timestamp() * 1000)


async def test_entries_of_other_organisations_are_ignored(edge: Edge) -> None:
    foreign = [{"key": "kndctr_AAAABBBB_AdobeOrg_identity", "value": next(iter(GATEWAY_COOKIES))}]
    reply = await edge.interact(query=FETCH, state=foreign)

    assert ecid_of(reply) not in GATEWAY_COOKIES.values()
    assert "identity" in reply.state


@pytest.mark.parametrize(
    "value",
    [
        "not base64!",
        "bm90IGEgcHJvdG9idWY",
        "CiQ0MTg2MTY2NjE5MzE0MDE2MTkzNDI3Njg0NTY1MTE0ODg3Njk4OFIQCM68vcXoMhgBKgNPUjIwAaAB0ry9xegysAHCqAHwAc68vcXoMg==",
        "",
    ],
)
async def test_an_identity_that_cannot_be_read_counts_as_none(value: str, edge: Edge) -> None:
    reply = await edge.interact(query=FETCH, state=identity_entry(value))

    assert reply.status == 200
    assert decode(reply.state["identity"]["value"]).ecid == ecid_of(reply)


async def test_an_ecid_in_the_identity_map_comes_before_the_one_in_the_state(edge: Edge) -> None:
    first = await edge.interact()
    reply = await edge.interact(named("ECID", ECID), query=FETCH, state=first.entries)

    cookie = decode(reply.state["identity"]["value"])
    assert ecid_of(reply) == cookie.ecid == ECID
    assert (cookie.source, cookie.is_new) == (3, None)


async def test_an_fpid_always_gives_the_same_ecid_in_either_place(edge: Edge) -> None:
    by_map = await edge.interact(named("FPID", FPID), query=FETCH)
    by_cookie = await edge.interact(query=FETCH, headers={"cookie": f"FPID={FPID}"})
    by_another = await edge.interact(named("FPID", FPID.replace("b", "a", 1)), query=FETCH)

    cookie = decode(by_map.state["identity"]["value"])
    assert ecid_of(by_map) == ecid_of(by_cookie) != ecid_of(by_another)
    assert (cookie.source, cookie.is_new) == (2, None)


async def test_an_ecid_the_visitor_has_comes_before_a_later_fpid(edge: Edge) -> None:
    first = await edge.interact(query=FETCH)
    reply = await edge.interact(named("FPID", FPID), query=FETCH, state=first.entries)

    assert ecid_of(reply) == ecid_of(first)


async def test_an_fpid_in_the_map_comes_before_the_cookie(edge: Edge) -> None:
    other = FPID.replace("b", "a", 1)
    by_map = await edge.interact(named("FPID", FPID), query=FETCH)
    by_both = await edge.interact(named("FPID", FPID), query=FETCH, headers={"cookie": f"FPID={other}"})

    assert ecid_of(by_both) == ecid_of(by_map)


OTHER_FPIDS = (
    "UUID",
    "visitor-6842980",
    "41861666193140161934276845651148876988",
    "xyz",
    "5e1b1a2c-2f0e-11ee-be56-0242ac120002",
    "ÄÖ",
)


@pytest.mark.parametrize("fpid", OTHER_FPIDS)
async def test_an_fpid_of_another_format_is_accepted_and_always_gives_the_same_ecid(fpid: str) -> None:
    given = []
    for _ in range(2):
        edge = Edge()
        given.append(ecid_of(await edge.interact(named("FPID", fpid), query=FETCH)))
        assert edge.lines[-1].notes[0].startswith("FPID isn't a UUIDv4")
    other = ecid_of(await Edge().interact(named("FPID", fpid + "1"), query=FETCH))

    assert given[0] == given[1] != other


@pytest.mark.parametrize("in_cookie", [False, True])
@pytest.mark.parametrize("by", ["argument", "configuration"])
async def test_strictly_an_fpid_of_another_format_is_refused(by: str, in_cookie: bool) -> None:
    edge = Edge(replace(load(), strict=by == "configuration"), strict=by == "argument")
    event = None if in_cookie else named("FPID", "visitor-1")
    headers = {"cookie": "FPID=visitor-1"} if in_cookie else {}

    assert (await edge.interact(event, headers=headers)).code == "EXEG-0308-400"


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("known_by", ["identityMap", "state"])
async def test_an_fpid_of_a_known_visitor_is_not_looked_at(known_by: str, strict: bool) -> None:
    edge = Edge(strict=strict)
    state = (await edge.interact(named("ECID", ECID))).entries
    event = named("FPID", "visitor-1")
    if known_by == "identityMap":
        event["xdm"]["identityMap"]["ECID"] = [{"id": ECID}]
    reply = await edge.interact(event, query=FETCH, state=state if known_by == "state" else [])

    assert ecid_of(reply) == ECID
    assert "FPID not used: the visitor is already known" in edge.lines[-1].notes


async def test_an_identity_that_was_not_requested_is_not_returned(edge: Edge) -> None:
    assert "identity:result" not in (await edge.interact()).types


async def test_acquire_hands_out_an_identity_and_nothing_else(edge: Edge) -> None:
    reply = await edge.post("/ee/v1/identity/acquire", {"query": FETCH})
    mine = await edge.post(
        "/ee/v1/identity/acquire", {"query": FETCH, "xdm": {"identityMap": {"ECID": [{"id": ECID}]}}}
    )

    assert reply.types == ["identity:result", "state:store"]
    assert list(reply.state) == ["identity", "cluster"]
    assert reply.payload("identity:result")[0]["namespace"] == {"code": "ECID"}
    assert ecid_of(mine) == ECID


async def test_core_is_returned_on_the_third_party_domain_only_and_stays_the_same(edge: Edge) -> None:
    both: dict[str, Any] = {"identity": {"fetch": ["ECID", "CORE"]}}
    first_party = await edge.interact(query=both)
    third_party = await edge.interact(query=both, headers={"host": "adobedc.demdex.net"})
    core = third_party.payload("identity:result")[1]
    cookie = third_party.headers["set-cookie"]
    again = await edge.interact(query=both, headers={"host": "adobedc.demdex.net", "cookie": cookie.split(";")[0]})

    assert [item["namespace"]["code"] for item in first_party.payload("identity:result")] == ["ECID"]
    assert core["namespace"]["code"] == "CORE"
    assert "Domain=.demdex.net" in cookie
    assert "Secure" in cookie
    assert again.payload("identity:result")[1] == core


async def test_the_third_party_identity_makes_one_visitor_of_two_sites(edge: Edge) -> None:
    third_party = {"host": "adobedc.demdex.net"}
    first = await edge.interact(query=FETCH, headers=third_party)
    cookie = first.headers["set-cookie"].split(";")[0]
    elsewhere = await edge.interact(query=FETCH, headers={**third_party, "cookie": cookie})
    stranger = await edge.interact(query=FETCH, headers=third_party)

    assert ecid_of(elsewhere) == ecid_of(first) != ecid_of(stranger)


async def test_the_cookie_of_a_third_party_context_tells_of_its_id_sync(edge: Edge) -> None:
    overrides = {"com_adobe_identity": {"idSyncContainerId": 21570}}
    reply = await edge.interact(headers={"host": "adobedc.demdex.net"}, meta={"configOverrides": overrides})

    cookie = decode(reply.state["identity"]["value"])
    milliseconds = int(edge.now.timestamp() * 1000)
    assert (cookie.source, cookie.is_new, cookie.id_sync_container_id) == (1, None, 21570)
    assert cookie.last_sync_ms == cookie.write_time_ms == milliseconds


async def test_core_cannot_be_fetched_where_third_party_sync_is_off(edge: Edge) -> None:
    reply = await edge.interact(datastream=TARGET_ONLY, query={"identity": {"fetch": ["ECID", "CORE"]}})

    assert reply.codes("warnings") == ["EXEG-0303-200"]
    assert "CORE" in reply.body["warnings"][0]["detail"]


async def test_only_a_new_identity_is_exchanged_with_partners(edge: Edge) -> None:
    first = await edge.interact()
    second = await edge.interact(state=first.entries)

    exchanged = first.payload("identity:exchange")
    assert [item["id"] for item in exchanged] == [411, 771]
    assert decode(first.state["identity"]["value"]).ecid in exchanged[0]["spec"]["url"]
    assert "identity:exchange" not in second.types


async def test_a_server_names_its_visitor_and_gets_an_ecid_only_on_request(edge: Edge) -> None:
    headers = await edge.credentials()
    event = named("Email", "a@example.com", primary="true")
    unasked = await edge.interact(event, datastream=AUTHENTICATED, headers=headers)
    asked = await edge.interact(event, datastream=AUTHENTICATED, headers=headers, query=FETCH)

    assert "identity" not in unasked.state
    assert is_ecid(ecid_of(asked))
    assert "identity" in asked.state


async def test_two_primary_identities_are_too_many_for_a_server(edge: Edge) -> None:
    identities = {"Email": [{"id": "a@example.com", "primary": True}, {"id": "b@example.com", "primary": True}]}
    event = {"xdm": {"identityMap": identities}}
    reply = await edge.interact(event, datastream=AUTHENTICATED, headers=await edge.credentials())

    assert reply.code == "EXEG-0306-400"
    assert reply.body["report"]["eventIndex"] == 0


async def test_a_mobile_app_is_distinguished_from_a_browser(edge: Edge) -> None:
    name = "https://ns.adobe.com/experience/mobilesdk/ios"
    body = {"xdm": {"implementationDetails": {"name": name}}, "events": [{}]}
    mobile = await edge.post("/ee/v1/interact", body, datastream=ALL_ON)
    browser = await edge.interact(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64)"})

    assert decode(mobile.state["identity"]["value"]).device_type == 2
    assert decode(browser.state["identity"]["value"]).device_type == 1


async def test_core_is_known_on_the_edge_domain_after_the_third_party_domain(edge: Edge) -> None:
    both = {"identity": {"fetch": ["ECID", "CORE"]}}

    async def core(host: str, state: list[dict[str, str]]) -> tuple[Reply, dict[str, str]]:
        reply = await edge.interact(query=both, headers={"host": host}, state=state)
        return reply, {item["namespace"]["code"]: item["id"] for item in reply.payload("identity:result")}

    _, unknown = await core("edge.adobedc.net", [])
    first, given = await core("adobedc.demdex.net", [])
    _, later = await core("edge.adobedc.net", first.entries)
    elsewhere = await edge.interact(query=both, state=first.entries, datastream=TARGET_ONLY)

    assert unknown.keys() == {"ECID"}
    assert later == given
    assert given.keys() == {"ECID", "CORE"}
    assert elsewhere.codes("warnings") == ["EXEG-0303-200"]
