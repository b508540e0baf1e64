"""A list of history and a comparison say the same of a visitor, whatever the responses are."""

import json
from datetime import timedelta
from itertools import product

import pytest

from edge_tui.compare.visitor_change import VisitorChange
from edge_tui.model.exchange import Draft, Exchange, Response, Timings
from edge_tui.model.request import InteractRequest
from edge_tui.workspace import Workspace
from tests.store.samples import MORNING, record

FIRST, SECOND = "1" * 38, "2" * 38


def envelope(*handles: object) -> bytes:
    return json.dumps({"requestId": "x", "handle": handles}).encode()


def result(ecid: str) -> bytes:
    return envelope({"type": "identity:result", "payload": [{"id": ecid, "namespace": {"code": "ECID"}}]})


BODIES = {
    "no body": lambda _: b"",
    "a blank body": lambda _: b"\n",
    "a page": lambda _: b"<html>",
    "a cut-off body": lambda _: b'{"requestId": "x", "handle": [',
    "other JSON": lambda _: b"{}",
    "no state entry": lambda _: envelope(),
    "a result": result,
}


def sent(number: int, ecid: str, body: bytes, *, names: bool, datastream: str, profile: str = "p") -> Exchange:
    identity_map = {"ECID": [{"id": ecid}]} if names else {}
    event = json.dumps({"event": {"xdm": {"identityMap": identity_map}}})
    query = f"datastreamId={datastream}&" if datastream else ""
    url = f"https://edge.adobedc.net/ee/v2/interact?{query}requestId=r{number}"
    request = InteractRequest(f"r{number}", url, (), event, authenticated=False)
    moment = MORNING + timedelta(minutes=number)
    return Exchange(Draft(event), request, profile, "v", moment, Response(200, (), body, Timings(1.0)))


def says_changed(workspace: Workspace, *exchanges: Exchange) -> tuple[bool, bool]:
    """Whether the list says so of the last one, and whether a comparison does."""
    for each in exchanges:
        record(workspace.history, each)
    found = [workspace.history.find(each.request_id) for each in exchanges]
    assert found[0] is not None
    assert found[1] is not None
    return workspace.history.recent(1)[0].has_new_ecid, VisitorChange.between(found[0], found[1]).is_certain


@pytest.mark.parametrize(("first", "second"), product(BODIES, BODIES))
@pytest.mark.parametrize("datastream", ["ds", ""])
def test_both_say_the_same(workspace: Workspace, first: str, second: str, datastream: str) -> None:
    listed, compared = says_changed(
        workspace,
        sent(1, FIRST, BODIES[first](FIRST), names=True, datastream=datastream),
        sent(2, SECOND, BODIES[second](SECOND), names=True, datastream=datastream),
    )
    assert listed is compared
    told = ("no body", "a blank body", "no state entry", "a result")
    assert listed is (first in told and second in told)


def test_an_earlier_response_without_a_state_entry_counts(workspace: Workspace) -> None:
    before = sent(1, FIRST, result(FIRST), names=False, datastream="ds")
    after = sent(2, SECOND, result(SECOND), names=False, datastream="ds")
    assert says_changed(workspace, before, after) == (True, True)


def test_profiles_without_a_datastream_may_be_of_two_organizations(workspace: Workspace) -> None:
    before = sent(1, FIRST, result(FIRST), names=True, datastream="")
    after = sent(2, SECOND, result(SECOND), names=True, datastream="", profile="q")
    assert says_changed(workspace, before, after)[0] is False
