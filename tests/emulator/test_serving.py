"""The emulator on loopback: a real port, real TLS, real signals."""

import json
import signal
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from edge_tui.emulator.certificates import CA_FILE, CA_KEY_FILE, ca_certificate
from edge_tui.emulator.request_log import RequestLogLine
from edge_tui.emulator.serve import serve, serving
from edge_tui.model.errors import SetupError
from tests.emulator.edge import ALL_ON, PAGE_VIEW

INTERACT = f"/ee/v2/interact?datastreamId={ALL_ON}"
PROGRAM = """
from edge_tui.emulator.serve import serve
serve(on_ready=lambda url: print(url, flush=True), on_request=lambda line: print(line.json(), flush=True))
print("done", flush=True)
"""


def spoil(kind: str) -> dict[str, object]:
    return {"event": {"data": {"__emulator": {"answer": kind}}}}


def test_an_event_is_answered_over_a_socket() -> None:
    lines: list[RequestLogLine] = []
    with serving(on_request=lines.append) as emulator, httpx.Client(base_url=emulator.url) as client:
        answer = client.post(INTERACT, json={"event": PAGE_VIEW})

        assert answer.status_code == 200
        assert answer.json()["handle"]
        assert answer.headers.get_list("server") == ["jag"]
        assert len(answer.headers.get_list("date")) == 1
    assert [line.status for line in lines] == [200]


def test_tls_is_trusted_through_the_authority_it_exports(tmp_path: Path) -> None:
    with serving(tls=tmp_path) as emulator:
        assert emulator.ca_certificate is not None
        trusting = ssl.create_default_context(cafile=str(emulator.ca_certificate))
        with httpx.Client(base_url=emulator.url, verify=trusting) as client:
            assert client.post(INTERACT, json={"event": PAGE_VIEW}).status_code == 200
        with httpx.Client(base_url=emulator.url) as client, pytest.raises(httpx.ConnectError):
            client.post(INTERACT, json={"event": PAGE_VIEW})


@pytest.mark.parametrize("host", ["edge.shop.example", "adobedc.demdex.net", "or2.server.localhost"])
def test_tls_is_trusted_by_whatever_name_a_site_reaches_it(host: str, tmp_path: Path) -> None:
    with serving(tls=tmp_path) as emulator:
        trusting = ssl.create_default_context(cafile=str(emulator.ca_certificate))
        port = int(emulator.url.rsplit(":", 1)[1])
        with (
            socket.create_connection(("127.0.0.1", port)) as plain,
            trusting.wrap_socket(plain, server_hostname=host) as secured,
        ):
            certificate = secured.getpeercert()

    assert certificate
    assert ("DNS", host) in certificate["subjectAltName"]


def test_the_authority_stays_the_same_and_its_key_is_the_owners(tmp_path: Path) -> None:
    first = ca_certificate(tmp_path / "new").read_bytes()

    assert ca_certificate(tmp_path / "new").read_bytes() == first
    assert (tmp_path / "new" / CA_KEY_FILE).stat().st_mode & 0o077 == 0


def test_an_authority_that_is_damaged_says_so(tmp_path: Path) -> None:
    for name in (CA_FILE, CA_KEY_FILE):
        (tmp_path / name).write_text("nonsense", encoding="utf-8")
    with pytest.raises(SetupError, match="no certificate and key"):
        ca_certificate(tmp_path)


def test_a_taken_port_is_told_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SetupError, match=f"Port {port} on 127.0.0.1 is taken"):
            serve(port=port)


def test_a_host_that_is_not_here_is_told_in_a_sentence() -> None:
    with pytest.raises(SetupError, match="no address of this machine"):
        serve(host="192.0.2.1")


@pytest.mark.parametrize("kind", ["drop", "cut"])
def test_a_connection_is_dropped_for_real(kind: str) -> None:
    with serving() as emulator, httpx.Client(base_url=emulator.url) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            client.post(INTERACT, json=spoil(kind))
        assert client.post(INTERACT, json={"event": PAGE_VIEW}).status_code == 200


def test_a_slow_body_arrives_whole() -> None:
    with serving() as emulator, httpx.Client(base_url=emulator.url) as client:
        with client.stream("POST", INTERACT, json=spoil("slow")) as answer:
            pieces = list(answer.iter_raw())

        assert len(pieces) > 3
        assert json.loads(b"".join(pieces))["handle"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        url = process.stdout.readline().decode().strip()
        assert httpx.post(url + INTERACT, json={"event": PAGE_VIEW}).status_code == 200
        line = json.loads(process.stdout.readline())
        process.send_signal(number)
        assert process.stdout.read() == b"done\n"
        assert process.stderr.read() == b""
    assert process.returncode == 0
    assert (line["method"], line["status"], line["datastream"]) == ("POST", 200, "Everything on")
