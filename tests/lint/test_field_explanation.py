"""What a field of an event is, for the cursor in the editor."""

import json

import pytest

from edge_tui.lint.field_explanation import _ANALYTICS, _field, explain_field_at
from edge_tui.lint.xdm import dictionary
from edge_tui.lint.xdm.build_descriptions import pack
from edge_tui.lint.xdm.descriptions import description_of
from edge_tui.lint.xdm.dictionary import walk

EVENT = {
    "event": {
        "xdm": {
            "eventType": "web.webpagedetails.pageViews",
            "web": {"webPageDetails": {"name": "home", "isErrorPage": False, "pageViews": {"value": 1}}},
            "productListItems": [{"SKU": "a"}, {"SKU": "b"}],
            "_acme": {"own": 1},
        },
        "data": {"name": "x"},
    },
    "query": {"identity": {"fetch": ["ECID"]}},
}
TEXT = json.dumps(EVENT, indent=2)


@pytest.mark.parametrize(
    ("place", "path", "kind"),
    [
        ('"eventType"', "eventType", "string"),
        ("home", "web.webPageDetails.name", "string"),
        ("isErrorPage", "web.webPageDetails.isErrorPage", "boolean"),
        ('"b"', "productListItems[].SKU", "string"),
        ('      "eventType"', "eventType", "string"),
    ],
)
def test_the_field_at_the_cursor_is_explained(place: str, path: str, kind: str) -> None:
    found = explain_field_at(TEXT, TEXT.index(place) + 1)
    assert found is not None
    assert (found.path, found.type) == (path, kind)
    assert found.title
    assert found.description
    assert found.pointer.startswith("/event/xdm/")


def test_a_line_explains_one_field_wherever_the_cursor_is_on_it() -> None:
    start = 0
    for line in TEXT.split("\n"):
        end = start + len(line)
        found = {explain_field_at(TEXT, offset) for offset in range(start, end + 1)}
        assert len(found) == 1, line
        start = end + 1


@pytest.mark.parametrize("place", ['"own"', '"data"', '"fetch"', '"query"', '"xdm"', "{"])
def test_what_xdm_does_not_have_is_not_explained(place: str) -> None:
    assert explain_field_at(TEXT, TEXT.index(place)) is None


@pytest.mark.parametrize("text", ["", "{", '{"event": {"xdm": {"web": {"', "[1, 2", "null", '{"xdm": [[['])
def test_an_incomplete_text_raises_nothing(text: str) -> None:
    for offset in range(len(text) + 1):
        explain_field_at(text, offset)


def test_values_and_analytics_are_named() -> None:
    event_type = explain_field_at(TEXT, TEXT.index("eventType"))
    assert event_type is not None
    assert event_type.values
    assert event_type.more_values > 0
    name = explain_field_at(TEXT, TEXT.index("home"))
    assert name is not None
    assert name.analytics == "page name (pageName)"
    text = '{"event": {"xdm": {"_experience": {"analytics": {"customDimensions": {"eVars": {"eVar7": "x"}}}}}}}'
    custom = explain_field_at(text, text.index("eVar7"))
    assert custom is not None
    assert custom.analytics == "eVar7"


def test_every_variable_of_analytics_is_of_a_field_that_exists() -> None:
    for path in _ANALYTICS:
        tokens = path.replace("[]", ".0").split(".")
        assert _field(tokens) is not None, path


def test_most_fields_have_a_title_or_a_description() -> None:
    fields = [path for path, _ in walk(dictionary.event())]
    described = sum(any(description_of(path)) for path in fields)
    assert described > 0.8 * len(fields)


def test_paths_with_the_same_end_and_other_texts_are_kept_apart() -> None:
    listing = {
        "fields": {
            "a.x.id": {"title": "One", "type": "string"},
            "b.x.id": {"title": "Two", "type": "string"},
            "a.y.name": {"title": "Name", "type": "string"},
            "b.y.name": {"title": "Name", "type": "string"},
            "c": {"type": "string"},
        }
    }
    assert pack(listing) == {"a.x.id": ("One", ""), "b.x.id": ("Two", ""), "y.name": ("Name", "")}
