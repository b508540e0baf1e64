"""A placeholder in the place of a number is read as JSON, so that a number is sent and not a text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.lint.number_placeholders import with_numbers
from edge_tui.model.json.document import parse
from edge_tui.workspace.reading import read
from tests.tables import every_row


def body(**xdm: object) -> str:
    """A body with this XDM, over several lines."""
    return json.dumps({"event": {"xdm": xdm}}, indent=2)


@pytest.mark.parametrize(
    ("xdm", "better"),
    [
        ({"commerce": {"order": {"priceTotal": "{{ask:price}}"}}}, "{{json:ask:price}}"),
        ({"commerce": {"purchases": {"value": "{{ask:count}}"}}}, "{{json:ask:count}}"),
        ({"productListItems": [{"quantity": " {{ env:N }} "}]}, "{{json:env:N}}"),
        ({"web": {"webPageDetails": {"isErrorPage": "{{var:error}}"}}}, "{{json:var:error}}"),
    ],
)
def test_a_number_and_a_truth_value_are_read_as_json(xdm: dict[str, object], better: str) -> None:
    assert json.dumps(better) in with_numbers(body(**xdm))
    assert json.dumps(better) in with_numbers(json.dumps({"xdm": xdm}))
    assert json.dumps(better) in with_numbers(json.dumps({"events": [{}, {"xdm": xdm}]}))


@every_row(
    "text",
    [
        body(commerce={"order": {"purchaseID": "{{ask:order}}", "priceTotal": "{{json:ask:price}}"}}),
        body(commerce={"order": {"priceTotal": "EUR {{ask:price}}"}}),
        body(commerce={"order": {"priceTotal": "{{last:/price}}"}}),
        body(_acme={"priceTotal": "{{ask:price}}"}),
        json.dumps({"event": {"data": {"priceTotal": "{{ask:price}}"}}}),
        '{"event": {"xdm": {"commerce": {"order": {"priceTotal": {{ask:price}}}}}}',
        "{{ask:price}}",
        "",
    ],
)
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert with_numbers(text) == text


@given(st.text(max_size=12), st.booleans())
def test_only_the_placeholder_changes(name: str, is_one_line: bool) -> None:
    xdm = {"_acme": {name: "{{ask:price}}"}, "commerce": {"order": {"priceTotal": "{{ask:price}}"}}}
    text = json.dumps({"event": {"xdm": xdm}}, indent=None if is_one_line else 2)
    xdm["commerce"] = {"order": {"priceTotal": "{{json:ask:price}}"}}
    assert parse(with_numbers(text)) == {"event": {"xdm": xdm}}


SCRIPT = """alloy("sendEvent", {xdm: {commerce: {order: {priceTotal: cart.total(), purchaseID: order.id}}}})"""


def test_what_a_script_computes_for_a_number_is_asked_for_as_a_number() -> None:
    (imported,) = read(SCRIPT).requests
    assert '"priceTotal": "{{json:ask:cart.total()}}"' in imported.draft.text
    assert '"purchaseID": "{{ask:order.id}}"' in imported.draft.text


def test_a_body_that_somebody_wrote_stays_as_it_is() -> None:
    text = body(commerce={"order": {"priceTotal": "{{ask:price}}"}})
    reading = read(text)
    assert reading.kind == "request body"
    assert [each.draft.text for each in reading.requests] == [text]
