"""Paths, methods, parameters, and the headers of every answer."""

from dataclasses import replace

import pytest

from edge_tui.emulator.inferred import Inferred
from edge_tui.emulator.upstream_switch import with_upstream
from tests.emulator.edge import ALL_ON, AUTHENTICATED, PAGE_VIEW, TARGET_ONLY, Edge

V1 = {"events": [PAGE_VIEW]}
V2 = {"event": PAGE_VIEW}


@pytest.mark.parametrize("base", ["/ee", "/ee-pre-prd", "/ee/irl1", "/ee-pre-prd/va6", ""])
async def test_every_base_and_a_hint_lead_to_interact(base: str, edge: Edge) -> None:
    assert (await edge.post(f"{base}/v1/interact", V1)).status == 200
    assert (await edge.post(f"{base}/v2/interact", V2)).status == 200


@pytest.mark.parametrize(
    ("hint", "header"),
    [
        ("or2", "OR2;9"),
        ("va6", "VA6;7"),
        ("irl1", "IRL1;6"),
        ("sgp3", "SGP3;3"),
        ("ind1", "IND1;12"),
        ("jpn3", "JPN3;11"),
        ("aus3", "AUS3;8"),
        ("t38", "SGP3;3"),
        ("t34", "VA6;7"),
        ("t99", "OR2;9"),
    ],
)
async def test_a_hint_is_answered_from_its_region(hint: str, header: str, edge: Edge) -> None:
    reply = await edge.post(f"/ee/{hint}/v2/interact", V2)

    assert reply.headers["x-adobe-edge"] == header
    hints = {item["scope"]: item["hint"] for item in reply.payload("locationHint:result")}
    assert hints["EdgeNetwork"] == header.split(";", maxsplit=1)[0].lower()
    assert hints["AAM"] == header.split(";")[1]
    assert reply.state["cluster"]["value"] == hints["EdgeNetwork"]


@pytest.mark.parametrize(
    "path",
    [
        "/ee/xyz9/v2/interact",
        "/ee/OR2/v2/interact",
        "/ee/tx/v2/interact",
        "/ee/or2/va6/v2/interact",
        "/ee/v3/interact",
        "/ee/v2/identity/acquire",
        "/ee/v2/interact/more",
        "/ee/va/v1/rewind",
        "/",
        "/ee",
    ],
)
async def test_an_unknown_path_or_hint_is_a_404_with_an_empty_body(path: str, edge: Edge) -> None:
    reply = await edge.post(path, V2)

    assert (reply.status, reply.content, reply.headers["content-length"]) == (404, b"", "0")
    assert "content-type" not in reply.headers


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD"])
async def test_other_methods_are_not_allowed(method: str, edge: Edge) -> None:
    reply = await edge.request(method, f"/ee/v2/interact?datastreamId={ALL_ON}")

    assert (reply.status, reply.content, reply.headers["allow"]) == (405, b"", "POST, OPTIONS")


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/ee/v2/interact", "datastreamId"),
        ("/ee/v2/interact", "dataStreamId"),
        ("/ee/v2/interact", "configId"),
        ("/ee/v1/interact", "configId"),
        ("/ee/v1/interact", "datastreamId"),
    ],
)
async def test_each_spelling_of_the_datastream_parameter_is_taken(path: str, parameter: str, edge: Edge) -> None:
    reply = await edge.post(path, V1 if "v1" in path else V2, datastream=None, params={parameter: ALL_ON})

    assert reply.status == 200


@pytest.mark.parametrize(
    ("path", "parameter", "is_taken"),
    [
        ("/ee/v2/interact", "datastreamId", True),
        ("/ee/v2/interact", "dataStreamId", False),
        ("/ee/v2/interact", "configId", False),
        ("/ee/v1/interact", "configId", True),
        ("/ee/v1/interact", "datastreamId", False),
    ],
)
async def test_strictly_only_the_parameter_of_the_version_is_taken(path: str, parameter: str, is_taken: bool) -> None:
    edge = Edge(strict=True)
    reply = await edge.post(path, V1 if "v1" in path else V2, datastream=None, params={parameter: ALL_ON})

    if is_taken:
        assert reply.status == 200
    else:
        assert reply.code == "EXEG-0002-400"
        assert ("configId" if "v1" in path else "datastreamId") in reply.body["detail"]


async def test_strictly_a_base_is_needed_and_a_request_id_is_a_uuid() -> None:
    edge = Edge(strict=True)

    assert (await edge.post("/v2/interact", V2)).status == 404
    assert (await edge.post("/ee/v2/interact", V2, params={"requestId": "r-1"})).code == "EXEG-0108-400"
    cookies = {"event": PAGE_VIEW, "meta": {"state": {"cookiesEnabled": True}}}
    assert (await edge.post("/ee/v2/interact", cookies, headers={"host": "edge.example.com"})).code == "EXEG-0110-400"


@pytest.mark.parametrize(
    ("suffix", "status"), [("", 200), (":prod", 200), (":stage", 200), (":dev", 200), (":qa", 400)]
)
async def test_an_id_may_name_one_of_its_environments(suffix: str, status: int, edge: Edge) -> None:
    assert (await edge.interact(datastream=ALL_ON + suffix)).status == status


async def test_the_answers_id_is_the_requests_with_sixteen_hex_digits(edge: Edge) -> None:
    sent = "7f3c1d2e-1111-4222-8333-444455556666"

    by_parameter = await edge.interact(params={"requestId": sent})
    by_header = await edge.interact(headers={"x-request-id": sent})
    by_nobody = await edge.interact()

    assert by_parameter.body["requestId"] == by_header.body["requestId"] == f"{sent}-00112233445566ff"
    assert by_parameter.headers["x-request-id"] not in (sent, by_parameter.body["requestId"])
    assert len(by_nobody.body["requestId"]) == 36 + 17


async def test_an_answer_has_the_headers_of_the_gateway(edge: Edge) -> None:
    headers = (await edge.interact()).headers

    assert headers["content-type"] == "application/json;charset=utf-8"
    assert headers["date"] == "Mon, 02 Mar 2026 12:00:00 GMT"
    assert headers["server"] == "jag"
    assert headers["x-rate-limit-remaining"] == "599"
    assert {"x-konductor", "x-request-id", "strict-transport-security", "cache-control"} <= headers.keys()


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/ee/v1/collect", V1, 204),
        ("/ee/v2/collect", V1, 202),
        ("/ee/v2/collect?silent=true", V1, 204),
        ("/ee/v2/collect?silent=false", V1, 202),
        ("/ee/v1/collect?silent=true", V1, 204),
    ],
)
async def test_collect_answers_by_version_and_silence(
    path: str, body: dict[str, object], status: int, edge: Edge
) -> None:
    reply = await edge.request("POST", f"{path}{'&' if '?' in path else '?'}configId={ALL_ON}", json=body)

    assert reply.status == status
    if status == 202:
        assert list(reply.body) == ["requestId"]
    else:
        assert reply.content == b""


async def test_collected_events_reach_the_upstreams_without_a_result(edge: Edge) -> None:
    await edge.post("/ee/v1/collect", {"events": [PAGE_VIEW, {}]})

    assert [note for note in edge.lines[-1].notes if "analytics" in note] == [
        "analytics: page view",
        "analytics: dropped",
    ]
    assert edge.lines[-1].handles == ()


async def test_v1_interact_answers_each_of_several_events(edge: Edge) -> None:
    reply = await edge.post("/ee/v1/interact", {"events": [PAGE_VIEW, PAGE_VIEW]}, datastream=ALL_ON)

    indexes = [handle["eventIndex"] for handle in reply.body["handle"] if handle["type"] == "activation:pull"]
    assert indexes == [0, 1]
    assert all("eventIndex" not in handle for handle in reply.body["handle"] if handle["type"] == "state:store")


async def test_request_level_xdm_is_the_default_of_every_event(edge: Edge) -> None:
    common = {"identityMap": {"ECID": [{"id": "1" * 38}]}, "eventType": "x"}
    own = {"xdm": {"identityMap": {"ECID": [{"id": "2" * 38}], "Email": [{"id": "a@example.com"}]}}}
    query = {"identity": {"fetch": ["ECID"]}}

    by_request = await edge.post("/ee/v1/interact", {"xdm": common, "events": [{}], "query": query})
    by_event = await edge.post("/ee/v1/interact", {"xdm": common, "events": [own], "query": query})

    assert by_request.payload("identity:result")[0]["id"] == "1" * 38
    assert by_event.payload("identity:result")[0]["id"] == "2" * 38


async def test_a_browser_may_ask_from_any_page(edge: Edge) -> None:
    preflight = await edge.request(
        "OPTIONS",
        f"/ee/v1/interact?configId={ALL_ON}",
        headers={
            "origin": "https://shop.example",
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type",
            "access-control-request-private-network": "true",
            "access-control-request-local-network": "true",
        },
    )
    asked = await edge.post("/ee/v1/interact", V1, headers={"origin": "https://shop.example"})
    refused = await edge.post("/ee/v1/interact", V1, datastream=None, headers={"origin": "https://shop.example"})

    assert preflight.status == 200
    assert preflight.headers["access-control-allow-headers"] == "content-type"
    assert preflight.headers["access-control-allow-private-network"] == "true"
    assert preflight.headers["access-control-allow-local-network"] == "true"
    assert not any("network" in name for name in asked.headers)
    for reply in (preflight, asked, refused):
        assert reply.headers["access-control-allow-origin"] == "https://shop.example"
        assert reply.headers["access-control-allow-credentials"] == "true"
        assert reply.headers["vary"] == "Origin"


@pytest.mark.parametrize("silent", ["true", "perhaps"])
async def test_only_collect_can_be_silent(silent: str, edge: Edge) -> None:
    reply = await edge.post("/ee/v1/interact", V1, params={"silent": silent})

    assert "locationHint:result" in reply.types


async def test_alloys_content_type_is_taken(edge: Edge) -> None:
    headers = {"content-type": "text/plain; charset=UTF-8"}

    assert (await edge.post("/ee/v1/interact", content=b'{"events": [{}]}', headers=headers)).status == 200


async def test_a_target_only_datastream_answers_no_more_than_it_has(edge: Edge) -> None:
    reply = await edge.interact(datastream=TARGET_ONLY, query={"personalization": {"decisionScopes": ["hero"]}})

    assert reply.types == ["personalization:decisions", "locationHint:result", "state:store"]


async def test_switching_an_upstream_changes_the_next_answer(edge: Edge) -> None:
    before = await edge.interact()
    edge.config = with_upstream(edge.config, ALL_ON, "edge_destinations", on=False)
    without = await edge.interact()
    edge.config = with_upstream(edge.config, ALL_ON, "edge_destinations", on=True)
    again = await edge.interact()

    assert "activation:pull" in before.types
    assert "activation:pull" not in without.types
    assert again.types == before.types


async def test_an_upstream_the_datastream_never_had_can_be_switched_on(edge: Edge) -> None:
    config = with_upstream(edge.config, TARGET_ONLY, "media", on=True)
    datastream = config.datastream(TARGET_ONLY)

    assert datastream
    assert "media" in datastream.upstreams
    assert "media" not in edge.config.datastream(TARGET_ONLY).upstreams  # type: ignore[union-attr]


async def test_the_same_requests_get_the_same_bytes() -> None:
    async def walk(edge: Edge) -> list[bytes]:
        query = {"personalization": {"decisionScopes": ["__view__"], "surfaces": ["web://a.example/#hero"]}}
        return [(await edge.interact(query=query, params={"requestId": "r"})).content for _ in range(3)]

    assert await walk(Edge()) == await walk(Edge())


async def test_the_log_tells_what_arrived_and_what_it_was_answered(edge: Edge) -> None:
    await edge.interact(params={"requestId": "r"})
    await edge.post("/ee/%1b[31m%0a/v2/interact", V2)

    line, hostile = edge.lines
    assert (line.status, line.datastream, line.request_id) == (200, "Everything on", "r-00112233445566ff")
    assert "analytics: page view" in line.text()
    assert "state:store" in line.handles
    assert "\x1b" not in hostile.text()
    assert "\n" not in hostile.json()


async def test_the_log_mentions_what_was_accepted_leniently(edge: Edge) -> None:
    await edge.request("POST", f"/v2/interact?dataStreamId={ALL_ON}", json={**V2, "data": {"a": 1}})
    await edge.request("POST", f"/ee/v1/interact?datastreamId={ALL_ON}", json=V1)

    first, second = edge.lines
    assert "the path has no base, such as /ee" in first.notes
    assert "data is ignored here: it belongs inside the event" in first.notes
    assert "v1 takes configId" in second.notes


async def test_a_query_inside_an_event_of_v2_is_ignored(edge: Edge) -> None:
    own = {"query": {"identity": {"fetch": ["ECID"]}}, "meta": {"x": 1}}
    two = await edge.request("POST", f"/ee/v2/interact?datastreamId={ALL_ON}", json={"event": {**V2["event"], **own}})
    one = await edge.request("POST", f"/ee/v1/interact?configId={ALL_ON}", json={"events": [{**V2["event"], **own}]})

    assert "identity:result" not in two.types
    assert "identity:result" in one.types
    first, second = edge.lines
    assert "query is ignored in the event: it belongs beside it in v2" in first.notes
    assert "meta is ignored in the event: it belongs beside it in v2" in first.notes
    assert not any("ignored" in note for note in second.notes)


async def test_a_preflight_may_be_a_204_where_the_config_says_so() -> None:
    edge = Edge()
    edge.config = replace(edge.config, inferred=Inferred(preflight_status=204))
    reply = await edge.request("OPTIONS", "/ee/v1/interact", headers={"origin": "https://shop.example"})

    assert (reply.status, reply.content) == (204, b"")
    assert "content-length" not in reply.headers
    assert reply.headers["access-control-allow-origin"] == "https://shop.example"


async def test_the_log_says_why_a_request_was_refused() -> None:
    edge = Edge()
    await edge.post("/ee/v2/interact", V1)
    await edge.post("/ee/v2/interact", V2, datastream="8")

    assert "EXEG-0101-400  The body has events" in edge.lines[0].text()
    assert "EXEG-0003-400  There is no datastream '8'" in edge.lines[1].text()


@pytest.mark.parametrize(
    ("host", "path", "region"),
    [
        ("sgp3.server.adobedc.net", "/ee/v2/interact", "SGP3;3"),
        ("IRL1.server.adobedc.net:443", "/ee/v2/interact", "IRL1;6"),
        ("sgp3.server.adobedc.net", "/ee/va6/v2/interact", "VA6;7"),
        ("server.adobedc.net", "/ee/v2/interact", "OR2;9"),
        ("sgp3.edge.example.com", "/ee/v2/interact", "OR2;9"),
        ("other.server.adobedc.net", "/ee/v2/interact", "OR2;9"),
    ],
)
async def test_a_hint_in_a_server_host_is_a_location(host: str, path: str, region: str, edge: Edge) -> None:
    headers = {**await edge.credentials(), "host": host}
    event = {"xdm": {"identityMap": {"CRMID": [{"id": "1", "primary": True}]}}}
    reply = await edge.interact(event, path=path, headers=headers, datastream=AUTHENTICATED)

    assert (reply.status, reply.headers["x-adobe-edge"]) == (200, region)
