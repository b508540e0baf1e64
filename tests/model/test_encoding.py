"""Text in UTF-8, with and without a byte order mark."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.encoding import decode_utf8, decoded


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
