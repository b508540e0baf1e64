"""Consent: what is accepted, what is stored, and what an opt-out does to events."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.emulator.inferred import Inferred
from edge_tui.values.tc_string import ADOBE_VENDOR
from tests.answers import tc_string
from tests.emulator.edge import ALL_ON, ECID, PAGE_VIEW, PENDING, PREFIX, Edge, Reply

ME = {"ECID": [{"id": ECID}]}


def adobe_1(level: Any) -> dict[str, Any]:
    return {"standard": "Adobe", "version": "1.0", "value": {"general": level}}


def adobe_2(**value: Any) -> dict[str, Any]:
    return {"standard": "Adobe", "version": "2.0", "value": value}


def iab(value: str, **members: Any) -> dict[str, Any]:
    return {"standard": "IAB TCF", "version": "2.0", "value": value, "gdprApplies": True, **members}


EVERYTHING = tc_string({1, 10}, {ADOBE_VENDOR})


async def say(edge: Edge, *consent: dict[str, Any], update: bool = False, **members: Any) -> Reply:
    query = {"query": {"consent": {"operation": "update"}}} if update else {}
    body = {"consent": list(consent), "identityMap": ME, **query, **members}
    return await edge.post("/ee/v1/privacy/set-consent", body)


@pytest.mark.parametrize(
    ("entry", "general"),
    [
        (adobe_1("in"), "in"),
        (adobe_1("out"), "out"),
        (adobe_2(collect={"val": "y"}), "in"),
        (adobe_2(collect={"val": "n"}), "out"),
        (iab(EVERYTHING), "in"),
        (iab(tc_string({1}, {ADOBE_VENDOR})), "in"),
        (iab(tc_string({1, 10}, {ADOBE_VENDOR}, as_ranges=True)), "in"),
        (iab(tc_string({10}, {ADOBE_VENDOR})), "out"),
        (iab(tc_string({1, 10}, {ADOBE_VENDOR - 1})), "out"),
        (iab(tc_string({1, 10}, {ADOBE_VENDOR - 1}, as_ranges=True)), "out"),
        (iab(tc_string(set(), set()), gdprApplies=False), "in"),
    ],
)
async def test_each_standard_comes_to_in_or_out(entry: dict[str, Any], general: str, edge: Edge) -> None:
    reply = await say(edge, entry)

    assert reply.status == 200
    assert reply.state["consent"]["value"] == f"general={general}"
    assert reply.state["consent"]["maxAge"] == 15_552_000
    assert reply.payload("consent:preferences")[0]["collect"]["val"] == ("y" if general == "in" else "n")


SAYING_IN = (adobe_1("in"), adobe_2(collect={"val": "y"}), iab(EVERYTHING))
SAYING_OUT = (adobe_1("out"), adobe_2(collect={"val": "n"}), iab(tc_string({10}, set())))
SAYING_NOTHING = (adobe_1("not_provided"), adobe_2(collect={"val": "u"}), adobe_2(share={"val": "n"}))


@given(st.lists(st.sampled_from((*SAYING_IN, *SAYING_OUT, *SAYING_NOTHING)), min_size=1, max_size=4))
async def test_one_standard_that_says_out_is_enough_wherever_it_is(entries: list[dict[str, Any]]) -> None:
    edge = Edge()
    reply = await say(edge, *entries)
    is_out = any(entry in SAYING_OUT for entry in entries)
    is_in = not is_out and any(entry in SAYING_IN for entry in entries)

    assert reply.state.get("consent", {}).get("value") == ("general=out" if is_out else "general=in" if is_in else None)
    for event in (await edge.interact(state=reply.entries), await edge.interact({"xdm": {"identityMap": ME}})):
        assert event.codes("warnings") == (["EXEG-0301-200"] if is_out else [])


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"standard": "Custom", "version": "1.0", "value": {}}, "EXEG-0102-400"),
        ({"standard": "Adobe", "version": "3.0", "value": {}}, "EXEG-0102-400"),
        ({"standard": "IAB TCF", "version": "1.1", "value": "x"}, "EXEG-0102-400"),
        ({"standard": "Adobe", "version": "1.0"}, "EXEG-0103-400"),
        ({"standard": "IAB TCF", "version": "2.0"}, "EXEG-0103-400"),
        ({"standard": "IAB TCF", "version": "2.0", "value": {}}, "EXEG-0102-400"),
        ({"standard": "Adobe", "version": "1.0", "value": {"analytics": "in"}}, "EXEG-0102-400"),
        (adobe_1("yes"), "EXEG-0102-400"),
        (adobe_2(collect={"val": "maybe"}), "EXEG-0102-400"),
        (adobe_2(marketing={"preferred": "pigeon"}), "EXEG-0102-400"),
        (adobe_2(marketing={"email": {"val": "n", "reason": "far too many emails"}}), "EXEG-0102-400"),
        (iab(""), "EXEG-0104-422"),
        (iab("!"), "EXEG-0104-422"),
        (iab("AAAA"), "EXEG-0104-422"),
    ],
)
async def test_invalid_consent_is_refused(entry: dict[str, Any], code: str, edge: Edge) -> None:
    reply = await say(edge, entry)

    assert reply.code == code
    assert reply.body["detail"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "EXEG-0103-400"),
        ({"consent": None}, "EXEG-0103-400"),
        ({"consent": []}, "EXEG-0102-400"),
        ({"consent": "in"}, "EXEG-0102-400"),
        ({"consent": ["in"]}, "EXEG-0102-400"),
        ({"consent": [adobe_1("in"), {"standard": "Custom"}]}, "EXEG-0102-400"),
        ({"consent": [adobe_2(marketing={"email": {"reason": 5}})]}, "EXEG-0102-400"),
        ({"consent": [adobe_2(marketing={"email": {"reason": "x" * 17}})]}, "EXEG-0102-400"),
        ({"consent": [adobe_2(collect="y")]}, "EXEG-0102-400"),
        ({"consent": [adobe_1("in") | {"value": {}}]}, "EXEG-0102-400"),
        ({"consent": [adobe_1("in") | {"value": "in"}]}, "EXEG-0102-400"),
        ({"consent": [iab(EVERYTHING, gdprApplies="yes")]}, "EXEG-0102-400"),
        ({"consent": [iab(EVERYTHING, gdprContainsPersonalData=1)]}, "EXEG-0102-400"),
        ({"consent": [iab("", gdprApplies=False)]}, "EXEG-0104-422"),
    ],
)
async def test_a_body_with_invalid_consent_is_refused(body: dict[str, Any], code: str, edge: Edge) -> None:
    assert (await edge.post("/ee/v1/privacy/set-consent", body)).code == code


async def test_every_string_that_cannot_be_decoded_is_reported_with_its_index(edge: Edge) -> None:
    reply = await say(edge, iab("!"), adobe_1("in"), iab(""))
    first, second = reply.body["report"]["errors"]

    assert first.endswith("for standard 'IAB TCF' at index 0")
    assert second.endswith("for standard 'IAB TCF' at index 2")


@pytest.mark.parametrize(
    "entry",
    [
        adobe_2(collect={"val": "y"}, marketing={"preferred": "email", "email": {"val": "n", "reason": "x" * 16}}),
        adobe_2(share={"val": "vi"}),
        adobe_2(),
        {"standard": "IAB TCF", "version": "2.0", "value": EVERYTHING},
        iab("not a TC string", gdprApplies=False),
    ],
)
async def test_valid_consent_is_accepted(entry: dict[str, Any], edge: Edge) -> None:
    assert (await say(edge, entry)).status == 200


@pytest.mark.parametrize(
    ("before", "after", "update", "status"),
    [
        ("n", "y", True, 409),
        ("n", "n", True, 200),
        ("n", "y", False, 200),
        ("y", "n", True, 200),
        (None, "y", True, 200),
    ],
)
async def test_an_opt_out_of_all_advertising_cannot_be_updated(
    before: str | None, after: str, update: bool, status: int, edge: Edge
) -> None:
    await say(edge, adobe_2(adID={"val": before}) if before else adobe_2(share={"val": "y"}))

    assert (await say(edge, adobe_2(adID={"val": after}), update=update)).status == status


async def test_other_purposes_can_be_updated_after_an_opt_out_of_all_advertising(edge: Edge) -> None:
    await say(edge, adobe_2(adID={"val": "n"}))
    updated = await say(edge, adobe_2(share={"val": "y"}), update=True)

    assert updated.payload("consent:preferences")[0]["adID"] == {"val": "n"}


async def test_an_update_without_anything_stored_stores_it(edge: Edge) -> None:
    assert (await say(edge, adobe_2(share={"val": "y"}), update=True)).payload("consent:preferences")[0]["share"]


async def test_saying_it_again_replaces_unless_it_updates(edge: Edge) -> None:
    both = adobe_2(collect={"val": "y"}, share={"val": "n"})
    await say(edge, both)
    updated = await say(edge, adobe_2(collect={"val": "n"}), update=True)
    replaced = await say(edge, adobe_2(collect={"val": "y"}))

    assert updated.payload("consent:preferences")[0] | {"metadata": None} == {
        "collect": {"val": "n"},
        "share": {"val": "n"},
        "metadata": None,
    }
    assert "share" not in replaced.payload("consent:preferences")[0]


async def test_the_time_of_a_consent_is_the_clients_or_now(edge: Edge) -> None:
    theirs = {"time": "2026-01-01T00:00:00Z"}

    assert (await say(edge, adobe_2(metadata=theirs))).payload("consent:preferences")[0]["metadata"] == theirs
    ours = (await say(edge, adobe_1("in"))).payload("consent:preferences")[0]["metadata"]
    assert ours == {"time": "2026-03-02T12:00:00Z"}


async def test_set_consent_hands_out_the_identity_asked_for(edge: Edge) -> None:
    reply = await say(edge, adobe_1("in"), query={"identity": {"fetch": ["ECID"]}})

    assert reply.types == ["identity:result", "consent:preferences", "state:store"]
    assert reply.payload("identity:result")[0]["id"] == ECID


async def test_after_an_opt_out_events_are_ignored_with_a_warning(edge: Edge) -> None:
    entries = (await say(edge, adobe_1("out"))).entries
    reply = await edge.interact(state=entries, query={"personalization": {"decisionScopes": ["hero"]}})

    assert reply.status == 200
    assert reply.codes("warnings") == ["EXEG-0301-200"]
    assert reply.types == ["state:store"]
    assert reply.body["warnings"][0]["report"] == {"eventIndex": 0}


async def test_an_opt_in_later_lets_events_pass_again(edge: Edge) -> None:
    await say(edge, adobe_1("out"))
    entries = (await say(edge, adobe_1("in"))).entries

    assert "warnings" not in (await edge.interact(state=entries)).body


async def test_the_profile_remembers_an_opt_out_that_the_client_forgot(edge: Edge) -> None:
    await say(edge, adobe_2(collect={"val": "n"}))

    assert (await edge.interact({"xdm": {"identityMap": ME}})).codes("warnings") == ["EXEG-0301-200"]


async def test_an_opt_out_may_be_a_403_where_the_config_says_so() -> None:
    edge = Edge()
    edge.config = replace(edge.config, inferred=Inferred(opt_out_status=403))
    entries = (await say(edge, adobe_1("out"))).entries
    reply = await edge.interact(state=entries)

    assert (reply.status, reply.code) == (403, "EXEG-0301-403")


@pytest.mark.parametrize(
    ("string", "is_ignored"), [(EVERYTHING, False), (tc_string({10}, {ADOBE_VENDOR}), True), ("", True)]
)
async def test_consent_travels_in_an_event_too(string: str, is_ignored: bool, edge: Edge) -> None:
    consent = {
        "consentStandard": "IAB TCF",
        "consentStandardVersion": "2.0",
        "consentStringValue": string,
        "gdprApplies": True,
        "containsPersonalData": False,
    }
    reply = await edge.interact({"xdm": {**PAGE_VIEW["xdm"], "consentStrings": [consent]}})

    assert bool(reply.codes("warnings")) == is_ignored
    assert reply.state["consent"]["value"] == ("general=out" if is_ignored else "general=in")


async def test_pending_consent_is_over_once_the_visitor_agrees(edge: Edge) -> None:
    before = await edge.interact(datastream=PENDING)
    entries = (await say(edge, adobe_1("in"))).entries
    after = await edge.interact(datastream=PENDING, state=entries)

    assert before.codes("warnings") == ["EXEG-0301-200"]
    assert "warnings" not in after.body


async def test_the_profiles_consent_is_looked_up_once_in_two_hours(edge: Edge) -> None:
    first = await edge.interact(datastream=ALL_ON)
    second = await edge.interact(state=first.entries)

    assert first.payload("consent:preferences")[0]["collect"] == {"val": "y"}
    assert (first.state["consent_check"]["value"], first.state["consent_check"]["maxAge"]) == ("1", 7200)
    assert "consent:preferences" not in second.types


async def test_the_preferences_returned_for_an_event_are_those_the_visitor_stored(edge: Edge) -> None:
    await say(edge, adobe_2(collect={"val": "y"}, personalize={"content": {"val": "n"}}))
    reply = await edge.interact({"xdm": {"identityMap": ME}})

    assert reply.payload("consent:preferences")[0]["personalize"] == {"content": {"val": "n"}}


@pytest.mark.parametrize(
    ("strings", "is_ignored"),
    [
        ([{"consentStandard": "IAB TCF", "consentStringValue": "!", "gdprApplies": False}], False),
        ([{"consentStandard": "IAB TCF", "consentStringValue": "!"}], True),
        ([{"consentStandard": "Custom", "consentStringValue": "!"}], False),
        ([{"consentStandard": "Custom"}, {"consentStandard": "IAB TCF"}], True),
        ("!", False),
        (["!"], False),
        ([], False),
    ],
)
async def test_only_a_tcf_string_that_applies_decides(strings: Any, is_ignored: bool, edge: Edge) -> None:
    reply = await edge.interact({"xdm": {**PAGE_VIEW["xdm"], "consentStrings": strings}})

    assert reply.codes("warnings") == (["EXEG-0301-200"] if is_ignored else [])


@pytest.mark.parametrize(
    ("stored", "entry", "default", "is_ignored"),
    [
        ("n", "general=in", "out", False),
        ("y", "general=out", "in", True),
        ("y", "other=1; general=out", "in", True),
        ("y", "general=out;other=1", "in", True),
        ("n", "general=pending", "in", True),
        ("y", "general=pending", "in", True),
        ("", "general=pending", "in", True),
        ("p", "", "in", True),
        ("p", "general=in", "in", False),
        ("y", "", "out", False),
        ("n", "", "in", True),
        ("", "", "in", False),
        ("", "", "out", True),
        ("", "", "pending", True),
    ],
)
async def test_state_comes_before_stored_preferences_and_they_before_the_default(
    stored: str, entry: str, default: Any, is_ignored: bool, edge: Edge
) -> None:
    edge.config = replace(
        edge.config, datastreams=tuple(replace(each, consent=default) for each in edge.config.datastreams)
    )
    if stored:
        await say(edge, adobe_2(collect={"val": stored}))
    state = [{"key": PREFIX + "consent", "value": entry}] if entry else []
    reply = await edge.interact({"xdm": {**PAGE_VIEW["xdm"], "identityMap": ME}}, state=state)

    assert reply.codes("warnings") == (["EXEG-0301-200"] if is_ignored else [])


@pytest.mark.parametrize(
    ("datastream", "entry", "words"),
    [
        (PENDING, "", "pending"),
        (ALL_ON, "general=pending", "pending"),
        (ALL_ON, "general=out", "opted out"),
        (PENDING, "general=out", "opted out"),
    ],
)
async def test_pending_consent_and_an_opt_out_are_told_apart(
    datastream: str, entry: str, words: str, edge: Edge
) -> None:
    state = [{"key": PREFIX + "consent", "value": entry}] if entry else []
    reply = await edge.interact(datastream=datastream, state=state)
    edge.config = replace(edge.config, inferred=Inferred(opt_out_status=403, pending_consent_drops_events=False))
    configured = await edge.interact(datastream=datastream, state=state)

    assert words in reply.body["warnings"][0]["detail"]
    assert configured.status == (200 if words == "pending" else 403)
    assert "consent" not in reply.state


async def test_pending_consent_drops_no_events_where_the_config_says_so(edge: Edge) -> None:
    edge.config = replace(edge.config, inferred=Inferred(pending_consent_drops_events=False))

    assert (await edge.interact(datastream=PENDING)).codes("warnings") == []
