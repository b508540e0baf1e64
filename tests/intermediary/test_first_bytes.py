"""What clients speak where TLS is expected: it's said what it is, and passes where it can."""

import asyncio
import re
import socket
import ssl
from pathlib import Path

import httpx
import pytest

from edge_tui.emulator.serve import Serving
from edge_tui.intermediary.first_bytes import Speech, shown, speech_of
from edge_tui.intermediary.trust_watch import TrustWatch
from edge_tui.model.sightings import Answered, Began, SourceNotice
from edge_tui.recording.page_words import page_words
from tests.intermediary.conftest import EDGE, forwarding, proxying, raw_server, trusting
from tests.intermediary.test_forwarding import PAGE_VIEW, _raw
from tests.intermediary.test_tunnel import URL, _tunnel
from tests.tables import every_row

_PATH = URL.partition(EDGE)[2] + "r"
_POST = (
    f"POST {_PATH} HTTP/1.1\r\nHost: {EDGE}\r\ncontent-type: application/json\r\n"
    f"Content-Length: {len(PAGE_VIEW)}\r\n\r\n{PAGE_VIEW}"
).encode()


@every_row(
    ("first", "speech"),
    [
        (b"\x16\x03\x01\x02\x00", Speech.TLS),
        (b"\x16", Speech.TLS),
        (b"\x16\x02\x01", Speech.OTHER),
        (b"GET / HTTP/1.1\r\n", Speech.HTTP),
        (b"OPTIONS * HTTP/1.1\r\n", Speech.HTTP),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Speech.HTTP),
        (b"SSH-2.0-OpenSSH_9.6\r\n", Speech.OTHER),
        (b"\x05\x01\x00", Speech.OTHER),
        (b"get / http", Speech.OTHER),
        (b"", Speech.NOTHING),
    ],
)
def test_a_protocol_is_recognized_by_its_first_bytes(first: bytes, speech: Speech) -> None:
    assert speech_of(first) is speech


@pytest.mark.parametrize(
    ("first", "text"),
    [
        (b"SSH-2.0-OpenSSH_9.6\r\nmore", "'SSH-2.0-OpenSSH_9.6'"),
        (b"\x1b[31mred", "1b 5b 33 31 6d 72 65 64"),
        (b"\x05\x01\x00", "05 01 00"),
        (b"a" * 100, f"'{'a' * 24}'"),
    ],
)
def test_bytes_are_shown_without_what_a_terminal_obeys(first: bytes, text: str) -> None:
    assert shown(first) == text


def test_a_client_may_send_tls_along_with_connect(gateway: Serving, tmp_path: Path) -> None:
    with proxying(gateway, tmp_path) as running:
        own = httpx.URL(running.url)
        context = ssl.create_default_context(cafile=str(running.ca))
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        client = context.wrap_bio(incoming, outgoing, server_hostname=EDGE)
        with pytest.raises(ssl.SSLWantReadError):
            client.do_handshake()
        with socket.create_connection((own.host, own.port or 0), 60) as raw:
            raw.sendall(f"CONNECT {EDGE}:443 HTTP/1.1\r\nHost: {EDGE}:443\r\n\r\n".encode() + outgoing.read())
            got = b""
            while b"\r\n\r\n" not in got:
                got += raw.recv(65536)
            incoming.write(got.partition(b"\r\n\r\n")[2])
            while True:
                try:
                    client.do_handshake()
                    break
                except ssl.SSLWantReadError:
                    raw.sendall(outgoing.read())
                    incoming.write(raw.recv(65536))
            client.write(_POST)
            raw.sendall(outgoing.read())
            running.wait(Answered)


def test_http_without_tls_in_a_tunnel_passes_and_is_named(gateway: Serving, tmp_path: Path) -> None:
    with proxying(gateway, tmp_path) as running, _tunnel(running, EDGE) as raw:
        raw.sendall(_POST)
        assert raw.recv(13) == b"HTTP/1.1 200 "
        [began] = running.wait(Began)
        [notice] = running.wait(SourceNotice)
    assert began.url == f"http://{EDGE}:443{_PATH}"
    assert f"sends HTTP without TLS through its tunnel to {EDGE}:443" in notice.text
    assert "certificate" not in notice.text


def test_http_without_tls_to_its_own_port_is_nothing_to_speak_of(gateway: Serving, tmp_path: Path) -> None:
    with proxying(gateway, tmp_path) as running:
        with _tunnel(running, EDGE, 80) as raw:
            raw.sendall(_POST)
            assert raw.recv(13) == b"HTTP/1.1 200 "
        running.wait(Answered)
        assert running.all(SourceNotice) == []


def test_anything_else_in_a_tunnel_passes_unread_and_is_named(
    gateway: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"you said " + await reader.readline())
        writer.close()

    with raw_server(serve) as url:

        async def connect(*_: object, **__: object) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
            return await asyncio.open_connection("127.0.0.1", httpx.URL(url).port)

        monkeypatch.setattr("edge_tui.intermediary.tunnel.connect", connect)
        with proxying(gateway, tmp_path) as running, _tunnel(running, EDGE, 22) as raw:
            raw.sendall(b"SSH-2.0-x\r\n")
            assert raw.recv(100) == b"you said SSH-2.0-x\r\n"
            [notice] = running.wait(SourceNotice)
    assert f"neither TLS nor HTTP through its tunnel to {EDGE}:22, but what begins with 'SSH-2.0-x'" in notice.text


def test_a_client_that_opens_a_tunnel_for_later_is_not_named(gateway: Serving, tmp_path: Path) -> None:
    with proxying(gateway, tmp_path) as running:
        _tunnel(running, EDGE).close()
        with _tunnel(running, EDGE) as raw:
            raw.sendall(_POST)
            raw.recv(1)
        [notice] = running.wait(SourceNotice)
    assert "without TLS" in notice.text


def test_an_old_tls_is_not_taken_for_distrust(gateway: Serving, tmp_path: Path) -> None:
    hello = bytes.fromhex("16030100330100002f0301") + bytes(32) + bytes.fromhex("0000080035002f000a00050100")
    record = b"\x16\x03\x01" + (len(hello) - 5).to_bytes(2, "big") + hello[5:]
    body = record[9:]
    record = record[:5] + b"\x01" + len(body).to_bytes(3, "big") + body
    with proxying(gateway, tmp_path) as running, _tunnel(running, EDGE) as raw:
        raw.sendall(record)
        [notice] = running.wait(SourceNotice)
    assert "no TLS version or cipher in common" in notice.text
    assert "TLS 1.2" in notice.text


def test_http_to_a_server_with_tls_is_refused_with_a_hint(gateway: Serving, tmp_path: Path) -> None:
    with forwarding(gateway.url, None, trusting(gateway), tmp_path) as running:
        got = _raw(running.url.replace("https:", "http:"), b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        [notice] = running.wait(SourceNotice)
        with httpx.Client(verify=ssl.create_default_context(cafile=str(running.ca))) as client:
            assert client.get(f"{running.url}/nowhere").status_code == 404
    assert got.startswith(b"HTTP/1.1 400 ")
    assert b"use https://" in got
    assert re.fullmatch(r"A client at 127\.0\.0\.1 was refused with status 400: .* use https://\.", notice.text)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("TLSV1_ALERT_UNKNOWN_CA", "refused the certificate"),
        ("SSLV3_ALERT_BAD_CERTIFICATE", "refused the certificate"),
        ("SSLV3_ALERT_CERTIFICATE_UNKNOWN", "refused the certificate"),
        ("TLSV1_ALERT_PROTOCOL_VERSION", "failed for"),
        ("NO_SHARED_CIPHER", "no TLS version or cipher in common"),
        ("UNEXPECTED_EOF_WHILE_READING", "If this repeats"),
    ],
)
def test_what_openssl_says_decides_what_is_said(reason: str, words: str) -> None:
    error = ssl.SSLError()
    error.reason = reason
    client, host = "192.168.100.100", "edge.one-of-our-shops.example"
    text = TrustWatch().failed(client, host, error)
    assert words in text
    for each in (text, TrustWatch().left(client, host)):
        assert page_words(each) == each, "a recording keeps it whole"
