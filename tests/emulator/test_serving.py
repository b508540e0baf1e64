"""The emulator on loopback: a real port and real signals."""

import json
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from edge_tui.emulator.request_log import RequestLogLine
from edge_tui.emulator.serve import exposure_notice, serve, serving
from edge_tui.model.errors import SetupError
from tests.emulator.edge import ALL_ON, PAGE_VIEW

INTERACT = f"/ee/v2/interact?datastreamId={ALL_ON}"
PROGRAM = """
from edge_tui.emulator.serve import serve
serve(on_ready=lambda ready: print(ready.url, flush=True), on_request=lambda line: print(line.json(), flush=True))
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


def test_a_taken_port_is_reported_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SetupError, match=f"Port {port} on 127.0.0.1 is taken"):
            serve(port=port)


def test_an_address_of_another_machine_is_reported_in_a_sentence() -> None:
    with pytest.raises(SetupError, match="isn't an address of this machine"):
        serve(host="192.0.2.1")


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1"])
def test_listening_on_loopback_is_not_announced(address: str) -> None:
    assert exposure_notice(address) == ""


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.7", "fe80::1%eth0", "2001:db8::1"])
def test_listening_on_a_network_is_announced(address: str) -> None:
    notice = exposure_notice(address)

    assert address in notice
    assert "no access control" in notice


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
