"""Who the gateway took an exchange for: a table of requests and responses, and what is odd about them."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from edge_tui.identification import ConcernKind, Continuity, concerns_of, ecid_of, identify
from edge_tui.model.certainty import Certainty
from edge_tui.model.client_state import ClientState, StateEntry
from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind, Response, Timings
from edge_tui.model.origin import Origin, Source
from edge_tui.model.request import InteractRequest
from edge_tui.values.identity_cookie import IdentityCookie, encode
from tests.tables import every_row

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
A, B = "40000822335137559702444726551020104471", "51111822335137559702444726551020104472"
FPID = "5f1c0000-0000-4000-8000-000000000001"
OURS, OTHERS = "kndctr_AAAA1111_AdobeOrg_", "kndctr_BBBB2222_AdobeOrg_"
RANDOM, THIRD_PARTY, FIRST_PARTY = 0, 1, 2


def entry(ecid: str, prefix: str = OURS, source: int | None = None) -> dict[str, Any]:
    """A state entry with an identity cookie."""
    return {"key": prefix + "identity", "value": encode(IdentityCookie(ecid, source=source))}


def request(identities: dict[str, str], *entries: dict[str, Any]) -> dict[str, Any]:
    """A body with one identity for each namespace, and state entries."""
    identity_map = {namespace: [{"id": identifier}] for namespace, identifier in identities.items()}
    xdm = {"identityMap": identity_map} if identity_map else {}
    return {"event": {"xdm": xdm}, **({"meta": {"state": {"entries": list(entries)}}} if entries else {})}


def response(ecid: str = "", *entries: dict[str, Any]) -> dict[str, Any]:
    """A response that returns an ECID and state."""
    handles: list[dict[str, Any]] = [{"type": "state:store", "payload": list(entries)}]
    if ecid:
        item = {"id": ecid, "namespace": {"code": "ECID"}}
        handles.append({"type": "identity:result", "payload": [{"id": "c", "namespace": {"code": "CORE"}}, item]})
    return {"requestId": "r", "handle": handles}


def exchange(sent: dict[str, Any], returned: dict[str, Any] | None, **members: Any) -> Exchange:
    """An exchange of both; refused or failed ones are made from it."""
    headers = members.pop("headers", ())
    posted = InteractRequest("r", "https://edge.example.com/ee/v2/interact?datastreamId=d", headers, json.dumps(sent))
    outcome = None if returned is None else Response(200, (), json.dumps(returned).encode(), Timings(1.0))
    return Exchange(Draft("{}"), posted, "profile", "visitor", NOW, outcome, **members)


CLUSTER = {"key": OURS + "cluster", "value": "or2"}


@dataclass(frozen=True)
class Case:
    """A request and a response, and the reading of them: winner, its certainty, words of the reason, the ECID."""

    sent: dict[str, Any]
    returned: dict[str, Any]
    winner: str | None
    certainty: Certainty
    words: str
    ecid: str
    concerns: tuple[ConcernKind, ...] = field(default=())


CASES = {
    "an ECID in the map that is returned": Case(
        request({"ECID": A}), response(A), "the ECID in identityMap", Certainty.CERTAIN, "returned the ECID", A
    ),
    "an entry that is returned": Case(
        request({}, entry(A)), response(A), "the identity entry", Certainty.CERTAIN, "of the identity entry", A
    ),
    "an entry, and nothing returned": Case(
        request({}, entry(A)), response("", CLUSTER), "the identity entry", Certainty.LIKELY, "By Adobe's order", A
    ),
    "an ECID in the map before an entry": Case(
        request({"ECID": B}, entry(A)), response(""), "the ECID in identityMap", Certainty.LIKELY, "order", B
    ),
    "an FPID beside an ECID": Case(
        request({"FPID": FPID, "ECID": A}),
        response(A),
        "the ECID in identityMap",
        Certainty.CERTAIN,
        "in identityMap",
        A,
        (ConcernKind.FPID_IGNORED,),
    ),
    "an FPID beside an entry": Case(
        request({"FPID": FPID}, entry(A)),
        response(A),
        "the identity entry",
        Certainty.CERTAIN,
        "of the identity entry",
        A,
        (ConcernKind.FPID_IGNORED,),
    ),
    "an FPID that the returned cookie names": Case(
        request({"FPID": FPID}),
        response("", entry(A, source=FIRST_PARTY)),
        "the FPID in identityMap",
        Certainty.CERTAIN,
        "derived from an FPID",
        A,
    ),
    "an FPID, and an ECID without its cookie": Case(
        request({"FPID": FPID}), response(A), "the FPID in identityMap", Certainty.LIKELY, "FPID", A
    ),
    "an FPID, and nothing returned": Case(
        request({"FPID": FPID}), response(""), "the FPID in identityMap", Certainty.LIKELY, "FPID", ""
    ),
    "nothing sent, a new ECID": Case(
        request({}), response(A, entry(A, source=RANDOM)), None, Certainty.CERTAIN, "generated a new ECID", A
    ),
    "nothing sent, a third-party ID": Case(
        request({}), response(A, entry(A, source=THIRD_PARTY)), None, Certainty.CERTAIN, "demdex", A
    ),
    "nothing sent, nothing known of the source": Case(
        request({}), response(A), None, Certainty.LIKELY, "No ECID or FPID was sent", A
    ),
    "nothing sent, nothing returned": Case(
        request({}), response(""), None, Certainty.CERTAIN, "No identity was sent", ""
    ),
    "an entry of another organization": Case(
        request({}, entry(A, OTHERS)),
        response(B, CLUSTER),
        None,
        Certainty.LIKELY,
        "belongs to BBBB2222@AdobeOrg",
        B,
        (ConcernKind.OTHER_ORGANIZATION,),
    ),
    "an unreadable entry of another organization": Case(
        request({}, {"key": OTHERS + "identity", "value": "CiY4"}),
        response(B, CLUSTER),
        None,
        Certainty.LIKELY,
        "belongs to BBBB2222@AdobeOrg",
        B,
        (ConcernKind.OTHER_ORGANIZATION,),
    ),
    "entries of two organizations": Case(
        request({}, entry(B, OTHERS), entry(A)),
        response(A),
        "the identity entry",
        Certainty.CERTAIN,
        "of the identity entry",
        A,
        (ConcernKind.OTHER_ORGANIZATION,),
    ),
    "another ECID than the one sent": Case(
        request({}, entry(A)),
        response(B, CLUSTER),
        None,
        Certainty.POSSIBLE,
        "doesn't say why",
        B,
        (ConcernKind.ECID_CHANGED,),
    ),
    "an unreadable entry": Case(
        request({}, {"key": OURS + "identity", "value": "CiY4"}),
        response(B, CLUSTER),
        "the identity entry",
        Certainty.POSSIBLE,
        "can't be decoded",
        B,
    ),
    "an e-mail address": Case(
        request({"Email": "ann@example.com"}), response(""), "the Email in identityMap", Certainty.LIKELY, "Email", ""
    ),
    "an e-mail address with capital letters": Case(
        request({"Email": "Ann@example.com"}, entry(A)),
        response(A),
        "the identity entry",
        Certainty.CERTAIN,
        "identity entry",
        A,
        (ConcernKind.CAPITALS,),
    ),
    "an e-mail namespace in other letters": Case(
        request({"EMAIL_LC_SHA256": "ab12"}, entry(A)),
        response(A),
        "the identity entry",
        Certainty.CERTAIN,
        "identity entry",
        A,
        (ConcernKind.CAPITALS,),
    ),
}


@every_row("case", CASES.values(), ids=CASES)
def test_a_request_and_its_response_say_who_the_visitor_was(case: Case) -> None:
    sent = exchange(case.sent, case.returned)
    found = identify(sent)
    assert (found.winner.words if found.winner else None) == case.winner
    assert found.reason.certainty is case.certainty
    assert case.words in found.reason.sentence
    assert found.ecid == case.ecid == ecid_of(sent)
    assert tuple(each.kind for each in concerns_of(sent, found)) == case.concerns


@pytest.mark.parametrize(
    ("previous", "expected"), [(A, Continuity.SAME), (B, Continuity.CHANGED), ("", Continuity.UNKNOWN)]
)
def test_the_ecid_is_compared_with_that_of_the_exchange_before(previous: str, expected: Continuity) -> None:
    sent = exchange(request({}, entry(A)), response(A), previous_ecid=previous)
    found = identify(sent)
    assert found.continuity is expected
    kinds = [each.kind for each in concerns_of(sent, found)]
    assert kinds == ([ConcernKind.ECID_CHANGED] if expected is Continuity.CHANGED else [])


def test_an_fpid_that_is_not_used_is_a_warning_only_beside_an_ecid_in_the_map() -> None:
    for sent, is_warning in ((request({"FPID": FPID, "ECID": A}), True), (request({"FPID": FPID}, entry(A)), False)):
        one = exchange(sent, response(A))
        (concern,) = concerns_of(one, identify(one))
        assert concern.is_warning is is_warning
        assert concern.pointer == "/event/xdm/identityMap/FPID/0"


def test_a_stray_cookie_of_another_organization_beside_the_own_one_is_a_note() -> None:
    cookies = {prefix: f"{prefix}identity={entry(A, prefix)['value']}" for prefix in (OURS, OTHERS)}
    both, stray = "; ".join(cookies.values()), cookies[OTHERS]
    for sent, is_warning in ((both, False), (stray, True)):
        made = exchange(request({}), response(A, CLUSTER), headers=(("cookie", sent),))
        [concern] = concerns_of(made, identify(made))
        assert (concern.kind, concern.is_warning) == (ConcernKind.OTHER_ORGANIZATION, is_warning)


def test_entries_of_the_state_that_were_not_sent_are_named() -> None:
    state = ClientState((StateEntry(OURS + "identity", "x"), StateEntry(OURS + "consent", "general=in")))
    one = exchange(request({}, CLUSTER), response(""), state=state)
    (concern,) = concerns_of(one, identify(one))
    assert (concern.kind, concern.certainty) == (ConcernKind.MISSING_ENTRY, Certainty.CERTAIN)
    assert "identity, consent" in concern.sentence
    expired = replace(state, entries=tuple(replace(each, expires_at=NOW) for each in state.entries))
    one = exchange(request({}), response(""), state=expired)
    assert concerns_of(one, identify(one)) == ()


def test_a_visitor_who_lost_the_identity_is_named_and_a_recording_without_cookies_only_may_have() -> None:
    one = exchange(request({}), response(B), previous_ecid=A)
    origin = Origin(Source.HAR, "visit", "1")
    for each, certainty in ((one, Certainty.CERTAIN), (replace(one, origin=origin), Certainty.POSSIBLE)):
        found = identify(each)
        by_kind = {concern.kind: concern for concern in concerns_of(each, found)}
        assert set(by_kind) == {ConcernKind.ECID_CHANGED, ConcernKind.MISSING_ENTRY}
        assert by_kind[ConcernKind.MISSING_ENTRY].certainty is certainty
        assert by_kind[ConcernKind.MISSING_ENTRY].is_warning is (each is one)
    assert "recording shows no identity" in identify(replace(one, origin=origin)).reason.sentence


def test_cookies_of_the_site_count_like_entries() -> None:
    cookie = f"other=1; {OURS}identity={entry(A)['value']}; FPID={FPID}"
    one = exchange(request({}), response(A), headers=(("Cookie", cookie),))
    found = identify(one)
    assert found.winner is not None
    assert found.winner.words == "the identity cookie"
    assert [each.kind for each in concerns_of(one, found)] == [ConcernKind.FPID_IGNORED]


def test_a_cookie_that_a_recording_names_without_its_value_is_said_to_be_unknown() -> None:
    origin = Origin(Source.HAR, "visit", "1", cookies_sent=(OURS + "identity", "shop"))
    found = identify(exchange(request({}), response(""), origin=origin))
    assert "its value wasn't recorded" in found.reason.sentence
    assert found.ecid == ""


def test_nobody_is_identified_without_an_accepted_response() -> None:
    one = exchange(request({"ECID": A}), None)
    refused = replace(one, outcome=Response(403, (), b"{}", Timings(1.0)))
    login_page = replace(one, outcome=Response(200, (), b'{"token": 1}', Timings(1.0)))
    for each in (one, one.ended(Failure(FailureKind.TIMEOUT, "Late.")), refused, login_page):
        assert ecid_of(each) == ""


@pytest.mark.parametrize("body", ["", "[]", '{"event": {"xdm": {"identityMap": {"ECID": [7, {"id": 3}]}}}}', "\x00"])
def test_any_body_can_be_read(body: str) -> None:
    one = exchange({}, {"handle": [{"type": "identity:result", "payload": [None, {"id": 7}]}]})
    odd = replace(one, request=replace(one.request, body=body))
    assert identify(odd).sent == ()
