"""Completion offers the names and values for the cursor, in valid and incomplete texts."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.lint import common_names, identity_map
from edge_tui.lint.completion import Candidate, complete
from edge_tui.lint.event_type import event_types
from edge_tui.lint.own_schema import OwnSchema
from edge_tui.lint.xdm import dictionary
from edge_tui.lint.xdm.dictionary import Field, walk
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action
from tests.tables import every_row

TEMPLATES = Path(__file__).parents[2] / "templates"


def _offer(marked: str, **known: Any) -> list[Candidate]:
    offset = marked.index("|")
    return list(complete(marked.replace("|", ""), offset, **known))


def _labels(marked: str, **known: Any) -> list[str]:
    return [candidate.label for candidate in _offer(marked, **known)]


def _taken(marked: str, label: str, **known: Any) -> str:
    text = marked.replace("|", "")
    found = next(candidate for candidate in _offer(marked, **known) if candidate.label == label)
    return text[: found.start] + found.insert + text[found.end :]


def test_an_object_offers_its_fields_with_their_types() -> None:
    offered = {each.label: each.type for each in _offer('{"event": {"xdm": {"web": {"webPageDetails": {|}}}}}')}
    assert offered["URL"] == "string"
    assert offered["isErrorPage"] == "boolean"
    assert offered["pageViews"].startswith("measure")


def test_an_existing_name_is_not_offered_again() -> None:
    offered = _labels('{"event": {"xdm": {"web": {"webReferrer": {"URL": "a", |, "type": "internal"}}}}}')
    assert offered == []


# What is typed in an event, and whether something else than what begins with it may be offered.
@every_row(
    ("typed", "offers"),
    [
        ('{"web": {"webPageDetails": {"view|', "infixes"),
        ('{"web": {"webPageDetails": {view|', "prefixes"),
        ('{"web": {"webPageDetails": {"name": "a", p|', "prefixes"),
        ('{"web": {"webPageDetails": {"name": "a" p|', "nothing"),
        ('{"web": {"webPageDetails": {"name" p|', "nothing"),
        ('{"web": {"webPageDetails": {"name": "a"} p|', "nothing"),
        ('{"web": {"webPageDetails": {|', "prefixes"),
        ('{"eventType": "view|', "infixes"),
        ('{"eventType": view|', "nothing"),
        ('{"eventType": w|', "prefixes"),
        ('{"eventType": "a" w|', "nothing"),
        ('{"web": {"webPageDetails": {"isErrorPage": r|', "nothing"),
        ('{"web": {"webPageDetails": {"isErrorPage": t|', "prefixes"),
        ('{"web": {}} w|', "nothing"),
        ("{} x|", "nothing"),
    ],
)
def test_outside_of_a_string_only_what_begins_so_is_offered(typed: str, offers: str) -> None:
    word = re.split(r'[\s{"]', typed.removesuffix("|"))[-1].casefold()
    places = {label.casefold().find(word) for label in _labels('{"event": {"xdm": ' + typed)}
    assert -1 not in places
    assert (places == {0}) == (offers == "prefixes")
    assert (places == set()) == (offers == "nothing")


@pytest.mark.parametrize(
    ("scopes", "offered"),
    [
        ('"h|', True),
        ('"a", "h|', True),
        ('"a", h|', True),
        ('"a" h|', False),
        ('"a", ["b"] h|', False),
        ('"a"|', False),
    ],
)
def test_an_element_is_offered_at_the_start_and_after_a_comma(scopes: str, offered: bool) -> None:
    labels = _labels('{"query": {"personalization": {"decisionScopes": [' + scopes, scopes=["hero"])
    assert ("hero" in labels) == offered


def test_a_measure_is_inserted_whole() -> None:
    taken = _taken('{"event": {"xdm": {"commerce": {"purch|"}}}}', "purchases")
    assert json.loads(taken) == {"event": {"xdm": {"commerce": {"purchases": {"value": 1}}}}}


def test_a_name_before_a_colon_is_replaced_without_its_value() -> None:
    taken = _taken('{"event": {"xdm": {"web": {"webPageDetails": {"n|": "home"}}}}}', "name")
    assert json.loads(taken)["event"]["xdm"]["web"]["webPageDetails"] == {"name": "home"}


def test_prefix_matches_come_before_substring_matches() -> None:
    assert _labels('{"event": {"xdm": {"web": {"webPageDetails": {"name|')[0] == "name"


def test_required_members_come_first() -> None:
    assert _labels('{"event": {"xdm": {"productListItems": [{|')[0] == "SKU"


@every_row(
    ("marked", "expected"),
    [
        ('{"event": {"xdm": {"eventType": "commerce.purch|"}}}', "commerce.purchases"),
        ('{"event": {"xdm": {"web": {"webInteraction": {"type": |', "download"),
        ('{"event": {"xdm": {"identityMap": {"Em|"}}}}', "Email_LC_SHA256"),
        ('{"event": {"xdm": {"identityMap": {"ECID": [{"authenticatedState": "l|"}]}}}}', "loggedOut"),
        ('{"event": {"xdm": {"timestamp": "|"}}}', "{{now}}"),
        ('{"event": {"xdm": {"_id": "|"}}}', "{{uuid}}"),
        ('{"query": {"identity": {"fetch": [|', "ECID"),
        ('{"query": {"personalization": {"decisionScopes": ["|', "__view__"),
        ('{"query": {"personalization": {"schemas": ["dom|', "https://ns.adobe.com/personalization/dom-action"),
        ('{"meta": {"configOverrides": {"target|', "com_adobe_target"),
        ('{"event": {"xdm": {"commerce": {"purchases": |', '{"value": 1}'),
        ('{"consent": [{"standard": "|', "Adobe"),
        ('{"consent": [{"value": {|', "collect"),
        ('{"consent": [{"value": {"share": {"val": "|', "y"),
    ],
)
def test_the_best_fitting_name_or_value_is_offered_first(marked: str, expected: str) -> None:
    assert _labels(marked)[0] == expected


@pytest.mark.parametrize(
    ("marked", "taken"),
    [
        ('{"event": {"xdm": {"_id": "order-{{u|"}}}', "order-{{uuid}}"),
        ('{"event": {"xdm": {"_id": "a {{u|}} b"}}}', "a {{uuid}} b"),
        ('{"event": {"xdm": {"_id": "{{now}}-{{u|id}}"}}}', "{{now}}-{{uuid}}"),
        ('{"event": {"data": {"x": "{{u|', "{{uuid}}"),
    ],
)
def test_a_placeholder_is_completed_in_the_middle_of_a_string(marked: str, taken: str) -> None:
    text = _taken(marked, "{{uuid}}")
    assert f'"{taken}' in text


def test_scopes_of_history_are_offered() -> None:
    assert "hero" in _labels('{"query": {"personalization": {"decisionScopes": ["|"]}}}', scopes=["hero"])


def test_the_root_offers_the_members_of_the_action_and_version() -> None:
    assert "event" in _labels("{|}")
    assert "events" in _labels("{|}", version=ApiVersion.V1)
    assert "events" in _labels("{|}", action=Action.COLLECT)
    assert _labels("{|}", action=Action.SET_CONSENT)[0] == "consent"


def test_a_custom_schema_adds_its_names_and_values() -> None:
    tier = {"properties": {"tier": {"type": "string", "enum": ["gold", "silver"]}}}
    schema = OwnSchema({"properties": {"_acme": {"$ref": "#/$defs/loyalty"}}, "$defs": {"loyalty": tier}})
    assert "_acme" in _labels('{"event": {"xdm": {|}}}', schema=schema)
    assert _labels('{"event": {"xdm": {"_acme": {"tier": "g|"}}}}', schema=schema)[0] == "gold"


@pytest.mark.parametrize("marked", ['{"event": {"xdm": {"eventType": "a"|}}}', '{"a": 1}|', '{"a" |'])
def test_nothing_is_offered_where_nothing_can_be_typed(marked: str) -> None:
    assert _offer(marked) == []


@given(st.text(alphabet='{}[]:," \\\nabxdmevent1', max_size=60), st.integers(0, 60))
def test_completion_never_raises_for_any_text_and_cursor(text: str, offset: int) -> None:
    for candidate in complete(text, min(offset, len(text))):
        assert 0 <= candidate.start <= offset
        assert candidate.start <= candidate.end <= len(text)


@every_row(
    ("typed", "first"),
    [
        ('{"event": {"xdm": {"event|', "eventType"),
        ('{"event": {"xdm": {|', "eventType"),
        ('{"event": {"xdm": {"id|', "identityMap"),
        ('{"event": {"xdm": {"web": {"|', "webPageDetails"),
        ('{"event": {"xdm": {"web": {"webPageDetails": {"|', "name"),
        ('{"event": {"xdm": {"eventType": "|', "web.webpagedetails.pageViews"),
        ('{"event": {"xdm": {"eventType": "web.|', "web.webpagedetails.pageViews"),
        ('{"event": {"xdm": {"commerce": {"p|', "purchases"),
    ],
)
def test_what_most_events_have_comes_first(typed: str, first: str) -> None:
    labels = _labels(typed)
    required = [each for each in ("_id", "timestamp") if each in labels]
    assert next(label for label in labels if label not in required) == first


def test_the_fields_of_the_shipped_templates_are_the_common_ones() -> None:
    used: Counter[str] = Counter()
    for path in TEMPLATES.glob("*.json"):
        used.update(_fields_below_xdm(json.loads(path.read_text("utf-8"))))
    standard = {name for name, _ in _all_fields()}
    often = {name for name, count in used.items() if count >= 3 and name in standard}
    assert often - set(common_names.FIELDS) == set()
    assert set(common_names.FIELDS) <= standard | set(identity_map.STANDARD)
    assert set(common_names.EVENT_TYPES) <= set(event_types())


def _fields_below_xdm(value: Any, *, inside: bool = False) -> set[str]:
    if isinstance(value, list):
        return {name for each in value for name in _fields_below_xdm(each, inside=inside)}
    if not isinstance(value, dict):
        return set()
    below = {name for key, each in value.items() for name in _fields_below_xdm(each, inside=inside or key == "xdm")}
    return below | set(value) if inside else below


def _all_fields() -> Iterator[tuple[str, Field]]:
    for path, field in walk(dictionary.event()):
        yield path.rsplit(".", 1)[-1].removesuffix("[]"), field
