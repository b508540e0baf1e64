"""Addresses that are shown have the names of their query, and nothing that may be a secret."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.addresses import shown_address, without_query_values
from tests.tables import every_row

SECRET = "SECRETx7"
ADDRESSES = [
    ("https://www.shop.example/cart?voucher=SECRETx7", "https://www.shop.example/cart?voucher"),
    ("https://www.shop.example/cart?a=SECRETx7&b=1;c=SECRETx7", "https://www.shop.example/cart?a&b&c"),
    ("https://www.shop.example/cart?SECRETx7", "https://www.shop.example/cart"),
    ("https://www.shop.example/#/pay?token=SECRETx7", "https://www.shop.example/"),
    ("https://www.shop.example/?a=1#SECRETx7", "https://www.shop.example/?a"),
    ("https://anna:SECRETx7@www.shop.example/", "https://www.shop.example/"),
    ("https://www.shop.example/cart;jsessionid=SECRETx7/pay", "https://www.shop.example/cart/pay"),
    ("https://www.shop.example/?q=()SECRETx7']", "https://www.shop.example/?q"),
    ("//www.shop.example/?q=SECRETx7", "//www.shop.example/?q"),
    ("/cart?voucher=SECRETx7", "/cart?voucher"),
    ("cart?voucher=SECRETx7", "cart?voucher"),
    ("?voucher=SECRETx7", "?voucher"),
    ("javascript:open('?a=SECRETx7')", "javascript:open('?a"),
]


@every_row(("value", "shown"), ADDRESSES)
def test_an_address_is_shown_with_the_names_of_its_query(value: str, shown: str) -> None:
    assert shown_address(value) == shown
    assert SECRET not in without_query_values(f"Two page views of “{value}” left this page.")


@pytest.mark.parametrize("value", ["home", "What's new?", "Shoes (new)", "Sale! 50 % off; today", "a@shop.example"])
def test_a_name_of_a_page_stays(value: str) -> None:
    assert shown_address(value) == value


@pytest.mark.parametrize(
    "sentence",
    ["Is it meant?", "did you mean URL?", "It has 2 events (lint?).", "events[0].xdm has # in it", "a // b@c?", ""],
)
def test_a_sentence_without_an_address_stays(sentence: str) -> None:
    assert without_query_values(sentence) == sentence


def test_what_ends_a_sentence_stays_at_the_end_of_an_address() -> None:
    said = without_query_values(
        "The page (https://www.shop.example/?a=SECRETx7) moved to https://b.example/?c=SECRETx7."
    )
    assert said == "The page (https://www.shop.example/?a) moved to https://b.example/?c."


QUERIES = ["?{}", "?a={}", "?a=1&b={}", "#{}", "#a={}", "?a={}#b", "?a=1;b={}", "?a=1#/x?c={}"]
# What a browser leaves as it is in a query.
AROUND = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), max_size=8).map(
    lambda text: quote(text, safe="!$&'()*+,-./:;=?@_~[]{}|^`\\")
)


@given(st.sampled_from([*QUERIES, ";id={}"]), AROUND, AROUND, st.booleans())
def test_no_value_of_a_query_is_ever_shown(place: str, before: str, after: str, is_signed_in: bool) -> None:
    user = f"anna:{SECRET}@" if is_signed_in else ""
    # A parameter of a path ends where the next part begins.
    first = before.replace("/", "") if place.startswith(";") else before
    url = f"https://{user}www.shop.example/cart{place.format(f'{first}={SECRET}{after}')}"
    assert SECRET not in shown_address(url)
    assert SECRET not in without_query_values(f"It was “{url}” here.")
    assert SECRET not in without_query_values(f"at {url}.")


@given(st.text(max_size=60), AROUND)
def test_a_value_is_not_shown_either_where_nobody_escaped_it(text: str, after: str) -> None:
    url = f"https://www.shop.example/cart?q={text.replace(SECRET, '')}={SECRET}{after}"
    assert SECRET not in shown_address(url)
