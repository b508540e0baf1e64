"""The identity cookie, tested with values from real gateways."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.values.encoded_text import pack, unpack
from edge_tui.values.identity_cookie import IdentityCookie, decode, ecid_before_damage, encode, read_cookie
from edge_tui.values.protobuf import TEXT, VARINT, Field, write_fields
from tests.tables import every_row

# Values published in Alloy's tests and in Adobe's documentation.
SAMPLES = {
    "CiYxNDAxNTI0NjEzODM4MjI2ODk1MTgwNTkyMTYxNjkxNTc0MzEyOFISCIelhf%5FOMRABGAEqA09SMjAA8AHX%5F4DZlzI%3D": {
        "ecid": "14015246138382268951805921616915743128",
        "created_at_ms": 1704831570567,
        "is_new": True,
        "region": "OR2",
        "source": 0,
        "write_time_ms": 1724347596759,
    },
    "CiY4MDA2MDcwMjc3Nzk4MDc1NjMxMzI5Mjg1NTQ1NDE0OTUxMzIxN1IQCJS1kPGzMRgBKgNPUjIwAaAB0NOe3o0ysAG8swHwAcjTnt6NMg": {
        "ecid": "80060702777980756313292855454149513217",
        "created_at_ms": 1697554635412,
        "region": "OR2",
        "source": 1,
        "last_sync_ms": 1721674213840,
        "id_sync_container_id": 22972,
        "write_time_ms": 1721674213832,
    },
    "CiY0NDQ0MjAwMTI2MDA4NzQwNTQ5MTUxNDc5MzAzNTA2NTIxNDI4OFISCMjEz4O5MRABGAEqA09SMjAA8AHj2ouV1DE": {
        "ecid": "44442001260087405491514793035065214288",
        "created_at_ms": 1698935595592,
        "is_new": True,
        "region": "OR2",
        "source": 0,
        "write_time_ms": 1706219990371,
    },
    "CiY0MTg2MTY2NjE5MzE0MDE2MTkzNDI3Njg0NTY1MTE0ODg3Njk4OFIQCM68vcXoMhgBKgNPUjIwAaAB0ry9xegysAHCqAHwAc68vcXoMg==": {
        "ecid": "41861666193140161934276845651148876988",
        "created_at_ms": 1746049916494,
        "region": "OR2",
        "source": 1,
        "last_sync_ms": 1746049916498,
        "id_sync_container_id": 21570,
        "write_time_ms": 1746049916494,
    },
    "CiY0Mzg5NTEyNzMzNTUxMDc5MzgzMzU2MjU5NDY5MTY3Mzc3MTc2OFIOCI-qtpf6MBgBKgNWQTbwAY-qtpf6MA==": {
        "ecid": "43895127335510793833562594691673771768",
        "created_at_ms": 1682065691919,
        "region": "VA6",
        "write_time_ms": 1682065691919,
    },
    "CiYzOTMyMzQ5NzU1MDY0MzIxNzc3NDEzMjY2NDA4OTIzOTExNDgyMlIRCIbghtqyLxABGAEqBElSTDHwAYbghtqyLw==": {
        "ecid": "39323497550643217774132664089239114822",
        "created_at_ms": 1628518330374,
        "is_new": True,
        "region": "IRL1",
        "write_time_ms": 1628518330374,
    },
}

ECID = "44442001260087405491514793035065214288"


@pytest.mark.parametrize("text", SAMPLES)
def test_a_published_cookie_reads_as_documented(text: str) -> None:
    assert decode(text) == IdentityCookie(device_type=1, **SAMPLES[text])


@pytest.mark.parametrize("text", SAMPLES)
def test_decoding_and_encoding_gives_the_same_bytes(text: str) -> None:
    assert unpack(encode(decode(text))) == unpack(text)
    assert encode(decode(text)) == unquote(text).rstrip("=")


def test_an_unknown_field_survives() -> None:
    cookie = IdentityCookie(ECID, 1, unknown=(Field(40, VARINT, 5),), unknown_metadata=(Field(4, VARINT, 4),))
    assert decode(encode(cookie)) == cookie


def test_an_unusual_order_of_fields_survives() -> None:
    metadata = write_fields([Field(3, VARINT, 1), Field(1, VARINT, 99)])
    data = write_fields([Field(30, VARINT, 7), Field(10, TEXT, metadata), Field(1, TEXT, ECID.encode())])
    assert unpack(encode(decode(pack(data)))) == data


def test_empty_metadata_differs_from_absent_metadata() -> None:
    data = write_fields([Field(1, TEXT, ECID.encode()), Field(10, TEXT, b"")])
    assert unpack(encode(decode(pack(data)))) == data


def test_a_cookie_with_a_wrong_length_byte_is_explained() -> None:
    right = unpack(encode(IdentityCookie("41861666193140161934276845651148876988", 1746049916494)))
    wrong = pack(right[:1] + bytes([36]) + right[2:])
    assert wrong.startswith("CiQ0MTg2")
    with pytest.raises(ValueError, match=r"36 digits instead of 38.*length before the ECID is wrong"):
        decode(wrong)


@every_row(
    ("text", "message"),
    [
        ("", "empty"),
        ("not base64 at all", "character 4, ' ',"),
        ("abcde", "not a valid length"),
        ("aGVsbG8gd29ybGQ", "."),
        (pack(write_fields([Field(2, VARINT, 1)])), "no ECID"),
        (pack(write_fields([Field(1, TEXT, b"12345")])), "5 digits instead of 38"),
        (pack(write_fields([Field(1, TEXT, b"abc")])), "isn't 38 digits"),
        (pack(write_fields([Field(1, VARINT, 3)])), "wire type 0"),
        (pack(write_fields([Field(1, TEXT, ECID.encode())] * 2)), "duplicated"),
        (pack(write_fields([Field(1, TEXT, ECID.encode())])[:-1]), "only 37 follow"),
        (pack(write_fields([Field(1, TEXT, ECID.encode()), Field(10, TEXT, b"\x08")])), "metadata"),
        (pack(write_fields([Field(1, TEXT, ECID.encode()), Field(10, TEXT, b"\x10\x02")])), "neither 0 nor 1"),
    ],
)
def test_text_that_is_not_an_identity_cookie_is_refused_in_one_sentence(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        decode(text)
    assert str(caught.value).endswith(".")


_int64 = st.integers(-(2**63), 2**63 - 1)


@given(
    st.builds(
        IdentityCookie,
        ecid=st.from_regex("[0-9]{38}", fullmatch=True),
        created_at_ms=st.none() | _int64,
        is_new=st.none() | st.booleans(),
        device_type=st.none() | _int64,
        region=st.none() | st.text(st.characters(codec="utf-8"), max_size=5),
        source=st.none() | _int64,
        last_sync_ms=st.none() | _int64,
        sync_hash=st.none() | _int64,
        id_sync_container_id=st.none() | _int64,
        write_time_ms=st.none() | _int64,
        unknown=st.lists(st.builds(Field, st.integers(40, 99), st.just(TEXT), st.binary(max_size=4)), max_size=3)
        .map(lambda fields: sorted(fields, key=lambda field: field.number))
        .map(tuple),
    )
)
def test_any_cookie_decodes_to_what_was_encoded(cookie: IdentityCookie) -> None:
    assert decode(encode(cookie)) == cookie


def _read(text: str) -> IdentityCookie | None:
    try:
        return decode(text)
    except ValueError:
        return None


@given(st.binary(max_size=120))
def test_any_bytes_are_decoded_exactly_or_refused(data: bytes) -> None:
    cookie = _read(pack(data))
    assert cookie is None or unpack(encode(cookie)) == data


@given(st.sampled_from(list(SAMPLES)), st.integers(0, 80), st.binary(max_size=3))
def test_a_damaged_cookie_is_read_or_refused(text: str, place: int, damage: bytes) -> None:
    good = unpack(text)
    data = good[:place] + damage + good[place + 1 :]
    cookie = _read(pack(data))
    assert cookie is None or unpack(encode(cookie)) == data


def test_an_absent_field_differs_from_its_default() -> None:
    cookie = IdentityCookie(ECID, 1, source=0)
    assert encode(cookie) != encode(replace(cookie, source=None))


def test_an_ecid_before_damage_is_read_as_adobes_client_reads_it() -> None:
    whole = encode(IdentityCookie("4" * 38, 1_764_338_400_000, region="IRL1", write_time_ms=1_764_338_400_000))
    data = bytearray(unpack(whole))
    data[41] += 1  # The length of the metadata.
    reading = read_cookie(pack(bytes(data)), datetime(2026, 11, 28, tzinfo=UTC))
    assert reading.fields["ecid"] == "4" * 38
    assert (reading.summary, bool(reading.problem)) == (f"ECID {'4' * 38} · damaged", True)
    assert ecid_before_damage(pack(bytes(data))) == "4" * 38
    assert ecid_before_damage("CiY") == ""
