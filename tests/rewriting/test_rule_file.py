"""Rule files: what they may say, and where a mistake is."""

from dataclasses import fields
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.errors import SetupError
from edge_tui.model.profile import EMULATOR_DATASTREAM_ID, Profile
from edge_tui.rewriting.conditions import When
from edge_tui.rewriting.destination import Destination
from edge_tui.rewriting.fault import Fault
from edge_tui.rewriting.responses import Change, Offer, Reply
from edge_tui.rewriting.rule_file import EXAMPLE, Gateways, read_rules, to_datastream, to_emulator, to_profile
from edge_tui.rewriting.rules import ACTIONS, Rule, Rules
from tests.tables import every_row

STAGE = Profile(name="stage", url="https://edge.stage.example/", datastream_id="ds-stage")
EMULATED = Profile(name="local", url="emulator", datastream_id="ds-local")


def rules(text: str, gateways: Gateways | None = None) -> tuple[Rule, ...]:
    """The rules of a text."""
    return read_rules(text, "rules.toml", gateways or Gateways())


def test_the_example_is_a_rule_file_and_each_of_its_rules_has_a_sentence() -> None:
    sentences = Rules(rules(EXAMPLE)).sentences
    assert sentences == (
        "development datastream: calls go to datastream 5f1c0000-0000-4000-8000-000000000002:dev"
        " (page https://www.shop.example/*).",
        "spring sale: responses have a made-up offer for hero (scope hero).",
        "no activation: responses are changed.",
        "acquire is made up: calls get a made-up response with status 200 (path */identity/acquire).",
        "Edge is busy: calls get status 503 after 300 ms (event commerce.*; datastream 5f1c*; 1 call in 3).",
    )


def test_the_example_names_every_setting() -> None:
    shapes = {"when": When, "to": Destination, "offer": Offer, "change": Change, "response": Reply, "fault": Fault}
    assert {*ACTIONS, "when"} == set(shapes)
    missing = [
        f"{table}.{field.name}"
        for table, shape in shapes.items()
        for field in fields(shape)
        if f"{table}.{field.name}" not in EXAMPLE
    ]
    # They only add words to a refusal, or choose how a page is changed.
    assert missing == ["offer.action", "fault.title", "fault.detail"]


@every_row(
    ("text", "message"),
    [
        ("", "rules.toml, line 1: rules must be an array of tables with at least one: [[rules]]."),
        ("[[rules]]\nname = 1", "rules.toml, line 2: rules.name must be a string, not a whole number."),
        ("[[rules]]\nto.datastream = 'a'\nwenn.pages = []", "line 3: rules.wenn isn't a setting; did you mean when?"),
        ("[[rules]]\nname = 'a'", "line 1: rules.to is missing: a rule needs one of to, offer, change"),
        ("[[rule]]\nto.datastream = 'a'", "line 1: rule isn't a setting; did you mean rules?"),
        ("[[rules]]\nto.datastream = 'a'\nfault.status = 503", "line 3: rules.fault can't be in one rule with to"),
        ("[[rules]]\nfault.status = 200", "line 2: rules.fault.status must be a number from 400 to 599."),
        ("[[rules]]\nfault.delay_ms = 5000", "line 2: rules.fault.delay_ms must be a number from 0 to 1000"),
        ("[[rules]]\nfault.code = '0201'", "line 2: rules.fault.status is missing"),
        ("[[rules]]\nfault.network = 'gone'", "line 2: rules.fault.network must be one of on, off, not 'gone'."),
        ("[[rules]]\nfault.delay = 5", "line 2: rules.fault.delay isn't a setting; did you mean delay_ms?"),
        ("[[rules]]\noffer.scope = 'a'", "line 2: rules.offer.html is missing: give html, text or json."),
        ("[[rules]]\noffer.html = 'a'", "rules.offer scope is missing."),
        ("[[rules]]\nto.url = 'edge.example'", "line 2: rules.to.url must be a scheme and a host"),
        ("[[rules]]\nto.url = 'https://a.example/ee'", "line 2: rules.to.url must be a scheme and a host"),
        ("[[rules]]\nto.profile = 'stag'", "line 2: rules.to.profile isn't a profile; did you mean stage?"),
        ("[[rules]]\nto.emulator = true", "line 2: rules.to.emulator isn't possible here"),
        ("[[rules]]\nresponse.status = 99", "line 2: rules.response.status must be a number from 200 to 599."),
        ("[[rules]]\nresponse.headers = {'a b' = 'c'}", "line 2: rules.response.headers can't be sent"),
        ("[[rules]]\nchange.merge = '[1]'", "line 2: rules.change.merge must be a table, or a text that is a JSON"),
        ("[[rules]]\nfault.status=503\nwhen.share=0.5\nwhen.nth=2", "line 4: rules.when.nth can't be combined"),
        ("[[rules]]\nfault.status=503\nwhen.share=1.5", "line 3: rules.when.share must be above 0, and at most 1."),
        ("[[rules]]\nto.datastream = 'a'", "line 2: rules.to.datastream is 'a', but Adobe's IDs are UUIDs"),
        ("[[rules]]\nto.profile = 'stage'\n\n[[rules]]\nwhen.pages = 'x'", "line 5: rules.when.pages must be an array"),
        ("[[rules]", "rules.toml: invalid TOML"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_its_key_and_how_to_fix_it(text: str, message: str) -> None:
    with pytest.raises(SetupError) as raised:
        rules(text, Gateways({"stage": STAGE}))
    assert message in str(raised.value)
    assert "shows a rule file" in str(raised.value)


def test_a_profile_and_the_emulator_are_names_of_a_gateway_and_its_datastream() -> None:
    gateways = Gateways({"stage": STAGE, "local": EMULATED}, lambda: "http://127.0.0.1:9")
    text = "".join(f"[[rules]]\nto.{to}\n" for to in ("profile='stage'", "profile='local'", "emulator=true"))
    destinations = [rule.to for rule in rules(text, gateways)]
    assert [(to.url, to.datastream) for to in destinations if to] == [
        ("https://edge.stage.example", "ds-stage"),
        ("http://127.0.0.1:9", "ds-local"),
        ("http://127.0.0.1:9", EMULATOR_DATASTREAM_ID),
    ]


def test_the_emulator_is_started_only_for_a_rule_that_needs_it() -> None:
    started: list[str] = []

    def start() -> str:
        started.append("once")
        return "http://127.0.0.1:9"

    rules("[[rules]]\nto.datastream = '5f1c0000-0000-4000-8000-00000000000b'", Gateways({}, start))
    assert started == []


def test_the_options_of_the_command_line_make_the_same_rules() -> None:
    assert to_datastream("ds").sentence() == "--to-datastream: calls go to datastream ds."
    assert (
        to_profile(STAGE).sentence() == "--to-profile: calls go to https://edge.stage.example to datastream ds-stage."
    )
    assert to_emulator("http://127.0.0.1:9").to is not None
    with pytest.raises(SetupError, match="isn't a datastream ID"):
        to_datastream("a b")
    with pytest.raises(SetupError, match="isn't a datastream ID"):
        to_datastream("")


_KEYS = (
    *("name", "when", "to", "offer", "change", "response", "fault", "events", "share", "every", "nth", "datastream"),
    *(
        "url",
        "profile",
        "emulator",
        "scope",
        "html",
        "json",
        "status",
        "code",
        "delay_ms",
        "network",
        "handles",
        "type",
    ),
    *("payload", "merge", "headers", "body", "remove_handles", "pages"),
)
_VALUES = st.recursive(
    st.booleans() | st.integers(-5, 1000) | st.floats(0, 2) | st.text('ab*:/. {}"', max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4),
    max_leaves=12,
)
_RULE = st.dictionaries(st.sampled_from(_KEYS), _VALUES, max_size=4)


@given(tables=st.lists(_RULE, max_size=3))
def test_any_table_is_rules_or_a_sentence(tables: list[dict[str, Any]]) -> None:
    text = tomlkit.dumps({"rules": tables})
    message, found = "", ()
    try:
        found = rules(text, Gateways({"a": STAGE}, lambda: "http://127.0.0.1:9"))
    except SetupError as error:
        message = str(error)
    assert message.startswith("rules.toml") if message else len(Rules(found).sentences) == len(tables)
