"""Decompressing in bounded steps gives the same result as a single step, or says why not."""

import gzip
import itertools
import zlib
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.content_coding import Body, DamagedError, TooLargeError, coding_of
from tests.tables import every_row

LIMIT = 1024 * 1024
LARGE = 100 * LIMIT


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "none": ("", bytes),
    "gzip": ("gzip", gzip.compress),
    "zlib": ("deflate", zlib.compress),
    "bare deflate": ("deflate", _raw_deflate),
}


def _split(data: bytes, places: list[int]) -> Iterator[bytes]:
    ends = sorted({place % (len(data) + 1) for place in places})
    for start, end in zip([0, *ends], [*ends, len(data)], strict=True):
        yield data[start:end]


def _decompressed(coding: str, pieces: Iterator[bytes], limit: int = LIMIT) -> bytes | str:
    body = Body(coding, limit)
    try:
        for piece in pieces:
            for _ in body.feed(piece):
                pass
        return body.finish()
    except (DamagedError, TooLargeError) as error:
        return type(error).__name__


def _in_one_step(coding: str, compressed: bytes) -> bytes | str:
    """The result of zlib in a single step."""
    if not coding or not compressed:
        return compressed
    windows = {"gzip": 31, "deflate": 15 if compressed[:1] and compressed[0] & 15 == 8 else -15}
    decompressed = b""
    rest = compressed
    while True:
        inflater = zlib.decompressobj(windows[coding])
        try:
            decompressed += inflater.decompress(rest)
        except zlib.error:
            return "DamagedError"
        if not inflater.eof:
            return "DamagedError"
        rest = inflater.unused_data
        if coding != "gzip" or not rest.startswith(b"\x1f\x8b"):
            return decompressed


@pytest.mark.parametrize("packer", PACKERS)
@given(data=st.binary(max_size=2000), places=st.lists(st.integers(0, 3000), max_size=6))
def test_any_body_in_any_chunks_is_decompressed(packer: str, data: bytes, places: list[int]) -> None:
    coding, pack = PACKERS[packer]
    assert _decompressed(coding, _split(pack(data), places)) == data


@pytest.mark.parametrize("packer", PACKERS)
@given(
    data=st.binary(max_size=300),
    places=st.lists(st.integers(0, 400), max_size=6),
    length=st.integers(0, 400),
    garbage=st.binary(max_size=20),
)
def test_a_truncated_or_extended_body_is_read_as_in_a_single_step_or_refused(
    packer: str, data: bytes, places: list[int], length: int, garbage: bytes
) -> None:
    coding, pack = PACKERS[packer]
    compressed = pack(data)[:length] + garbage
    assert _decompressed(coding, _split(compressed, places)) == _in_one_step(coding, compressed)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
@given(compressed=st.binary(max_size=200), places=st.lists(st.integers(0, 200), max_size=4))
def test_arbitrary_bytes_are_read_as_in_a_single_step_or_refused(
    coding: str, compressed: bytes, places: list[int]
) -> None:
    read = _decompressed(coding, _split(compressed, places))
    expected = _in_one_step(coding, compressed)
    # Two bytes decide here whether it is zlib; one may decide there. The data is damaged either way.
    assert read in (expected, "DamagedError") if coding == "deflate" else read == expected


@given(parts=st.lists(st.binary(max_size=50), min_size=1, max_size=30), places=st.lists(st.integers(0, 2000)))
def test_the_members_of_a_gzip_file_are_one_body(parts: list[bytes], places: list[int]) -> None:
    compressed = b"".join(map(gzip.compress, parts))
    assert _decompressed("gzip", _split(compressed, places)) == b"".join(parts)


def test_data_after_the_last_member_is_ignored() -> None:
    assert _decompressed("gzip", iter([gzip.compress(b"{}") + b"\0\0\0 and more"])) == b"{}"


@pytest.mark.parametrize("packer", [name for name in PACKERS if name != "none"])
def test_a_body_is_decompressed_in_small_steps_and_only_up_to_the_limit(packer: str) -> None:
    coding, pack = PACKERS[packer]
    body = Body(coding, LIMIT)
    sizes = [0]
    with pytest.raises(TooLargeError):
        sizes.extend(body.size for _ in body.feed(pack(b"a" * LARGE)))
    assert max(after - before for before, after in itertools.pairwise(sizes)) <= LIMIT // 4
    assert body.size <= LIMIT


@pytest.mark.parametrize("coding", ["", "gzip", "deflate"])
def test_a_body_of_exactly_the_limit_is_accepted_and_one_byte_more_is_not(coding: str) -> None:
    pack = {"": bytes, "gzip": gzip.compress, "deflate": zlib.compress}[coding]
    assert _decompressed(coding, iter([pack(b"a" * LIMIT)])) == b"a" * LIMIT
    assert _decompressed(coding, iter([pack(b"a" * (LIMIT + 1))])) == "TooLargeError"


def test_compressed_data_that_expands_to_nothing_is_limited_as_well() -> None:
    nothing = gzip.compress(b"")
    assert _decompressed("gzip", iter([nothing] * 100), limit=50 * len(nothing)) == "TooLargeError"


@every_row(
    ("lines", "coding"),
    [
        ([], ""),
        (["gzip"], "gzip"),
        (["GZip "], "gzip"),
        (["x-gzip"], "gzip"),
        (["deflate"], "deflate"),
        (["identity, gzip"], "gzip"),
        (["", "deflate"], "deflate"),
        (["identity"], ""),
        (["gzip, gzip"], ""),
        (["gzip", "deflate"], ""),
        (["br"], ""),
        (["zstd"], ""),
        (["gzip;q=1"], ""),
    ],
)
def test_one_coding_is_decompressed_and_others_are_not(lines: list[str], coding: str) -> None:
    assert coding_of(lines) == coding
