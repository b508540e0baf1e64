"""Browser cookies imported into a visitor, and the visitor as a tree."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from edge_tui.formats.visitor_cookies import import_cookies
from edge_tui.model.client_state import ClientState, StateEntry
from edge_tui.model.visitor import Identity, Visitor
from edge_tui.outline.visitor_tree import Place, ecid_of, place_of, visitor_tree

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ORG = "53A16ACB5CC1D3760A495C99@AdobeOrg"
PREFIX = "kndctr_53A16ACB5CC1D3760A495C99_AdobeOrg_"
IDENTITY = "CiY0NDQ0MjAwMTI2MDA4NzQwNTQ5MTUxNDc5MzAzNTA2NTIxNDI4OFISCMjEz4O5MRABGAEqA09SMjAA8AHj2ouV1DE"
ECID = "44442001260087405491514793035065214288"
FPID = "b95e6f0b-8b1c-4c2e-9d57-0f2d1c8a7e11"
COOKIES = (
    f"_ga=GA1.2; {PREFIX}identity={IDENTITY}; {PREFIX}cluster=or2; {PREFIX}consent=general%3Din; "
    f"FPID={FPID}; AMCV_53A16ACB5CC1D3760A495C99%40AdobeOrg=MCMID%7C41861666193140161934276845651148876988"
)


@pytest.mark.parametrize("text", [COOKIES, f"Cookie: {COOKIES}", f"cookie:{COOKIES}\r\n"])
def test_browser_cookies_become_client_state(text: str) -> None:
    found = import_cookies(text, Visitor("anna"), NOW)
    state = found.visitor.state(ORG)

    assert [entry.key for entry in state.entries] == [PREFIX + key for key in ("identity", "cluster", "consent")]
    assert state.value_of("consent") == "general=in"
    assert state.hint is not None
    assert (state.hint.hint, state.hint.expires_at) == ("or2", NOW + timedelta(minutes=30))
    assert ecid_of(found.visitor, ORG) == ECID
    assert found.visitor.identity("FPID") == FPID
    assert "_ga" in found.left_out
    assert found.words().startswith("Found identity, cluster, consent, ")
    assert "other cookies ignored" in found.words()


def test_the_legacy_visitor_cookie_is_used_without_an_identity_entry() -> None:
    found = import_cookies(f"AMCV_X%40AdobeOrg=179643557%7CMCMID%7C{ECID}%7CMCAID%7CNONE", Visitor("anna"), NOW)

    assert found.visitor.identities == (Identity("ECID", ECID),)


def test_existing_state_is_kept_and_replaced_by_key() -> None:
    before = Visitor("anna", {ORG: ClientState((StateEntry(PREFIX + "consent", "general=out"), StateEntry("x", "1")))})
    found = import_cookies(f"{PREFIX}consent=general=in", before, NOW)

    assert [(entry.key, entry.value) for entry in found.visitor.state(ORG).entries] == [
        (PREFIX + "consent", "general=in"),
        ("x", "1"),
    ]


def test_a_har_imports_sent_and_returned_state() -> None:
    request = {
        "method": "POST",
        "url": "https://edge.acme.example/ee/or2/v1/interact?configId=1&requestId=2",
        "headers": [{"name": "Cookie", "value": f"{PREFIX}identity={IDENTITY}; FPID={FPID}"}],
        "postData": {"mimeType": "text/plain", "text": '{"events":[{"xdm":{"eventType":"a"}}]}'},
    }
    stored = [{"type": "state:store", "payload": [{"key": PREFIX + "consent", "value": "general=in", "maxAge": 60}]}]
    response = {
        "status": 200,
        "headers": [{"name": "set-cookie", "value": f"{PREFIX}cluster=va6; Domain=acme.example; Max-Age=1800"}],
        "content": {"text": json.dumps({"requestId": "2", "handle": stored})},
    }
    entry = {"startedDateTime": NOW.isoformat(), "time": 5, "request": request, "response": response}
    found = import_cookies(json.dumps({"log": {"entries": [entry]}}), Visitor("anna"), NOW)
    state = found.visitor.state(ORG)

    assert {each.key.removeprefix(PREFIX) for each in state.entries} == {"identity", "consent", "cluster"}
    assert state.hint is not None
    assert state.hint.hint == "or2"
    assert found.visitor.identity("FPID") == FPID


@pytest.mark.parametrize("text", ["", "hello", "a=b; c=d", "{}", "[1,", "\x00=\x01", "kndctr_=x"])
def test_text_without_state_imports_nothing_and_says_so(text: str) -> None:
    found = import_cookies(text, Visitor("anna"), NOW)

    assert found.visitor == Visitor("anna")
    assert found.words() == "No Edge Network cookies found."


def test_the_tree_decodes_every_value_and_shows_expiry_and_origin() -> None:
    entries = (
        StateEntry(PREFIX + "identity", IDENTITY, 60, NOW + timedelta(seconds=60), "request-1"),
        StateEntry(PREFIX + "consent", "general=in", 60, NOW - timedelta(seconds=1)),
    )
    visitor = Visitor("anna", {ORG: ClientState(entries)}, (Identity("Email", "a@b", "authenticated"),))
    visitor = replace(visitor, variables={"cart": "[/bold]7"})
    identities, variables, organization = visitor_tree(visitor, NOW).children()
    identity, consent = organization.children()

    assert identities.children()[0].value == "a@b · authenticated"
    assert organization.value == f"ECID {ECID} · 1 live · 1 expired"
    assert identity.value.startswith("1 min left · ")
    assert "request-1" in identity.note
    assert any(ECID in node.value for node in identity.walk())
    assert consent.value.startswith("expired just now · ")
    assert place_of(identity) == Place("entry", ORG, PREFIX + "identity")
    assert (variables.children()[0].label, variables.children()[0].value) == ("cart", "[/bold]7")
    assert place_of(variables.children()[0]) == Place("variable", "own", "cart")
    assert place_of(organization) is None
