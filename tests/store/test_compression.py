"""Every later edge-tui must decompress today's records."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.store.compression import _DICTIONARY, pack, unpack
from edge_tui.store.records import pack_outcome, pack_request
from tests.store.samples import answered, begun


@given(content=st.binary(max_size=2000))
def test_any_content_comes_back_as_it_was(content):
    assert unpack(pack(content)) == content


@pytest.mark.parametrize("size", [0, 1, 256 * 1024, 256 * 1024 + 1])
def test_contents_of_any_size_come_back(size):
    content = b"0123456789abcdef" * (size // 16) + b"x" * (size % 16)
    assert unpack(pack(content)) == content


def test_the_dictionary_never_changes():
    """Every history file depends on this dictionary. A new one needs a new name, chosen by the stream's checksum."""
    assert zlib.adler32(_DICTIONARY) == 2899747515


def test_a_stream_without_the_dictionary_is_read_too():
    assert unpack(zlib.compress(b"from before")) == b"from before"


def test_an_ordinary_exchange_takes_much_less_room_than_without_the_dictionary():
    for packed in (pack_request(begun()), pack_outcome(answered(begun()))):
        assert len(packed) < 0.65 * len(zlib.compress(unpack(packed)))


@given(content=st.binary(min_size=1, max_size=300), end=st.integers(0, 400))
def test_a_record_that_is_cut_short_is_an_error_not_a_shorter_record(content, end):
    packed = pack(content)
    if end < len(packed):
        with pytest.raises(zlib.error):
            unpack(packed[:end])
