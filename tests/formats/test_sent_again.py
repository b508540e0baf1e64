"""Exports send, byte for byte, what edge-tui sent: they are run against a server on loopback."""

import asyncio
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from edge_tui.formats import FORMATS
from edge_tui.gateway.client import GatewayClient
from edge_tui.model.exchange import Exchange, Response
from tests.formats.exchanges import NASTY, TOKEN, exchange
from tests.gateway.loopback import Loopback, answering

OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
OWN = ("content-type", "accept", "x-gw-ims-org-id", "x-api-key", "cookie")
PATH = "/ee/or2/v2/interact?datastreamId=4f1c9e2b%3Adev&requestId=70'8e"


async def _run(*command: str, **environ: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *command,
        env={**os.environ, **environ},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        _, talk = await process.communicate()
    assert process.returncode == 0, talk.decode()


async def _sent_by_edge_tui(server: Loopback, sent: Exchange) -> None:
    client = GatewayClient(server.url)
    outcome = await client.post(sent.request, 30)
    await client.close()
    assert isinstance(outcome, Response)


def _same(server: Loopback) -> bool:
    """Whether the first two requests have the same path, custom headers and body."""
    (first, body), (second, again) = server.requests[:2]
    own = [server.header(name, 0) == server.header(name, 1) for name in OWN]
    return first.split("\r\n")[0] == second.split("\r\n")[0] and body == again and all(own)


@pytest.mark.parametrize("body", NASTY)
async def test_curl_in_bash_sends_the_same_bytes(body: str) -> None:
    async with answering(OK) as server:
        sent = exchange(body, url=server.url + PATH)
        await _sent_by_edge_tui(server, sent)
        # In a container, mostly, no locale is set.
        await _run("bash", "-c", FORMATS["curl"].render(sent).rstrip() + " --silent --fail", LC_ALL="C")
        assert _same(server)


@pytest.mark.parametrize("body", NASTY)
async def test_the_python_program_sends_the_same_bytes(body: str, tmp_path: Path) -> None:
    async with answering(OK) as server:
        sent = exchange(body, url=server.url + PATH)
        await _sent_by_edge_tui(server, sent)
        program = tmp_path / "again.py"
        program.write_text(FORMATS["python"].render(sent), "utf-8")
        await _run(sys.executable, str(program))
        assert _same(server)


@pytest.mark.skipif(shutil.which("http") is None, reason="HTTPie is not installed")
@pytest.mark.parametrize("body", NASTY)
async def test_httpie_sends_the_same_bytes(body: str) -> None:
    async with answering(OK) as server:
        sent = exchange(body, url=server.url + PATH)
        await _sent_by_edge_tui(server, sent)
        await _run("bash", "-c", FORMATS["httpie"].render(sent))
        assert _same(server)


async def test_cookies_and_headers_of_the_draft_are_sent_again() -> None:
    async with answering(OK) as server:
        sent = exchange(url=server.url + PATH)
        own = (*sent.request.headers, ("cookie", "kndctr_A_AdobeOrg_cluster=or2"), ("user-agent", 'Phone "5" $x'))
        sent = replace(sent, request=replace(sent.request, headers=own))
        await _sent_by_edge_tui(server, sent)
        # In a container, mostly, no locale is set.
        await _run("bash", "-c", FORMATS["curl"].render(sent).rstrip() + " --silent --fail", LC_ALL="C")
        assert _same(server)
        assert server.header("user-agent", 0) == server.header("user-agent", 1)
        assert server.header("cookie") == "kndctr_A_AdobeOrg_cluster=or2"


@pytest.mark.parametrize("name", ["curl", "python"])
async def test_a_non_ascii_header_is_sent_as_latin_1(name: str, tmp_path: Path) -> None:
    async with answering(OK) as server:
        sent = exchange(url=server.url + PATH)
        own = (*sent.request.headers, ("x-forwarded-city", "Z\xfcrich's \xad\\ caf\xe9f0"))
        program = tmp_path / "again"
        program.write_text(FORMATS[name].render(replace(sent, request=replace(sent.request, headers=own))), "utf-8")
        await _run("bash" if name == "curl" else sys.executable, str(program))
        assert server.header("x-forwarded-city") == "Z\xfcrich's \xad\\ caf\xe9f0"


@pytest.mark.parametrize("name", ["curl", "python"])
async def test_the_token_comes_from_the_environment_when_it_is_masked(name: str, tmp_path: Path) -> None:
    async with answering(OK) as server:
        text = FORMATS[name].render(exchange(url=server.url + PATH, authenticated=True))
        program = tmp_path / "again"
        program.write_text(text, "utf-8")
        await _run("bash" if name == "curl" else sys.executable, str(program), EDGE_TUI_ACCESS_TOKEN=TOKEN)
        assert server.header("authorization") == f"Bearer {TOKEN}"
        assert server.header("x-api-key") == "client-1"
