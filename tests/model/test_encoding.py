"""Text in UTF-8, with and without a byte order mark."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.encoding import decode_copied, decode_utf8, decoded
from edge_tui.model.errors import SetupError


@given(st.binary(max_size=12), st.booleans(), st.sampled_from(["strict", "replace"]))
def test_utf8_is_read_as_pythons_own_codec_reads_it(content: bytes, is_marked: bool, errors: str) -> None:
    marked = codecs.BOM_UTF8 + content if is_marked else content
    try:
        expected = marked.decode("utf-8-sig", errors)
    except UnicodeDecodeError:
        with pytest.raises(UnicodeDecodeError):
            decode_utf8(marked, errors)
    else:
        assert decode_utf8(marked, errors) == expected


def test_a_byte_that_is_not_utf8_is_named_with_its_place_behind_a_mark_too() -> None:
    _, odd = decoded(codecs.BOM_UTF8 + b'{"a": "\xff"}')
    assert odd is not None
    assert odd.place == "byte 11 is 0xff"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"])
def test_a_copied_text_is_read_in_any_encoding_and_a_guess_is_said(codec: str) -> None:
    text = '{"event": {"xdm": {"eventType": "Zürich"}}}'
    read, guess = decode_copied(text.encode(codec))
    assert read == text
    assert ("0xfc" in guess) is (codec == "latin-1")


@pytest.mark.parametrize(("packed", "name"), [(b"\x1f\x8b\x08\x00", "gzip"), (b"PK\x03\x04\x14", "ZIP")])
def test_an_archive_is_named(packed: bytes, name: str) -> None:
    with pytest.raises(SetupError, match=f"{name}.*Unpack it"):
        decode_copied(packed)
