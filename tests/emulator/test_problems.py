"""Every code the gateway has, and a request that brings it about."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from edge_tui.emulator.config import Config
from edge_tui.emulator.problem import PROBLEMS
from edge_tui.emulator.serve import serving
from edge_tui.emulator.upstream_switch import with_upstream
from edge_tui.model.request import InteractRequest
from edge_tui.model.response import InteractResponse, read_response
from edge_tui.problems.likely_causes import likely_causes
from tests.emulator.edge import (
    ALL_ON,
    AUTHENTICATED,
    DISABLED,
    ECID,
    PAGE_VIEW,
    PENDING,
    RETIRED_SANDBOX,
    Edge,
    Reply,
    failing,
    named,
)

Provocation = Callable[[Edge], Awaitable[Reply]]
PROVOCATIONS: dict[str, Provocation] = {}


def provokes(code: str) -> Callable[[Provocation], Provocation]:
    def register(provocation: Provocation) -> Provocation:
        PROVOCATIONS[code] = provocation
        return provocation

    return register


def changed(config: Config, datastream_id: str, **fields: Any) -> Config:
    """The config with one datastream's fields changed."""
    return replace(
        config,
        datastreams=tuple(replace(one, **fields) if one.id == datastream_id else one for one in config.datastreams),
    )


def reset(config: Config, upstream: str, **fields: Any) -> Config:
    """The config with settings of one upstream of the all-on datastream changed."""
    settings = dict(config.datastream(ALL_ON).settings)  # type: ignore[union-attr]
    return changed(config, ALL_ON, settings={**settings, upstream: replace(settings[upstream], **fields)})


@provokes("0000")
async def asked_for_by_event(edge: Edge) -> Reply:
    reply = await edge.interact({"data": {"__emulator": {"refuse": "0000", "retry_after_seconds": 7}}})
    assert reply.headers["retry-after"] == "7"
    return reply


@provokes("0001")
async def asked_for_by_header(edge: Edge) -> Reply:
    return await edge.interact(headers={"x-emulator-faults": '{"refuse": "0001"}'})


@provokes("0002")
async def no_datastream(edge: Edge) -> Reply:
    return await edge.interact(datastream=None)


@provokes("0003")
async def unknown_datastream(edge: Edge) -> Reply:
    return await edge.interact(datastream="8888888")


@provokes("0004")
async def disabled_datastream(edge: Edge) -> Reply:
    return await edge.interact(datastream=DISABLED)


@provokes("0010")
async def edge_services_without_the_platform(edge: Edge) -> Reply:
    datastream = edge.config.datastream(ALL_ON)
    assert datastream
    without = {name: value for name, value in datastream.settings.items() if name != "experience_platform"}
    edge.config = changed(edge.config, ALL_ON, settings=without)
    return await edge.interact()


@provokes("0011")
async def the_platform_switched_off(edge: Edge) -> Reply:
    edge.config = with_upstream(edge.config, ALL_ON, "experience_platform", on=False)
    return await edge.interact()


@provokes("0012")
async def a_sandbox_that_is_gone(edge: Edge) -> Reply:
    return await edge.interact(datastream=RETIRED_SANDBOX)


@provokes("0013")
async def a_namespace_that_does_not_exist(edge: Edge) -> Reply:
    edge.config = reset(edge.config, "identity", namespaces=("Emial",))
    return await edge.interact()


@provokes("0100")
async def a_body_nested_too_deeply(edge: Edge) -> Reply:
    return await post_text(edge, "[" * 50_000)


@provokes("0101")
async def v1_body_to_v2(edge: Edge) -> Reply:
    return await edge.post("/ee/v2/interact", {"events": [PAGE_VIEW]})


@provokes("0102")
async def a_string_for_an_event(edge: Edge) -> Reply:
    return await edge.post("/ee/v1/interact", {"events": ["page view"]})


@provokes("0103")
async def an_identity_without_id(edge: Edge) -> Reply:
    return await edge.interact({"xdm": {"identityMap": {"Email": [{"primary": True}]}}})


@provokes("0104")
async def an_empty_consent_string(edge: Edge) -> Reply:
    consent = [{"standard": "IAB TCF", "version": "2.0", "value": "", "gdprApplies": True}]
    reply = await edge.post("/ee/v1/privacy/set-consent", {"consent": consent})
    assert reply.body["report"]["errors"] == ["The IAB consent string is empty for standard 'IAB TCF' at index 0"]
    return reply


@provokes("0105")
async def too_many_scopes(edge: Edge) -> Reply:
    return await edge.interact(query={"personalization": {"decisionScopes": [f"mbox-{n}" for n in range(31)]}})


@provokes("0106")
async def a_content_type_that_is_none(edge: Edge) -> Reply:
    return await post_text(edge, "{}", "json")


@provokes("0107")
async def a_media_session_without_datastream(edge: Edge) -> Reply:
    return await edge.post("/ee/va/v1/sessionStart", {"events": [PAGE_VIEW]}, datastream=None)


@provokes("0108")
async def silent_but_maybe(edge: Edge) -> Reply:
    return await edge.post("/ee/v2/collect", {"events": [PAGE_VIEW]}, params={"silent": "maybe"})


@provokes("0109")
async def no_body(edge: Edge) -> Reply:
    return await post_text(edge, "")


@provokes("0110")
async def cookies_without_domain(edge: Edge) -> Reply:
    return await edge.interact(meta={"state": {"cookiesEnabled": True}})


@provokes("0111")
async def a_form(edge: Edge) -> Reply:
    return await post_text(edge, "a=b", "application/x-www-form-urlencoded")


@provokes("0112")
async def a_body_of_more_than_64_kb(edge: Edge) -> Reply:
    return await edge.interact({"data": {"text": "x" * 65_536}})


@provokes("0113")
async def an_override_set_to_true(edge: Edge) -> Reply:
    return await edge.interact(meta={"configOverrides": {"com_adobe_target": {"enabled": True}}})


@provokes("0200")
async def target_times_out(edge: Edge) -> Reply:
    return await edge.interact(failing(target="timeout"))


@provokes("0201")
async def target_unavailable(edge: Edge) -> Reply:
    return await edge.interact(failing(target="unavailable"))


@provokes("0202")
async def target_rejects(edge: Edge) -> Reply:
    return await edge.interact(failing(target="rejected"))


@provokes("0203")
async def forwarding_unreachable(edge: Edge) -> Reply:
    return await edge.interact(failing(event_forwarding="unreachable"))


@provokes("0204")
async def audience_manager_warns(edge: Edge) -> Reply:
    return await edge.interact(failing(audience_manager="warning"))


@provokes("0205")
async def the_exchange_is_down(edge: Edge) -> Reply:
    return await edge.interact(failing(experience_platform="exchange"))


@provokes("0300")
async def consent_cannot_be_checked(edge: Edge) -> Reply:
    return await edge.interact(failing(consent="timeout"))


@provokes("0301")
async def consent_is_pending(edge: Edge) -> Reply:
    return await edge.interact(datastream=PENDING)


@provokes("0302")
async def an_update_after_opting_out_of_advertising(edge: Edge) -> Reply:
    identity_map = {"ECID": [{"id": ECID}]}

    async def say(value: str) -> Reply:
        entry = {"standard": "Adobe", "version": "2.0", "value": {"adID": {"val": value}}}
        query = {"consent": {"operation": "update"}}
        body = {"identityMap": identity_map, "consent": [entry], "query": query}
        return await edge.post("/ee/v1/privacy/set-consent", body)

    assert (await say("n")).status == 200
    return await say("y")


@provokes("0303")
async def fetching_an_email(edge: Edge) -> Reply:
    return await edge.interact(query={"identity": {"fetch": ["ECID", "Email"]}})


@provokes("0304")
async def bringing_a_core_identity(edge: Edge) -> Reply:
    return await edge.interact(named("CORE", ECID))


@provokes("0305")
async def an_ecid_that_is_none(edge: Edge) -> Reply:
    return await edge.interact(named("ECID", "INVALID_ID"))


@provokes("0306")
async def a_server_event_by_nobody(edge: Edge) -> Reply:
    return await edge.interact(datastream=AUTHENTICATED, headers=await edge.credentials())


@provokes("0307")
async def consent_cannot_be_stored(edge: Edge) -> Reply:
    body = {"consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": "in"}}]}
    headers = {"x-emulator-faults": '{"upstreams": {"consent": "unavailable"}}'}
    return await edge.post("/ee/v1/privacy/set-consent", body, headers=headers)


@provokes("0308")
async def an_fpid_that_is_not_a_uuid(edge: Edge) -> Reply:
    # Only documented: the gateway is known to accept it.
    edge.app.gateway.strict = True
    return await edge.interact(named("FPID", "visitor-1"))


@provokes("0400")
async def a_blocked_country(edge: Edge) -> Reply:
    return await edge.interact({"xdm": {"placeContext": {"geo": {"countryCode": "KP"}}}})


@provokes("0500")
async def no_token(edge: Edge) -> Reply:
    return await edge.interact(datastream=AUTHENTICATED)


def by_client(client_id: str) -> Provocation:
    async def provoke(edge: Edge) -> Reply:
        event = named("Email", "a@example.com", primary=True)
        return await edge.interact(event, datastream=AUTHENTICATED, headers=await edge.credentials(client_id))

    return provoke


provokes("0501")(by_client("edge-tui-service"))
provokes("0502")(by_client("edge-tui-foreign"))
provokes("0503")(by_client("edge-tui-expired"))
provokes("0504")(by_client("edge-tui-no-product"))
provokes("0505")(by_client("edge-tui-no-api"))
provokes("0506")(by_client("edge-tui-read-only"))


async def post_text(edge: Edge, text: str, content_type: str = "application/json") -> Reply:
    return await edge.post("/ee/v2/interact", content=text, headers={"content-type": content_type})


NON_FATAL = {"0200", "0201", "0202", "0203", "0205", "0300"}
WARNINGS = {"0204", "0301", "0303"}


def test_every_code_of_the_gateway_is_provoked() -> None:
    assert set(PROVOCATIONS) == set(PROBLEMS)


@pytest.mark.parametrize("code", sorted(PROVOCATIONS))
async def test_a_code_is_returned_as_the_gateway_does(code: str, edge: Edge) -> None:
    reply = await PROVOCATIONS[code](edge)

    status, title = PROBLEMS[code]
    name = f"EXEG-{code}-{status}"
    if code in NON_FATAL or code in WARNINGS:
        member = "errors" if code in NON_FATAL else "warnings"
        assert reply.status == (207 if code in NON_FATAL else 200)
        assert reply.headers["content-type"] == "application/json;charset=utf-8"
        assert reply.codes(member) == [name]
        assert reply.body[member][0]["status"] == status
        assert "handle" in reply.body
    else:
        assert reply.status == status
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.code == name
        assert reply.body["title"] == title
        assert reply.body["status"] == status
        assert reply.body["report"]["requestId"].endswith("-00112233445566ff")


async def test_every_code_comes_over_a_socket_as_it_does_in_process() -> None:
    edge = Edge()
    shipped = edge.config
    told: dict[str, tuple[int, str | None]] = {}
    with serving(app=edge.app) as emulator:
        async with httpx.AsyncClient(base_url=emulator.url) as edge.client:
            for code, provoke in PROVOCATIONS.items():
                reply = await provoke(edge)
                told[code] = reply.status, reply.headers["content-type"]
                edge.config = shipped
    for code, provoke in PROVOCATIONS.items():
        reply = await provoke(Edge())
        assert told[code] == (reply.status, reply.headers["content-type"]), code


async def test_a_refusal_reports_the_datastream_and_its_organisation(edge: Edge) -> None:
    reply = await disabled_datastream(edge)

    assert reply.body["report"] == {
        "requestId": reply.body["report"]["requestId"],
        "configId": DISABLED,
        "orgId": edge.config.org_id,
    }


async def test_an_error_of_an_upstream_reports_its_event_inside_the_report(edge: Edge) -> None:
    events = [PAGE_VIEW, PAGE_VIEW]
    headers = {"x-emulator-faults": '{"upstreams": {"target": "unavailable"}}'}
    reply = await edge.post("/ee/v1/interact", {"events": events}, headers=headers)

    assert [error["report"]["eventIndex"] for error in reply.body["errors"]] == [0, 1]
    assert all("eventIndex" not in error for error in reply.body["errors"])
    assert "com.adobe.target" in reply.body["errors"][0]["title"]


async def test_a_warning_of_an_upstream_reports_its_cause_and_the_upstream_still_answers(edge: Edge) -> None:
    reply = await audience_manager_warns(edge)

    assert reply.body["warnings"][0]["report"]["cause"]["code"] == 202
    assert "activation:push" in reply.types


async def test_checks_come_in_the_gateways_order(edge: Edge) -> None:
    """A request that is wrong in every way gets one error after the other, in this order."""
    told = []
    wrong: dict[str, Any] = {
        "url": "/ee/v2/collect?silent=perhaps",
        "content": b"",
        "headers": {"content-type": "text/html"},
    }
    who = '{"event": {"xdm": {"identityMap": %s}}%s}'
    bad_ecid, nobody = '{"ECID": [{"id": "1"}]}', '{"Email": [{"id": "a@b.example"}]}'
    somebody = '{"Email": [{"id": "a@b.example", "primary": true}]}'
    corrections: list[dict[str, Any]] = [
        {"url": "/ee/v2/interact"},
        {"content": b"[" + b" " * 70_000},
        {"headers": {"content-type": "application/json"}},
        {"content": b"["},
        {"url": "/ee/v2/interact?datastreamId=8"},
        {"url": f"/ee/v2/interact?datastreamId={DISABLED}"},
        {"url": f"/ee/v2/interact?datastreamId={AUTHENTICATED}"},
        {"headers": {"content-type": "application/json", **await edge.credentials()}},
        {"content": who % ('{"ECID": [{"id": 1}]}', "")},
        {"content": who % (bad_ecid, ', "meta": {"state": {"cookiesEnabled": true}}')},
        {"content": who % (bad_ecid, ', "meta": {"configOverrides": {"com_adobe_x": 1}}')},
        {"content": who % (bad_ecid, "")},
        {"content": who % (nobody, "")},
        {"content": who % (somebody, "")},
    ]
    for correction in ({}, *corrections):
        wrong.update(correction)
        reply = await edge.request("POST", **wrong)
        told.append(reply.code.split("-")[1] if reply.status >= 400 else "answered")
    order = ["0108", "0109", "0111", "0112", "0002", "0003", "0004", "0500", "0101", "0102", "0110", "0113", "0305"]
    assert told == [*order, "0306", "answered"]


# Where to look first for each provocation; None when the request is not at fault.
CAUSES: dict[str, str | None] = {
    **dict.fromkeys(("0000", "0200", "0201", "0202", "0203", "0204", "0205", "0300"), "/event/data/__emulator"),
    **dict.fromkeys(("0002", "0003", "0004", "0010", "0011", "0012", "0013", "0107", "0301"), "profile:datastream_id"),
    **dict.fromkeys(("0100", "0109"), ""),
    "0101": "/events",
    "0102": "/events/0",
    "0103": "/event/xdm/identityMap/Email/0",
    "0104": "/consent/0/value",
    "0105": "/query/personalization/decisionScopes",
    **dict.fromkeys(("0106", "0111"), "header:content-type"),
    "0110": "/meta/state",
    "0112": "/event/data/text",
    "0113": "/meta/configOverrides/com_adobe_target/enabled",
    "0302": "/consent/0/value/adID",
    "0303": "/query/identity/fetch/1",
    "0304": "/event/xdm/identityMap/CORE",
    "0305": "/event/xdm/identityMap/ECID/0/id",
    "0306": "/event/xdm",
    "0308": "/event/xdm/identityMap/FPID/0/id",
    "0400": "/event/xdm/placeContext/geo/countryCode",
    "0500": "profile:authentication",
    **dict.fromkeys(("0501", "0502", "0503", "0504", "0505", "0506"), "profile:credentials"),
    **dict.fromkeys(("0001", "0108", "0307"), None),
}


@pytest.mark.parametrize("code", sorted(PROVOCATIONS))
async def test_a_code_leads_to_what_brought_it_about(code: str, edge: Edge) -> None:
    reply = await PROVOCATIONS[code](edge)
    sent = reply.response.request
    request = InteractRequest(
        "1", str(sent.url), tuple(sent.headers.items()), sent.content.decode(), "authorization" in sent.headers
    )
    read = read_response(reply.response.content)
    assert isinstance(read, InteractResponse)
    (problem,) = [read.problem] if read.problem else [*read.errors, *read.warnings]

    found = likely_causes(problem, request)

    assert (found[0].request_location if found else None) == CAUSES[code]
