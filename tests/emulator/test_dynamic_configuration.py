"""Rules of a datastream: the first that matches changes it for an event."""

from typing import Any

import pytest

from edge_tui.emulator.datastreams import read_config
from tests.emulator.edge import ALL_ON, PAGE_VIEW, Edge

RULES = f"""
[[datastreams]]
id = "{ALL_ON}"
name = "one"
overrides = ["com_adobe_target", "com_adobe_audiencemanager"]
upstreams.target.decisions = [{{ scope = "a", activity = {{ id = "1" }}, items = [{{ schema = "dom-action" }}] }}]
upstreams.audience_manager.cookies = [{{ name = "seg", value = "1" }}]
upstreams.identity.third_party = false

[[datastreams.rules]]
name = "german"
where = {{ "/xdm/placeContext/geo/countryCode" = "DE", "/headers/accept-language" = "de*" }}
overrides = {{ com_adobe_target = {{ enabled = false }} }}

[[datastreams.rules]]
name = "any German"
where = {{ "/xdm/placeContext/geo/countryCode" = "DE" }}
latency_ms = 20
overrides = {{ com_adobe_audiencemanager = {{ enabled = false }} }}

[[datastreams.rules]]
name = "slow"
where = {{ "/xdm/placeContext/geo/countryCode" = "FR" }}
latency_ms = 6
overrides = {{ com_adobe_audiencemanager = {{ enabled = false }}, com_adobe_target = {{ enabled = false }} }}
"""
TARGET, AUDIENCES = "personalization:decisions", "activation:push"


def seen_in(country: str) -> dict[str, Any]:
    return {"xdm": {**PAGE_VIEW["xdm"], "placeContext": {"geo": {"countryCode": country}}}}


@pytest.mark.parametrize(
    ("country", "language", "services", "note"),
    [
        ("DE", "de-AT", {AUDIENCES}, "rule 'german' applied"),
        ("DE", "en", {TARGET}, "rule 'any German' applied"),
        ("FR", "fr", {TARGET, AUDIENCES}, "the rules took 26 ms, so the datastream's own configuration was used"),
    ],
)
async def test_the_first_rule_that_matches_wins_within_25_ms(
    country: str, language: str, services: set[str], note: str
) -> None:
    edge = Edge(read_config(RULES, "rules.toml"))
    query = {"personalization": {"decisionScopes": ["a"]}}
    reply = await edge.interact(seen_in(country), query=query, headers={"accept-language": language})

    assert {TARGET, AUDIENCES} & set(reply.types) == services
    assert note in edge.lines[-1].notes


async def test_an_event_with_overrides_skips_the_rules() -> None:
    edge = Edge(read_config(RULES, "rules.toml"))
    query = {"personalization": {"decisionScopes": ["a"]}}
    meta = {"configOverrides": {"com_adobe_audiencemanager": {"enabled": False}}}
    reply = await edge.interact(seen_in("DE"), query=query, meta=meta, headers={"accept-language": "de"})

    assert {TARGET, AUDIENCES} & set(reply.types) == {TARGET}
    assert not [note for note in edge.lines[-1].notes if "rule" in note]


async def test_a_rule_of_the_built_in_datastreams_leaves_staging_out_of_reports(edge: Edge) -> None:
    page = {"xdm": {"web": {"webPageDetails": {"URL": "https://staging.example.com/"}}}}
    await edge.interact(page)
    staging = edge.lines[-1].notes
    await edge.interact()

    assert [any(note.startswith("analytics") for note in notes) for notes in (staging, edge.lines[-1].notes)] == [
        False,
        True,
    ]
