"""`edge-tui forward` and `edge-tui proxy` as programs: what they print, record and trust, and how they end."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from edge_tui.emulator.serve import Serving, serving
from edge_tui.model.profile import EMULATOR_DATASTREAM_ID
from edge_tui.workspace import Workspace
from tests.conftest import Command

EDGE = "edge.adobedc.net"
TARGET = f"/ee/v1/interact?configId={EMULATOR_DATASTREAM_ID}&requestId="
JSON = {"content-type": "application/json"}
BODY = '{"events": [{"xdm": {"eventType": "web.webpagedetails.pageViews", "timestamp": "2026-03-02T12:00:00Z"}}]}'


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(tls=tmp_path_factory.mktemp("gateway"), host_names=(EDGE,)) as emulator:
        yield emulator


def _trust(gateway: Serving) -> dict[str, str]:
    """The environment of a program that trusts the gateway."""
    assert gateway.certificates is not None
    return {"SSL_CERT_FILE": str(gateway.certificates.ca_certificate)}


@contextmanager
def _running(*arguments: str, **environ: str) -> Iterator[subprocess.Popen[str]]:
    program = subprocess.Popen(
        [sys.executable, "-m", "edge_tui", *arguments, "--port", "0"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environ},
    )
    try:
        yield program
    finally:
        program.kill()
        program.communicate(timeout=60)


def _line(program: subprocess.Popen[str]) -> dict[str, Any]:
    assert program.stdout is not None
    line: dict[str, Any] = json.loads(program.stdout.readline() or '"the program has ended"')
    return line


def _stopped(program: subprocess.Popen[str], number: int = signal.SIGINT) -> tuple[int, list[dict[str, Any]], str]:
    """Ends a program by a signal; its status, the JSON lines that were left, and its messages."""
    program.send_signal(number)
    out, err = program.communicate(timeout=60)
    return program.returncode, [json.loads(line) for line in out.splitlines()], err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_forward_prints_each_call_as_a_line_of_json_and_ends_with_a_summary(gateway: Serving, number: int) -> None:
    with _running("forward", "--to", gateway.url, "--name", "visit", "--json", **_trust(gateway)) as program:
        listening = _line(program)
        assert (listening["type"], listening["to"], listening["capture"]) == ("listening", gateway.url, "visit")
        url = listening["url"] + TARGET + str(uuid4())
        assert httpx.post(url, content=BODY, headers=JSON).status_code == 200
        call = _line(program)
        status, rest, err = _stopped(program, number)
    assert (call["type"], call["status"]) == ("call", 200)
    assert call["origin"]["source"] == "forward"
    assert call["request"]["url"].startswith(gateway.url)
    assert status == 0
    assert rest[-1]["type"] == "summary"
    assert rest[-1]["calls"] == 1
    assert "personal data" in err
    assert "Traceback" not in err


def test_what_a_rule_changes_is_said_and_printed_and_expectations_decide_the_status(
    gateway: Serving, tmp_path: Path
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[[rules]]\nname = 'sale'\noffer.scope = 'hero'\noffer.text = 'Sale'\n")
    arguments = ("forward", "--to", gateway.url, "--rule", str(rules), "--to-datastream", EMULATOR_DATASTREAM_ID)
    junit, har = tmp_path / "report.xml", tmp_path / "calls.har"
    arguments += ("--expect", "calls == 1", "--expect", "no calls", "--junit", str(junit), "--har", str(har))
    with _running(*arguments, "--json", **_trust(gateway)) as program:
        listening = _line(program)
        url = listening["url"] + "/ee/v1/interact?configId=production&requestId=1"
        assert '"Sale"' in httpx.post(url, content=BODY, headers=JSON).text
        call = _line(program)
        status, rest, err = _stopped(program)
    assert status == 1
    assert [each["ok"] for each in rest[-1]["expectations"]] == [True, False]
    assert 'failures="1"' in junit.read_text()
    assert f'<testsuite name="edge-tui forward {listening["capture"]}"' in junit.read_text()
    assert 'classname="edge-tui.forward"' in junit.read_text()
    assert len(json.loads(har.read_text())["log"]["entries"]) == 1
    assert len(listening["rules"]) == 2
    sent_to = {"host": gateway.url.partition("//")[2], "datastreamId": EMULATOR_DATASTREAM_ID}
    assert call["origin"]["sentTo"] == sent_to
    [place] = rest[-1]["sentTo"]
    assert {**place, **sent_to} == place
    assert call["origin"]["changed"] == ["--to-datastream", "sale"]
    assert all(sentence in err for sentence in listening["rules"])


@pytest.mark.parametrize("arguments", [("forward", "--to", "https://edge.adobedc.net"), ("proxy",)])
def test_a_port_that_is_taken_is_in_the_report(command: Command, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    junit = tmp_path / "report.xml"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = command(*arguments, "--port", port, "--junit", str(junit))
    assert done.status == 2
    assert f"Port {port} on 127.0.0.1 is taken." in done.talk
    assert f"Port {port} on 127.0.0.1 is taken." in junit.read_text()
    assert f'<testsuite name="edge-tui {arguments[0]}"' in junit.read_text()


def test_a_mistake_in_a_rule_file_ends_it_before_anything_listens(command: Command, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[[rules]]\nfault.stat = 503\n")
    junit = tmp_path / "report.xml"
    done = command("forward", "--to", "https://edge.adobedc.net", "--rule", str(rules), "--junit", str(junit))
    assert done.status == 2
    assert "did you mean status?" in junit.read_text()
    assert f"{rules}, line 2: rules.fault.stat isn't a setting; did you mean status?" in done.talk
    assert "captures" not in done.out


def test_a_killed_program_has_recorded_what_began(gateway: Serving, home: Path) -> None:
    slow = {"x-emulator-faults": json.dumps({"latency_ms": 60_000}), **JSON}
    with _running("forward", "--to", gateway.url, "--name", "visit", "--json", **_trust(gateway)) as program:
        url = _line(program)["url"] + TARGET + "began"

        def post() -> None:
            with pytest.raises(httpx.HTTPError):
                httpx.post(url, content=BODY, headers=slow, timeout=60)

        thread = threading.Thread(target=post)
        thread.start()
        history = Workspace({"EDGE_TUI_HOME": str(home)}).history
        while not (keys := history.keys_of_recording("visit")):
            assert program.poll() is None
        program.kill()
        thread.join()
    exchange = history.load(keys[0])
    assert exchange is not None
    assert exchange.request.body == BODY
    assert exchange.response is None


class _Elsewhere(BaseHTTPRequestHandler):
    """A proxy on the way to the network, which is the gateway alone."""

    gateway_port = 0

    def do_CONNECT(self) -> None:
        import socket

        with socket.create_connection(("127.0.0.1", self.gateway_port)) as server:
            self.send_response(200)
            self.end_headers()

            def back() -> None:
                while chunk := server.recv(65536):
                    self.connection.sendall(chunk)

            thread = threading.Thread(target=back, daemon=True)
            thread.start()
            try:
                while chunk := self.connection.recv(65536):
                    server.sendall(chunk)
                server.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            thread.join(60)
        self.close_connection = True

    def log_message(self, *_parts: object) -> None:
        """Says nothing."""


@pytest.fixture
def network(gateway: Serving) -> Iterator[str]:
    """The URL of a proxy whose network has one server: the gateway."""
    _Elsewhere.gateway_port = httpx.URL(gateway.url).port or 0
    with ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_proxy_records_what_curl_sends_and_names_who_does_not_trust_it(gateway: Serving, network: str) -> None:
    environ = {**_trust(gateway), "HTTPS_PROXY": network}
    with _running("proxy", "--name", "phone", "--json", "--edge-host", "edge.shop.example", **environ) as program:
        listening = _line(program)
        assert listening["edgeHosts"] == [
            *("adobedc.demdex.net", "edge-int.adobedc.net", EDGE, "edge.shop.example", "server.adobedc.net")
        ]
        sending = ["-d", BODY, "-H", "content-type: application/json", f"https://{EDGE}{TARGET}{uuid4()}"]
        asking = ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-x", listening["url"]]
        environ = {name: value for name, value in os.environ.items() if name != "SSL_CERT_FILE"}
        untrusting = subprocess.run([*asking, *sending], capture_output=True, text=True, env=environ, timeout=60)
        notice = _line(program)
        trusting = subprocess.run(
            [*asking, "--cacert", listening["caCertificate"], *sending], capture_output=True, text=True, timeout=60
        )
        call = _line(program)
        status, rest, err = _stopped(program)
    assert untrusting.returncode == 60
    assert listening["publicKeySha256"] in err
    assert notice["type"] == "notice"
    assert "refused the certificate" in notice["text"]
    assert trusting.stdout == "200", trusting.stderr
    assert (call["origin"]["source"], call["status"]) == ("proxy", 200)
    assert call["request"]["url"].startswith(f"https://{EDGE}/")
    assert status == 0
    assert rest[-1]["notices"] == [notice["text"]]


def test_proxy_trust_says_how_for_every_kind_of_client(command: Command, home: Path) -> None:
    done = command("proxy", "trust", "--edge-host", "edge.shop.example", "--port", "9999")
    assert done.status == 0
    for words in ("iPhone", "Android", "curl -x http://127.0.0.1:9999", "NODE_EXTRA_CA_CERTS", "keytool", "Firefox"):
        assert words in done.out
    assert "edge.shop.example" in done.out
    assert "{" not in done.out.replace("${", "")
    ca = json.loads(command("proxy", "trust", "--json").out)["caCertificate"]
    assert Path(ca).is_relative_to(home)
    assert ca in done.out
    assert Path(ca).with_suffix(".key").stat().st_mode & 0o777 == 0o600


def test_proxy_untrust_deletes_the_certificate_and_says_where_to_remove_it(command: Command) -> None:
    ca = Path(json.loads(command("proxy", "trust", "--json").out)["caCertificate"])
    done = command("proxy", "untrust")
    assert done.status == 0
    assert str(ca) in done.talk
    assert "Remove Profile" in done.out
    assert not ca.exists()
    assert not ca.with_suffix(".key").exists()
    assert "There was no certificate" in command("proxy", "untrust").talk


def test_lan_asks_first(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = command("proxy", "--lan", "--port", "0")
    assert nobody.status == 2
    assert "Set EDGE_TUI_PROXY_PASSWORD" in nobody.talk
    monkeypatch.setattr("edge_tui.cli.terminal.streams.is_interactive", lambda: True)
    no = command("proxy", "--lan", "--port", "0", stdin=b"n\n")
    assert no.status == 130
    assert "Listen on every network?" in no.talk
    assert "Nothing was started." in no.talk


def test_lan_takes_a_password_of_the_environment() -> None:
    environ = {"EDGE_TUI_PROXY_PASSWORD": "geheim7"}
    with _running("proxy", "--lan", "--json", **environ) as program:
        listening = _line(program)
        port = httpx.URL(listening["url"]).port
        for url, status in ((f"http://127.0.0.1:{port}", 407), (f"http://edge-tui:geheim7@127.0.0.1:{port}", 502)):
            with httpx.Client(proxy=url) as client:
                assert client.get("http://host.invalid/").status_code == status
        _, _, err = _stopped(program)
    assert "geheim7" not in err


@pytest.mark.parametrize("arguments", [("forward", "--help"), ("proxy", "--help"), ("proxy", "trust", "--help")])
def test_help_has_rules_json_and_an_example(command: Command, arguments: tuple[str, ...]) -> None:
    done = command(*arguments)
    assert done.status == 0
    if arguments[0] == "forward":
        assert '"type": "listening"' in done.out
        assert "[[rules]]" in done.out
        assert "fault.status = 503" in done.out


def _entry(request_id: str) -> str:
    url = f"https://{EDGE}{TARGET}{request_id}"
    request = {"method": "POST", "url": url, "headers": [], "postData": {"text": BODY}}
    response = {"status": 200, "headers": [], "content": {"text": '{"handle": []}'}}
    return json.dumps({"startedDateTime": "2026-03-02T12:00:00Z", "time": 5, "request": request, "response": response})


def test_lines_of_another_proxy_are_recorded_as_they_arrive(program: Command, home: Path) -> None:
    lines = [_entry("one"), "odd", '{"request": {"method": "POST", "url": "https://shop.example/"}}', "", _entry("two")]
    done = program("import", "--follow", "-", "--name", "phone", stdin="\n".join(lines).encode())
    assert done.status == 0, done.talk
    assert "Line 2 isn't JSON" in done.talk
    assert done.out.count("200") >= 2
    history = Workspace({"EDGE_TUI_HOME": str(home)}).history
    assert len(history.keys_of_recording("phone")) == 2


def test_following_and_other_targets_exclude_each_other(command: Command) -> None:
    done = command("import", "--follow", "-", "--template", "a")
    assert done.status == 2
    assert "--follow" in done.talk


def test_the_add_on_for_mitmproxy_is_printed(command: Command) -> None:
    done = command("proxy", "mitmproxy-addon")
    assert done.status == 0
    compile(done.out, "addon", "exec")
    assert "edge-tui import --follow -" in done.out
