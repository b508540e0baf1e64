"""IAB TCF strings: decoding, recognition among other base64, and their meaning for Adobe."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.values import readings, recognize
from edge_tui.values.tc_string import ADOBE_VENDOR, decode
from tests.answers import tc_string

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
VENDORS = st.sets(st.integers(1, 2000), max_size=20)


@given(st.sets(st.integers(1, 24)), VENDORS, st.booleans())
def test_purposes_and_vendors_are_read_bit_by_bit(purposes: set[int], vendors: set[int], as_ranges: bool) -> None:
    read = decode(tc_string(purposes, vendors, as_ranges=as_ranges) + ".IBAA")
    assert set(read.purposes) == purposes
    assert read.vendor_count == len(vendors)
    assert read.adobe == (ADOBE_VENDOR in vendors)


def test_overlapping_ranges_are_counted_once() -> None:
    core = f"{2:06b}" + "0" * 207 + f"{9:016b}" + "1" + f"{3:012b}"
    core += "".join(f"1{first:016b}{last:016b}" for first, last in ((1, 5), (3, 6), (9, 8)))
    text = "".join(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[
            int(core[place : place + 6].ljust(6, "0"), 2)
        ]
        for place in range(0, len(core), 6)
    )
    assert decode(text + "AA").vendor_count == 6


def test_its_header_is_shown() -> None:
    (reading,) = readings(tc_string({1, 10}, {2, ADOBE_VENDOR}), NOW)
    assert reading.kind == "tc-string"
    assert reading.summary == "in for Adobe · 2 purposes · 2 vendors"
    assert reading.fields == {
        "version": 2,
        "created": "2020-02-21T00:00:00.000Z",
        "lastUpdated": "2020-02-22T00:00:00.000Z",
        "cmpId": 27,
        "cmpVersion": 3,
        "consentLanguage": "DE",
        "vendorListVersion": 48,
        "policyVersion": 4,
        "purposesConsent": [1, 10],
        "vendorConsents": 2,
        "adobeVendorConsent": True,
    }


def test_without_purpose_one_or_adobe_there_is_no_consent() -> None:
    assert decode(tc_string({1}, {ADOBE_VENDOR})).general == "in"
    assert decode(tc_string({10}, {ADOBE_VENDOR})).general == "out"
    assert decode(tc_string({1}, {2})).general == "out"


def test_it_is_decoded_in_place() -> None:
    reading = recognize(tc_string({1}, set()), NOW)
    assert reading is not None
    assert reading.kind == "tc-string"


def test_a_truncated_string_says_so_and_shows_its_bytes() -> None:
    (reading,) = readings(tc_string({1}, {ADOBE_VENDOR})[:60] + ".IBAA", NOW)
    assert reading.problem == "The IAB consent string is truncated."
    assert reading.data.startswith(bytes([0b00001000]))


@pytest.mark.parametrize("text", ["COMMERCE_PRODUCT_LIST_ADDS_OF_THE_WEEK_2026", "CO" + "A" * 40, "COvFyGBOvFyGBAbAAA"])
def test_other_text_with_the_same_start_is_not_recognized(text: str) -> None:
    assert not any(reading.kind == "tc-string" for reading in readings(text, NOW))
