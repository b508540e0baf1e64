"""Values as programs print them: read where nothing has to be guessed, named with a way to JSON where it would."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.formats import read

TYPE = "web.webpagedetails.pageViews"


def var_dump(value: Any, indent: str = "") -> str:
    """A value as PHP's `var_dump` prints it."""
    match value:
        case None:
            return f"{indent}NULL"
        case bool():
            return f"{indent}bool({str(value).lower()})"
        case int():
            return f"{indent}int({value})"
        case str():
            return f'{indent}string({len(value.encode())}) "{value}"'
    pairs = list(enumerate(value)) if isinstance(value, list) else [(f'"{name}"', each) for name, each in value.items()]
    members = "".join(f"{indent}  [{name}]=>\n{var_dump(each, indent + '  ')}\n" for name, each in pairs)
    return f"{indent}array({len(pairs)}) {{\n{members}{indent}}}"


def print_r(value: Any, indent: str = "") -> str:
    """A value as PHP's `print_r` prints it."""
    if not isinstance(value, dict | list):
        return str(value)
    pairs = enumerate(value) if isinstance(value, list) else value.items()
    lines = "".join(f"{indent}    [{name}] => {print_r(each, indent + '        ')}\n" for name, each in pairs)
    return f"Array\n{indent}(\n{lines}{indent})\n"


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
NAMES = st.from_regex(r"[A-Za-z_]\w{0,10}", fullmatch=True).map(lambda name: f"n{name}")
SCALARS = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(NAMES, inner, min_size=1, max_size=3),
)


def body_of(text: str) -> Any:
    """The body of the only request in a text."""
    reading = read(text)
    assert len(reading.requests) == 1, reading.missing
    return json.loads(reading.requests[0].draft.text)


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=3))
def test_what_var_dump_prints_is_read_as_it_was(data: dict[str, Any]) -> None:
    event = {"event": {"xdm": {"eventType": TYPE}, "data": data}}
    assert body_of(var_dump(event)) == event


def test_what_print_r_prints_is_read_with_a_word_about_numbers() -> None:
    event = {
        "event": {"xdm": {"eventType": TYPE, "productListItems": [{"SKU": "a-1", "name": "a [b] => c", "quantity": 2}]}}
    }
    text = print_r(event)
    assert body_of(text) == event
    assert read(text).requests[0].notes[0].startswith("print_r has no types")


@pytest.mark.parametrize(
    "text",
    [
        f"InteractRequest[event=Event[xdm=Xdm[eventType={TYPE}, name=a, b]]]",
        f"Event(event=Event(xdm=Xdm(eventType={TYPE}, name=a, b)))",
        f"12:00 INFO sent Event(event={{xdm=Xdm(eventType={TYPE}, name=a, b)}})",
        f'map[string]interface {{}}{{"event":map[string]interface {{}}{{"xdm":map[string]interface {{}}'
        f'{{"eventType":"{TYPE}", "name":"a, b"}}}}}}',
    ],
)
def test_records_and_go_syntax_are_read(text: str) -> None:
    assert body_of(text) == {"event": {"xdm": {"eventType": TYPE, "name": "a, b"}}}


@pytest.mark.parametrize(
    ("text", "what", "how"),
    [
        (f"map[event:map[xdm:map[eventType:{TYPE} name:home page]]]", "Go printed", "json.Marshal"),
        (f"{{Event:{{XDM:{{EventType:{TYPE} Web:{{Name:home}}}}}}}}", "Go printed", "json.Marshal"),
        (f"sent: &{{Event:{{XDM:{{EventType:{TYPE}}}}}}}\nmap[event:1]", "Go printed", "json.Marshal"),
        (f"╭───────────┬────╮\n│ eventType │ {TYPE} │\n╰───────────┴────╯", "nushell", "to json"),
        (f"┌───────────┬────┐\n│ eventType │ {TYPE} │\n└───────────┴────┘", "nushell", "to json"),
    ],
)
def test_what_would_have_to_be_guessed_is_named_with_a_way_to_json(text: str, what: str, how: str) -> None:
    reading = read(text)
    assert reading.requests == ()
    assert what in reading.missing
    assert how in reading.fix


@pytest.mark.parametrize("text", ["│ a │\n╭──╮\n│ b │", "map[a:1]", "event: see the table below", 'string(28) "event"'])
def test_other_texts_are_not_named(text: str) -> None:
    reading = read(text)
    assert "Go" not in reading.missing
    assert "nushell" not in reading.missing


ANCHORED = """base: &base
  eventType: web.webpagedetails.pageViews
  implementationDetails: &details {name: a}
event:
  xdm:
    <<: *base
    implementationDetails:
      <<: [{version: "2"}, *details, {name: other, version: "3"}]
      environment: browser
  data: {"same": *details, list: [*details, &n home, *n]}
"""


def test_a_member_of_yaml_that_only_has_an_anchor_is_not_part_of_the_request() -> None:
    text = (
        "base: &base {eventType: a.b}\nnames: &names [ECID]\nmore: {x: 1}\nevent: {xdm: {<<: *base}}\n"
        "query: &query {identity: {fetch: *names}}\nmeta: {again: *query}\n"
    )
    reading = read(text)
    query = {"identity": {"fetch": ["ECID"]}}
    assert json.loads(reading.requests[0].draft.text) == {
        "more": {"x": 1},
        "event": {"xdm": {"eventType": "a.b"}},
        "query": query,
        "meta": {"again": query},
    }
    assert reading.notes == ("Left out, since only aliases need it: base, names.",)
    # In an event alone, every member is a field.
    alone = "eventType: a.b\nweb: &web {webPageDetails: {name: home}}\nother: *web\n"
    assert set(json.loads(read(alone).requests[0].draft.text)["event"]["xdm"]) == {"eventType", "web", "other"}


def test_aliases_and_merge_keys_of_yaml_are_followed() -> None:
    details = {"name": "a"}
    assert body_of(ANCHORED)["event"] == {
        "xdm": {
            "eventType": TYPE,
            "implementationDetails": {"name": "a", "version": "2", "environment": "browser"},
        },
        "data": {"same": details, "list": [details, "home", "home"]},
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("event:\n  xdm: *none\n", "of what isn't there"),
        ("event: &e\n  xdm:\n    eventType: a\n    self: *e\n", "of what it is in itself"),
        ("event:\n  xdm:\n    <<: text\n    eventType: a\n", "merges what isn't a mapping"),
        (
            "event:\n  xdm:\n    eventType: a\n    a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
            + "".join(f"    a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)),
            "aliases make more than",
        ),
    ],
)
def test_an_alias_that_cannot_be_followed_is_named_with_its_place(text: str, why: str) -> None:
    reading = read(text)
    assert reading.requests == ()
    assert why in reading.missing
    assert "line " in reading.missing
