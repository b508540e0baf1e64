"""Every handle type: its items and its summary."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import edge_tui.handles as handles_package
from edge_tui.handles import DECODERS
from edge_tui.handles.query import Query, read_query
from edge_tui.model.json.document import join
from edge_tui.model.node import Tone
from tests.answers import ANY_JSON, ECID, HANDLES, IDENTITY, OFFER, OFFER_SCOPE, ORG, TARGET_PROPOSITION
from tests.tables import every_row

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def lines(handle_type: str, item: Any) -> tuple[str, str, list[tuple[str, str]]]:
    node = DECODERS[handle_type].read(item, "/p", NOW)
    assert node is not None
    return node.label, node.value, [(child.label, child.value) for child in node.children()]


def test_every_type_is_named_as_its_module_is() -> None:
    folder = Path(handles_package.__file__).parent
    with_type = {path.stem for path in folder.glob("*.py") if "\nTYPE = " in path.read_text()}
    expected = {"".join("_" + char.lower() if char.isupper() else char for char in each) for each in DECODERS}
    assert {name.replace(":", "_").replace("-", "_") for name in expected} == with_type
    assert all(name == decoder.TYPE and decoder.ABOUT and decoder.SOURCE for name, decoder in DECODERS.items())


@every_row("handle", [each for each in HANDLES if each["type"] in DECODERS], ids=lambda each: each["type"])
def test_a_documented_item_is_read_and_keeps_its_members(handle: dict[str, Any]) -> None:
    for item in handle["payload"]:
        node = DECODERS[handle["type"]].read(item, "/p", NOW)
        assert node is not None
        assert node.content == item
        assert [child.pointer for child in node.children()] == [join("/p", name) for name in item]


@given(ANY_JSON)
def test_no_decoder_breaks_on_any_item(item: Any) -> None:
    for decoder in DECODERS.values():
        node = decoder.read(item, "/p", NOW)
        if node is not None:
            assert node.content == item
            assert all(isinstance(each.value, str) and isinstance(each.label, str) for each in node.walk())
        decoder.summarize([item, item], Query(("__view__",), (), ("ECID",)))
        decoder.summarize([], Query())


def test_an_identity_is_labeled_with_its_namespace() -> None:
    assert lines("identity:result", {"id": ECID, "namespace": {"code": "ECID"}})[:2] == ("ECID", ECID)


def test_a_namespace_that_was_not_returned_is_named() -> None:
    items = [{"id": ECID, "namespace": {"code": "ECID"}}]
    summary = DECODERS["identity:result"].summarize(items, Query(namespaces=("ECID", "CORE")))
    assert summary == f"ECID {ECID} · CORE not returned"


def test_a_cookie_shows_its_value_and_its_lifetime() -> None:
    label, value, children = lines("state:store", {"key": ORG + "identity", "value": IDENTITY, "maxAge": 34128000})
    assert (label, value) == ("identity", f"ECID {ECID} · 395 d")
    assert children == [("key", ORG + "identity"), ("value", f"ECID {ECID}"), ("maxAge", "34128000 · 395 d")]


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ({"key": "at_qa_mode", "value": "x"}, "x · for this session"),
        ({"key": "k", "value": "", "maxAge": 7200}, "2 h"),
        ({"key": "k", "value": "v", "maxAge": 0}, "v · deleted"),
        ({"key": ORG + "identity", "value": "rubbish"}, "unreadable · for this session"),
    ],
)
def test_an_entry_of_the_state_store_says_how_long_it_lasts(item: Any, value: str) -> None:
    assert lines("state:store", item)[1] == value


def test_a_damaged_identity_cookie_is_explained_in_place() -> None:
    node = DECODERS["state:store"].read({"key": ORG + "identity", "value": "!!"}, "/p", NOW)
    assert node is not None
    value = node.children()[1]
    assert value.content == "!!"
    assert "isn't base64" in value.children()[0].value


def test_the_state_store_summarizes_its_cookies() -> None:
    items = HANDLES[-1]["payload"]
    assert DECODERS["state:store"].summarize(items, Query()) == (
        "3 cookies · identity 395 d · cluster 30 min · consent 180 d"
    )


def test_a_hint_names_the_place() -> None:
    assert lines("locationHint:result", {"scope": "EdgeNetwork", "hint": "irl1", "ttlSeconds": 1800})[:2] == (
        "EdgeNetwork",
        "irl1 · Ireland · 30 min",
    )


def test_a_target_proposition_names_activity_and_experience() -> None:
    label, value, children = lines("personalization:decisions", TARGET_PROPOSITION)
    assert label == "__view__"
    assert value == "activity 649328 · experience 0 · 1 item dom-action setHtml"
    assert ("scopeDetails", "TGT · Adobe Target") in children


def test_an_offer_is_labeled_with_its_decoded_scope() -> None:
    label, value, _ = lines("personalization:decisions", OFFER)
    assert label == "activity 11cfb1fa93381aca · placement 1175009612b0100c"
    assert value == "ODE · activity 11cfb1fa93381aca · 1 item content-component-json"


def test_decisions_are_compared_with_the_requested_scopes() -> None:
    summarize = DECODERS["personalization:decisions"].summarize
    query = Query(("__view__", "mbox", OFFER_SCOPE.rstrip("=")))
    assert summarize([TARGET_PROPOSITION, OFFER], query) == "TGT · ODE · decisions for 2 of 3 scopes"
    assert summarize([TARGET_PROPOSITION], Query()) == "TGT · 1 proposition"
    assert summarize([], query) == "decisions for 0 of 3 scopes"
    assert summarize([], Query(surfaces=("web://a/",))) == "decisions for 0 of 1 surface"
    assert summarize([], Query()) == "no propositions"


def test_a_proposition_of_a_named_view_counts_for_the_views_scope() -> None:
    view = {"scope": "cart", "scopeDetails": {"decisionProvider": "TGT", "characteristics": {"scopeType": "view"}}}
    summary = DECODERS["personalization:decisions"].summarize([view], Query(("__view__",)))
    assert summary == "TGT · decisions for 1 of 1 scope"


def test_consents_are_shown_in_words() -> None:
    item = {"collect": {"val": "n"}, "personalize": {"content": {"val": "p"}}, "metadata": {"time": "2026"}}
    _, value, children = lines("consent:preferences", item)
    assert value == "collect no · personalize.content pending verification"
    assert children[:2] == [("collect", "n · no"), ("personalize", "content pending verification")]
    assert lines("consent:preferences", {"general": "in"})[1] == "general in"


@pytest.mark.parametrize(
    "document",
    [
        {"event": {"query": {"personalization": {"decisionScopes": ["a"], "surfaces": ["s"]}}}},
        {
            "events": [{"query": {"personalization": {"scopes": ["a", 1, "a"]}}}, 7],
            "query": {"personalization": {"surfaces": ["s"]}},
        },
    ],
)
def test_a_query_is_read_from_the_request_and_its_events(document: Any) -> None:
    query = read_query(document)
    assert (query.scopes, query.surfaces) == (("a",), ("s",))


@given(ANY_JSON)
def test_any_request_body_has_a_query(document: Any) -> None:
    assert isinstance(read_query(document), Query)


def concierge_turn() -> dict[str, Any]:
    entity = {
        "productName": "Fell Runner",
        "productPrice": "129.00",
        "productWasPrice": "159.00",
        "productBadge": "Sale",
    }
    buttons = {"primary": {"text": "Buy", "url": "https://shop.example/buy"}, "secondary": {"text": "Save"}}
    source = {"title": "Guide", "url": "https://shop.example/guide", "citation_number": 2, "start_index": 0}
    return {
        "conversationId": "c",
        "interactionId": "i",
        "request": {"message": "Which shoes?"},
        "response": {
            "message": "Take these [2].",
            "promptSuggestions": ["Sizes?", "Colors?"],
            "sources": [source],
            "multimodalElements": {"elements": [{"type": "product", "entity_info": {**entity, **buttons}}]},
            "linkHints": [{"kind": "phone", "href": "tel:+1"}],
            "feedback": {"eligible": True},
        },
        "state": "completed",
    }


def test_a_turn_of_brand_concierge_is_opened_up_to_its_cards_sources_and_links() -> None:
    node = DECODERS["brand-concierge:conversation"].read(concierge_turn(), "/p", NOW)
    assert node is not None
    seen = {each.label: each.value for each in node.walk()}

    assert (node.label, node.value) == ("completed", "Take these [2].")
    assert seen["request"] == "Which shoes?"
    assert seen["response"] == "Take these [2]. · 1 source · 2 suggestions · 1 link"
    assert seen["source 2"] == "Guide · https://shop.example/guide"
    assert seen["product"] == "Fell Runner · 129.00 (was 159.00) · Sale"
    assert seen["primary"] == "Buy · https://shop.example/buy"
    assert seen["secondary"] == "Save"
    assert seen["phone"] == "tel:+1"
    assert seen["feedback"] == "eligible"
    assert "turn" in next(each.note for each in node.walk() if each.label == "interactionId")


def test_a_turn_that_failed_is_an_error_and_a_part_says_that_more_follow() -> None:
    failed = DECODERS["brand-concierge:conversation"].read({**concierge_turn(), "state": "error"}, "/p", NOW)
    part = DECODERS["brand-concierge:conversation"].read({**concierge_turn(), "state": "in-progress"}, "/p", NOW)
    assert failed is not None
    assert part is not None

    assert failed.tone is Tone.ERROR
    (state,) = [each for each in part.walk() if each.label == "state"]
    assert "add this message" in state.note
