"""Messages that servers read in different ways: what is passed on has one meaning, or nothing is passed on."""

import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from edge_tui.emulator.serve import Serving
from edge_tui.model.sightings import Answered, Began, SourceNotice
from tests.intermediary.conftest import EDGE, forwarding, proxying, raw_server
from tests.intermediary.test_forwarding import CALL, Recorded, _raw, answer
from tests.intermediary.test_tunnel import _tunnel
from tests.tables import every_row

_CHUNKS = b"2\r\n{}\r\n0\r\n\r\n"
# What an attacker wants the next server to take for another request.
_HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"


def request(*lines: str, body: bytes = b"", first: str = f"POST {CALL} HTTP/1.1", end: str = "\r\n") -> bytes:
    """A request with these header lines."""
    return end.join([first, "Host: x", *lines, "", ""]).encode("latin-1") + body


REFUSED = {
    "length and chunks": (request("Content-Length: 2", "Transfer-Encoding: chunked", body=_CHUNKS + _HIDDEN), 400),
    "chunks and length": (
        request("Transfer-Encoding: chunked", "Content-Length: 6", body=b"0\r\n\r\nX" + _HIDDEN),
        400,
    ),
    "length and chunks, another case": (request("content-LENGTH: 2", "transfer-ENCODING: CHUNKED", body=_CHUNKS), 400),
    "two lengths": (request("Content-Length: 2", "Content-Length: 3", body=b"{}" + _HIDDEN), 400),
    "a list of lengths": (request("Content-Length: 2, 3", body=b"{}" + _HIDDEN), 400),
    "a list with a gap": (request("Content-Length: 2,", body=b"{}"), 400),
    "two spellings of a length": (request("Content-Length: 2", "Content-Length: 02", body=b"{}"), 400),
    "a sign": (request("Content-Length: +2", body=b"{}"), 400),
    "a negative length": (request("Content-Length: -2", body=b"{}"), 400),
    "a hexadecimal length": (request("Content-Length: 0x2", body=b"{}"), 400),
    "two numbers": (request("Content-Length: 2 2", body=b"{}"), 400),
    "a folded length": (request("Content-Length: 2\r\n 2", body=b"{}"), 400),
    "no number": (request("Content-Length:", body=b"{}"), 400),
    "a number that is too long": (request("Content-Length: " + "0" * 20 + "2", body=b"{}"), 400),
    "chunked isn't last": (request("Transfer-Encoding: chunked, gzip", body=_CHUNKS), 501),
    "two codings": (request("Transfer-Encoding: gzip, chunked", body=_CHUNKS), 501),
    "chunked twice": (request("Transfer-Encoding: chunked, chunked", body=_CHUNKS), 501),
    "two coding lines": (request("Transfer-Encoding: chunked", "Transfer-Encoding: identity", body=_CHUNKS), 501),
    "another coding": (request("Transfer-Encoding: xchunked", body=_CHUNKS), 501),
    "a quoted coding": (request('Transfer-Encoding: "chunked"', body=_CHUNKS), 501),
    "a vertical tab": (request("Transfer-Encoding: \x0bchunked", body=_CHUNKS), 400),
    "a space before the colon": (request("Transfer-Encoding : chunked", body=_CHUNKS + _HIDDEN), 400),
    "a tab before the colon": (request("Content-Length\t: 2", body=b"{}"), 400),
    "a folded first line": (f"POST {CALL} HTTP/1.1\r\n Host: x\r\n\r\n".encode(), 400),
    "a bare CR": (request("X-A: 1\rContent-Length: 2", body=b"{}"), 400),
    "a NUL": (request("X-A: 1\0", "Content-Length: 2", body=b"{}"), 400),
    "two hosts": (request("Host: y", "Content-Length: 2", body=b"{}"), 400),
    "no host": (f"POST {CALL} HTTP/1.1\r\nContent-Length: 2\r\n\r\n{{}}".encode(), 400),
    "chunks of HTTP/1.0": (request("Transfer-Encoding: chunked", body=_CHUNKS, first=f"POST {CALL} HTTP/1.0"), 400),
    "a size that is none": (request("Transfer-Encoding: chunked", body=b"2g\r\n{}\r\n0\r\n\r\n"), 400),
    "a negative size": (request("Transfer-Encoding: chunked", body=b"-2\r\n{}\r\n0\r\n\r\n"), 400),
    "a chunk that is longer than its size": (request("Transfer-Encoding: chunked", body=b"1\r\n{}\r\n0\r\n\r\n"), 400),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    "HTTP/0.9": (b"GET /\r\n\r\n", 400),
}


@every_row("name", REFUSED)
def test_what_has_two_meanings_is_refused_and_nothing_is_passed_on(name: str) -> None:
    sent, status = REFUSED[name]
    server = Recorded(answer(b"{}"))
    with raw_server(server) as url, forwarding(url) as running:
        got = _raw(running.url, sent)
        [notice] = running.wait(SourceNotice)
        assert running.all(Began) == []
    assert got.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"connection: close" in got.lower()
    assert server.requests == []
    assert notice.text.startswith(f"A client at 127.0.0.1 was refused with status {status}: ")


PASSED = {
    "a length twice": request("Content-Length: 2", "Content-Length: 2", body=b"{}"),
    "a length twice in a list": request("Content-Length: 2, 2", body=b"{}"),
    "chunks": request("Transfer-Encoding: chunked", body=_CHUNKS),
    "chunks in capitals": request("Transfer-Encoding: CHUNKED", body=_CHUNKS),
    "a folded coding": request("Transfer-Encoding:\r\n chunked", body=_CHUNKS),
    "chunks with an extension": request("Transfer-Encoding: chunked", body=b'2;a="b"\r\n{}\r\n0\r\n\r\n'),
    "chunks with a trailer": request("Transfer-Encoding: chunked", body=b"2\r\n{}\r\n0\r\nContent-Length: 9\r\n\r\n"),
    "lines that end with LF alone": request("Content-Length: 2", body=b"{}", end="\n"),
    "a length that Connection names": request("Connection: content-length, x", "Content-Length: 2", body=b"{}"),
    "a coding in Connection": request("Connection: transfer-encoding", "Transfer-Encoding: chunked", body=_CHUNKS),
}


@every_row("name", PASSED)
def test_what_has_one_meaning_is_passed_on_with_one_length(name: str) -> None:
    server = Recorded(answer(b"{}"))
    with raw_server(server) as url, forwarding(url) as running:
        assert _raw(running.url, PASSED[name]).startswith(b"HTTP/1.1 200 ")
        [began] = running.wait(Began)
        running.wait(Answered)
    [got] = server.requests
    head, _, body = got.lower().partition(b"\r\n\r\n")
    assert body == b"{}"
    assert [line for line in head.split(b"\r\n") if b"length" in line or b"encoding" in line] == [b"content-length: 2"]
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert began.body == b"{}"


def test_a_request_that_is_not_a_call_is_held_to_the_same() -> None:
    server = Recorded(answer(b"ok"))
    both = request("Content-Length: 2", "Transfer-Encoding: chunked", body=_CHUNKS, first="POST /cart HTTP/1.1")
    with raw_server(server) as url, forwarding(url) as running:
        assert _raw(running.url, both).startswith(b"HTTP/1.1 400 ")
        chunks = request("Transfer-Encoding: chunked", body=_CHUNKS, first="POST /cart HTTP/1.1")
        assert _raw(running.url, chunks).startswith(b"HTTP/1.1 200 ")
    [got] = server.requests
    assert b"content-length" not in got.lower()
    assert got.endswith(_CHUNKS)


def test_a_client_that_speaks_tls_to_a_server_without_learns_of_it() -> None:
    with raw_server(Recorded(answer(b"ok"))) as url, forwarding(url) as running:
        assert b"begins with http://" in _raw(running.url, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")


def test_a_response_that_is_not_http_is_named_as_such() -> None:
    with raw_server(Recorded(b"\x15\x03\x03\x00\x02\x02\x46")) as url, forwarding(url) as running:
        assert b"something other than a response of HTTP/1.1" in _raw(
            running.url, request("Content-Length: 2", body=b"{}")
        )


def test_the_length_of_a_response_in_chunks_is_not_passed_on() -> None:
    chunks = b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n" + _CHUNKS
    with raw_server(Recorded(chunks)) as url, forwarding(url) as running:
        got = _raw(running.url, request("Content-Length: 2", body=b"{}"))
        [answered] = running.wait(Answered)
    head, _, body = got.lower().partition(b"\r\n\r\n")
    assert b"content-length" not in head
    assert body == _CHUNKS
    assert answered.body == b"{}"


@pytest.mark.parametrize(
    "response",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}}",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked, gzip\r\n\r\n" + _CHUNKS,
        b"HTTP/1.1 200 OK\r\ncontent-length : 2\r\n\r\n{}",
    ],
)
def test_a_response_with_two_meanings_is_a_bad_gateway(response: bytes) -> None:
    with raw_server(Recorded(response)) as url, forwarding(url) as running:
        assert _raw(running.url, request("Content-Length: 2", body=b"{}")).startswith(b"HTTP/1.1 502 ")


def test_inside_of_a_tunnel_it_is_refused_too(gateway: Serving, tmp_path: Path) -> None:
    with proxying(gateway, tmp_path) as running, _tunnel(running, EDGE) as raw:
        context = ssl.create_default_context(cafile=str(running.ca))
        with context.wrap_socket(raw, server_hostname=EDGE) as client:
            client.sendall(request("Content-Length: 2", "Transfer-Encoding: chunked", body=_CHUNKS))
            assert client.recv(13) == b"HTTP/1.1 400 "
        assert running.all(Began) == []


@pytest.mark.parametrize(
    ("host", "passed"),
    [("other.example", "Host: shop.example"), ("SHOP.example", "host: SHOP.example"), ("shop.example:80", None)],
)
def test_a_whole_url_decides_which_host_is_asked(
    gateway: Serving, tmp_path: Path, host: str, passed: str | None
) -> None:
    server = Recorded(answer(b"ok"))
    with raw_server(server) as url, proxying(replace(gateway, url=url), tmp_path) as running:
        _raw(running.url, f"GET http://shop.example/a HTTP/1.1\r\nhost: {host}\r\n\r\n".encode())
    lines = server.requests[0].decode().split("\r\n")
    assert [line for line in lines if line.lower().startswith("host:")] == [passed or f"host: {host}"]
