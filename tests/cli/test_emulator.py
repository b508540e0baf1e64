"""`edge-tui emulator` as a program: where it listens, what it logs, how it ends."""

import json
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Command

DATASTREAM = "5f1c0000-0000-4000-8000-000000000001"
EVENT = b'{"event": {"xdm": {"eventType": "test", "timestamp": "2026-01-01T00:00:00Z"}}}'


@contextmanager
def _serving(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    served = subprocess.Popen(
        [sys.executable, "-m", "edge_tui", "emulator", "--port", "0", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield served
    finally:
        served.kill()
        served.communicate(timeout=60)


def _line(served: subprocess.Popen[str]) -> dict[str, Any]:
    assert served.stdout is not None
    line: dict[str, Any] = json.loads(served.stdout.readline())
    return line


def _post(url: str, path: str, trust: str | None = None) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(url + path, EVENT, {"content-type": "application/json"})
    context = ssl.create_default_context(cafile=trust) if trust else None
    with urllib.request.urlopen(request, timeout=60, context=context) as response:
        return response.status, json.load(response)


def test_each_request_is_one_line_of_json_as_soon_as_its_response_is_sent() -> None:
    with _serving("--json") as served:
        url = _line(served)["url"]
        status, response = _post(url, f"/ee/v2/interact?datastreamId={DATASTREAM}&requestId=one")
        told = _line(served)
    assert status == 200
    assert response["requestId"].startswith("one-")
    assert (told["method"], told["status"], told["datastream"]) == ("POST", 200, "Everything on")
    assert told["requestId"].startswith("one")
    assert "identity:result" in told["handles"] or "state:store" in told["handles"]


def test_as_text_it_says_where_it_listens_and_logs_each_request() -> None:
    with _serving() as served:
        assert served.stdout is not None
        first = served.stdout.readline()
        url = first.split()[3]
        assert url.startswith("http://127.0.0.1:")
        _post(url, f"/ee/v2/interact?datastreamId={DATASTREAM}")
        while "POST /ee/v2/interact" not in (line := served.stdout.readline()):
            assert line
        assert "200" in line


def test_a_signal_ends_it_with_status_0_and_nothing_on_stderr() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        with _serving("--json") as served:
            _line(served)
            served.send_signal(number)
            _, talk = served.communicate(timeout=60)
        assert (served.returncode, talk) == (0, "")


def test_with_tls_it_names_the_certificate_to_trust_and_keeps_it(home: Path) -> None:
    trusted, pinned = [], []
    for _ in range(2):
        with _serving("--json", "--tls", "--host-name", "edge.example.com") as served:
            announced = _line(served)
            assert announced["url"].startswith("https://")
            assert _post(announced["url"], f"/ee/v2/interact?datastreamId={DATASTREAM}", announced["caCertificate"])
            trusted.append(Path(announced["caCertificate"]).read_bytes())
            pinned.append(announced["publicKeySha256"])
    assert trusted[0] == trusted[1]
    assert pinned[0] != pinned[1]
    assert announced["hosts"] == ["localhost", "edge.example.com", "127.0.0.1", "::1"]
    assert home in Path(announced["caCertificate"]).parents
    keys = [path for path in home.rglob("*") if path.is_file() and b"PRIVATE KEY" in path.read_bytes()]
    assert keys
    assert all(path.stat().st_mode & 0o077 == 0 for path in (*keys, *(key.parent for key in keys)))


def test_other_hosts_than_before_get_a_new_certificate_and_the_user_hears_of_it_once(home: Path) -> None:
    arguments = ("--json", "--tls", "--host-name", "edge.example.com")
    told = []
    for given in (arguments[:2], arguments, arguments):
        with _serving(*given) as served:
            _line(served)
            served.send_signal(signal.SIGTERM)
            told.append(served.communicate(timeout=60)[1])
    assert (told[0], told[2]) == ("", "")
    assert "host names changed" in told[1]
    assert told[1].count("\n") == 1


@pytest.mark.parametrize(
    "name", [b"www.bank.example", b"caf\xc3\xa9.example", b"\x1b[31m.example", b"localhost.example"]
)
def test_a_tls_client_of_another_host_is_refused_in_one_line(name: bytes, home: Path) -> None:
    with _serving("--json", "--tls") as served:
        port = int(_line(served)["url"].rsplit(":", 1)[1])
        _say_hello(port, name)
        told = _line(served)
        served.send_signal(signal.SIGTERM)
        assert served.communicate(timeout=60)[1] == ""
    assert (told["method"], told["status"]) == ("TLS", 0)
    assert told["path"][-8:].encode() == name[-8:]
    assert "refused" in told["notes"][0]


def _say_hello(port: int, name: bytes) -> None:
    """The first bytes of a TLS handshake that asks for a host, whatever bytes its name is of."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname="x" * len(name))
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(outgoing.read().replace(b"x" * len(name), name))
        connection.recv(1)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--host-name", "edge.example.com"),
        ("--tls", "--host-name", "com"),
        ("--tls", "--host-name", "8.8.8.8"),
        ("--tls", "--host-name", "2001:db8::1"),
    ],
)
def test_a_host_name_that_makes_no_sense_is_one_line(program: Command, arguments: tuple[str, ...]) -> None:
    ended = program("emulator", "--port", "0", *arguments)
    assert (ended.status, ended.out) == (2, "")
    assert ended.talk.count("\n") == 1


def test_a_port_that_is_taken_is_one_line(program: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = program("emulator", "--port", str(taken.getsockname()[1]))
    assert (ended.status, ended.out) == (2, "")
    assert "is taken" in ended.talk
    assert ended.talk.count("\n") == 1


def test_the_datastreams_that_ship_are_a_config_to_start_from(program: Command, tmp_path: Path) -> None:
    printed = program("emulator", "--print-config")
    assert printed.status == 0
    config = tmp_path / "mine.toml"
    config.write_text(printed.out.replace('name = "Everything on"', 'name = "Mine"', 1))
    with _serving("--json", "--config", str(config)) as served:
        assert _line(served)["datastreams"][0]["name"] == "Mine"


def test_a_mistake_in_a_config_is_one_line_with_file_and_line(program: Command, tmp_path: Path) -> None:
    config = tmp_path / "mine.toml"
    config.write_text('[[datastreams]]\nid = "a"\nname = "A"\naccess = "everybody"\n')
    ended = program("emulator", "--port", "0", "--config", str(config))
    assert (ended.status, ended.out) == (2, "")
    assert "mine.toml, line 4" in ended.talk
    assert ended.talk.count("\n") == 1
