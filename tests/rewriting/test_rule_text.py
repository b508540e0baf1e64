"""Rules written as a file read as the same rules, whatever is in them."""

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from edge_tui.rewriting.conditions import When
from edge_tui.rewriting.destination import Destination
from edge_tui.rewriting.fault import Fault
from edge_tui.rewriting.responses import Change, HandleChange, Offer, Reply
from edge_tui.rewriting.rule_file import EXAMPLE, written_rules
from edge_tui.rewriting.rule_text import rules_text
from edge_tui.rewriting.rules import Rule

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
named = texts.filter(bool)
# What TOML can hold: whole numbers of 64 bits, no null.
json_values = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
patterns = st.lists(texts, max_size=2).map(tuple)
whens = st.builds(When, events=patterns, scopes=patterns, pages=patterns, share=st.floats(0.01, 1.0)) | st.builds(
    When, paths=patterns, every=st.integers(1, 9)
)
destinations = (
    st.builds(Destination, datastream=st.just("5f1c:dev"), url=st.just("https://edge.example:8443"))
    | st.builds(Destination, profile=named)
    | st.just(Destination(emulator=True))
)
offers = st.builds(Offer, scope=named, html=named) | st.builds(
    Offer, scope=named, json=json_values.filter(lambda each: each != "")
)
replaced = st.builds(HandleChange, named, st.lists(json_values, max_size=2).map(tuple))
changes = st.builds(
    Change,
    status=st.sampled_from([0, 200, 404]),
    handles=st.lists(replaced, max_size=2).map(tuple),
    remove_handles=st.lists(named, min_size=1, max_size=2).map(tuple),
)
replies = st.builds(Reply, json=json_values, headers=st.just({"x-made-up": "yes"})) | st.builds(Reply, body=texts)
faults = st.builds(Fault, status=st.integers(400, 599), title=texts, detail=texts) | st.just(Fault(network="off"))
actions = {"to": destinations, "offer": offers, "change": changes, "response": replies, "fault": faults}
rules = st.builds(Rule, name=named, enabled=st.booleans(), when=whens).flatmap(
    lambda rule: st.one_of(
        st.builds(replace, st.just(rule), **{name: values})
        for name, values in {
            "to": destinations,
            "offer": offers,
            "change": changes,
            "response": replies,
            "fault": faults,
        }.items()
    )
)


@example((Rule("empty", response=Reply()),))
@given(st.lists(rules, min_size=1, max_size=3).map(tuple))
def test_any_rules_read_as_they_were_written(written: tuple[Rule, ...]) -> None:
    assert written_rules(rules_text(written), "rules.toml") == written


def test_the_example_is_written_and_read_again() -> None:
    read = written_rules(EXAMPLE, "rules.toml")
    assert written_rules(rules_text(read), "rules.toml") == read


def test_a_rule_is_written_with_what_it_says_and_nothing_else() -> None:
    rule = Rule("busy", enabled=False, when=When(events=("commerce.*",)), fault=Fault(status=503))
    assert rules_text([rule]) == (
        '[[rules]]\nname = "busy"\nenabled = false\nwhen.events = ["commerce.*"]\nfault.status = 503\n'
    )
