"""Likely causes of a problem in its request."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.exchange import Failure, FailureKind
from edge_tui.model.request import InteractRequest
from edge_tui.model.response import Problem, read_problem
from edge_tui.problems import PROBLEMS
from edge_tui.problems.likely_causes import MAX_CAUSES, likely_causes, likely_causes_of_failure
from edge_tui.problems.likely_causes_by_code import SEARCHES
from tests.answers import ANY_JSON
from tests.tables import every_row

URL = "https://edge.adobedc.net/ee/v2/interact?datastreamId=5f1c&requestId=1"
FPID = "11111111-1111-1111-1111-111111111111"


def problem(code: str, detail: str = "", **report: Any) -> Problem:
    return read_problem(
        {"type": f"https://ns.adobe.com/aep/errors/EXEG-{code}-400", "detail": detail, "report": report}, ""
    )


def request(body: Any, url: str = URL, *, authenticated: bool = False) -> InteractRequest:
    return InteractRequest("1", url, (), body if isinstance(body, str) else json.dumps(body), authenticated)


def event(**xdm: Any) -> dict[str, Any]:
    return {"event": {"xdm": xdm}}


@every_row(
    ("code", "body", "pointer"),
    [
        ("0101", {"events": []}, "/events"),
        ("0101", '{"event": {', ""),
        ("0110", {"meta": {"state": {"cookiesEnabled": True}}}, "/meta/state"),
        ("0112", event(a="x", b=["y", "z" * 70_000]), "/event/xdm/b/1"),
        (
            "0113",
            {"meta": {"configOverrides": {"com_adobe_target": {"enabled": True}}}},
            "/meta/configOverrides/com_adobe_target/enabled",
        ),
        (
            "0301",
            {"meta": {"state": {"entries": [{"key": "kndctr_x_consent", "value": "general=out"}]}}},
            "/meta/state/entries/0/value",
        ),
        ("0303", {"query": {"identity": {"fetch": ["ECID", "Email"]}}}, "/query/identity/fetch/1"),
        ("0305", event(identityMap={"ECID": [{"id": "12"}]}), "/event/xdm/identityMap/ECID/0/id"),
        (
            "0308",
            {"events": [event(identityMap={"FPID": [{"id": FPID}]})["event"]]},
            "/events/0/xdm/identityMap/FPID/0/id",
        ),
        ("0306", event(identityMap={"Email": [{"id": "a"}]}), "/event/xdm/identityMap"),
        ("0306", event(), "/event/xdm"),
    ],
)
def test_a_code_points_into_the_request(code: str, body: Any, pointer: str) -> None:
    assert likely_causes(problem(code), request(body))[0].pointer == pointer


@pytest.mark.parametrize(
    ("code", "authenticated", "field"),
    [
        ("0003", False, "datastream_id"),
        ("0002", False, "datastream_id"),
        ("0500", False, "authentication"),
        ("0503", True, "credentials"),
        ("0502", True, "credentials"),
    ],
)
def test_a_code_points_into_the_profile(code: str, authenticated: bool, field: str) -> None:
    assert likely_causes(problem(code), request(event(), authenticated=authenticated))[0].profile_field == field


@pytest.mark.parametrize(
    ("detail", "report", "pointer"),
    [
        ("", {"details": [{"name": "$.events[0].xdm.commerce", "reason": "no"}]}, "/events/0/xdm/commerce"),
        ("The field xdm.commerce.order is missing.", {}, "/events/0/xdm/commerce"),
        ("", {"errors": ["/events/0/xdm/commerce/value must be a number"]}, "/events/0/xdm/commerce/value"),
        ("INVALID_ID is not a valid ECID value.", {}, "/events/0/xdm/identityMap/ECID/0/id"),
    ],
)
def test_a_path_or_value_named_in_the_problem_is_found(detail: str, report: dict[str, Any], pointer: str) -> None:
    xdm = {"commerce": {"value": "x"}, "identityMap": {"ECID": [{"id": "INVALID_ID"}]}}
    found = likely_causes(problem("0104", detail, **report), request({"events": [{"xdm": xdm}]}))
    assert found[0].pointer == pointer


def test_an_upstream_error_points_to_the_data_of_its_service() -> None:
    failed = read_problem({"type": "EXEG-0202-502", "title": "The 'com.adobe.analytics' service failed."}, "/errors/0")
    body = {"event": {"xdm": {}, "data": {"__adobe": {"analytics": {"eVar1": "a"}}}}}
    assert likely_causes(failed, request(body))[0].pointer == "/event/data/__adobe/analytics"


@pytest.mark.parametrize(
    ("code", "faults", "is_named"),
    [
        ("0201", {"upstreams": {"target": "unavailable"}}, True),
        ("0306", {"upstreams": {"target": "unavailable"}}, False),
        ("0306", {"refuse": "0306"}, True),
        ("0201", {"refuse": "0306"}, False),
        ("0201", {"latency_ms": 300}, False),
    ],
)
def test_a_requested_fault_is_the_cause_of_the_problems_that_it_makes(code: str, faults: Any, is_named: bool) -> None:
    found = likely_causes(problem(code), request({"event": {"xdm": {}, "data": {"__emulator": faults}}}))
    assert ("/event/data/__emulator" in [each.pointer for each in found]) is is_named


def test_a_failure_points_to_the_profile() -> None:
    fields = {
        kind: [each.profile_field for each in likely_causes_of_failure(Failure(kind, ""))] for kind in FailureKind
    }
    assert fields[FailureKind.UNREACHABLE] == ["url"]
    assert fields[FailureKind.CANCELED] == []


@given(st.sampled_from(sorted(PROBLEMS)), ANY_JSON, ANY_JSON)
def test_any_problem_and_any_body_can_be_searched(code: str, report: Any, body: Any) -> None:
    members = {"type": f"EXEG-{code}", "title": "analytics target .ode", "detail": str(report), "report": report}
    for envelope in (body, {"event": body}, {"events": [body], "meta": body, "query": body}):
        assert len(likely_causes(read_problem(members, ""), request(envelope))) <= MAX_CAUSES


def _replaced(value: Any, other: Any) -> Iterator[Any]:
    """The value with each of its parts replaced by another one."""
    yield other
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        for each in _replaced(member, other):
            copy = value.copy()
            copy[name] = each
            yield copy


@pytest.mark.parametrize("other", [None, True, "x", [[]], {"a": {}}])
def test_no_value_where_another_kind_belongs_stops_a_search_for_causes(other: Any) -> None:
    entries = [{"key": "kndctr_A_AdobeOrg_consent", "value": "general=out"}]
    item = {"id": "1", "authenticatedState": "ambiguous", "primary": True}
    body = {
        "consent": [{"standard": "Adobe", "version": "2.0", "value": {"general": "in", "adID": {"val": "y"}}}],
        "event": {"xdm": {"identityMap": {"ECID": [item]}, "mediaCollection": {"sessionID": "1"}}, "data": {"a": 1}},
        "query": {"identity": {"fetch": ["ECID"]}, "personalization": {"decisionScopes": ["__view__"]}},
        "meta": {"state": {"entries": entries}, "configOverrides": {"com_adobe_target": {"enabled": True}}},
    }
    for changed in _replaced(body, other):
        for code in SEARCHES:
            likely_causes(problem(code, "index 0 of ECID"), request(changed))
