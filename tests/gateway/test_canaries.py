"""Whatever fails, no message has a token, a secret, a header's value or a proxy's password."""

import asyncio
import ssl
from collections.abc import AsyncIterator

import pytest
import trustme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_tui.gateway.client import GatewayClient
from edge_tui.gateway.failures import LIBRARY_ERRORS, explain, shown_url
from edge_tui.gateway.ims import PastedToken, ServerToServer
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Failure, FailureKind, Response
from edge_tui.model.profile import Credentials
from edge_tui.model.request import InteractRequest
from tests.examples import examples
from tests.gateway.loopback import Writes, answering, http

CANARY = "cAnArY"
OK = http(b"{}")


def _request(url: str, *, authenticated: bool = True, **headers: str) -> InteractRequest:
    named = tuple((name.replace("_", "-"), value) for name, value in {"x_own": CANARY, **headers}.items())
    return InteractRequest("a", f"{url}/ee/v2/interact?requestId=a&key={CANARY}", named, "{}", authenticated)


async def _messages_of(url: str, request: InteractRequest, token: str = f"ey.{CANARY}") -> str:
    """Every message about a failing request."""
    try:
        client = GatewayClient(url, auth=PastedToken(token))
        try:
            outcome = await client.post(request, 0.5)
        finally:
            await client.close()
    except SetupError as error:
        return str(error)
    assert isinstance(outcome, Failure)
    return outcome.message


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A gateway that echoes the request."""
    writer.write(f"HTTP/1.1 200 OK\r\nAuthorization Bearer ey.{CANARY}\r\n\r\n".encode())
    await writer.drain()


async def _hang(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


ANSWERS: dict[str, bytes | Writes] = {
    "drops": b"",
    "echoes a bad header": _echo,
    "echoes a bad status line": f"Bearer ey.{CANARY}\r\n\r\n".encode(),
    "echoes a bad length": f"HTTP/1.1 200 OK\r\nContent-Length: {CANARY}\r\n\r\n".encode(),
    "echoes a bad chunk": f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{CANARY}\r\n".encode(),
    "echoes a bad coding": f"HTTP/1.1 200 OK\r\nTransfer-Encoding: {CANARY}\r\n\r\n".encode(),
    "damages": http(CANARY.encode(), content_encoding="gzip"),
    "says nothing": _hang,
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_no_response_makes_a_message_quote_the_request(name: str) -> None:
    async def ending(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        response = ANSWERS[name]
        if isinstance(response, bytes):
            writer.write(response)
            await writer.drain()
        else:
            await response(reader, writer)

    async with answering(ending) as gateway:
        assert CANARY not in await _messages_of(gateway.url, _request(gateway.url))


@pytest.mark.parametrize(
    "separator", ["\n", "\r\n", "\r", "\0", " ", "\t", "\x7f", "é", "日", "\udc80", "\u2028"], ids=ascii
)
async def test_an_unsendable_token_is_reported_without_quoting_it(separator: str) -> None:
    async with answering(OK) as gateway:
        messages = await _messages_of(gateway.url, _request(gateway.url), f"{CANARY}1{separator}{CANARY}2")
    assert CANARY not in messages
    assert "at position 8" in messages
    assert gateway.requests == []


@pytest.mark.parametrize("value", ["\n", "\r\n", "\r", "\0", "\x1b", "\x7f", "日", "Ł", "\udc80", "\u2028"], ids=ascii)
async def test_an_unsendable_header_is_reported_by_its_name(value: str) -> None:
    async with answering(OK) as gateway:
        messages = await _messages_of(gateway.url, _request(gateway.url, x_city=f"{CANARY}{value}{CANARY}"))
    assert CANARY not in messages
    assert "header x-city has a character at position 7" in messages
    assert gateway.requests == []


@pytest.mark.parametrize("name", ["x y", "", "é", "x:", "x\n", "日"])
async def test_an_invalid_header_name_is_reported(name: str) -> None:
    async with answering(OK) as gateway:
        messages = await _messages_of(gateway.url, _request(gateway.url, **{name: CANARY}))
    assert CANARY not in messages
    assert "can't be the name of a header" in messages


@pytest.mark.parametrize(
    "url",
    [
        f"http://user:{CANARY}@127.0.0.1:1",
        f"http://user:{CANARY}@[::1",
        f"ftp://user:{CANARY}@127.0.0.1",
        f"http://user:{CANARY}@{'a' * 70}.invalid",
        f"http://user:{CANARY}@a..b",
        f"http://user:{CANARY}@127.0.0.1:99999",
        f"http://user:{CANARY}@127.0.0.1:0",
        f"http://user:{CANARY}@host:port",
        f"http://user:{CANARY}@ho st",
        f"http://user:{CANARY}@\udc80",
        f"http://user:{CANARY}@\x00",
        f"http://user:{CANARY}@xn--a",
        f"http://user:{CANARY}@日本.invalid",
        f"//user:{CANARY}@host",
    ],
    ids=range(14),
)
async def test_no_url_ends_in_a_traceback_or_shows_its_password(url: str) -> None:
    assert CANARY not in await _messages_of("http://127.0.0.1", _request(url))


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize(
    "proxy",
    ["http://user:{}@127.0.0.1:1", "socks5://user:{}@127.0.0.1:1", "foo://user:{}@h", "http://user:{}@[", "http://:{}"],
)
async def test_no_unusable_proxy_shows_its_password(monkeypatch: pytest.MonkeyPatch, variable: str, proxy: str) -> None:
    monkeypatch.setenv(variable, proxy.format(CANARY))
    messages = await _messages_of("http://gateway.invalid", _request("http://gateway.invalid"))
    assert CANARY not in messages
    assert "prox" in messages.lower()


async def test_a_proxy_that_refuses_the_connection_is_reported_as_a_proxy_problem(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with answering(OK) as gone:
        pass
    monkeypatch.setenv("HTTPS_PROXY", gone.url)
    monkeypatch.setenv("HTTP_PROXY", gone.url)
    for scheme in ("http", "https"):
        messages = await _messages_of(f"{scheme}://gateway.invalid", _request(f"{scheme}://gateway.invalid"))
        assert f"The proxy {gone.url.removeprefix('http://')} for gateway.invalid can't be used" in messages
        assert "HTTPS_PROXY" in messages
        assert "Check the profile's URL" not in messages


@pytest.mark.parametrize("status", [b"407 Proxy Authentication Required", b"403 Forbidden", b"502 Bad Gateway"])
async def test_a_proxy_that_refuses_to_connect_is_reported_as_a_proxy_problem(
    monkeypatch: pytest.MonkeyPatch, status: bytes
) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 " + status + b" " + CANARY.encode() + b"\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async with answering(refuse) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("//", f"//user:{CANARY}@"))
        client = GatewayClient("https://gateway.invalid")
        failure = await client.post(_request("https://gateway.invalid"), 30)
        await client.close()
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.UNREACHABLE
    assert f"The proxy {proxy.url.removeprefix('http://')} refused to connect to gateway.invalid" in failure.message
    assert status[:3].decode() in failure.message
    assert CANARY not in failure.message


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
async def test_unreadable_certificates_are_a_setup_error(
    monkeypatch: pytest.MonkeyPatch, variable: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    empty = tmp_path_factory.mktemp("certificates") / "empty.pem"
    empty.write_text("nothing")
    for path in ("/there/is/none", str(empty)):
        monkeypatch.setenv(variable, path)
        if variable == "SSL_CERT_DIR":
            # A folder without certificates trusts no server.
            assert CANARY not in await _messages_of("https://127.0.0.1:1", _request("https://127.0.0.1:1"))
        else:
            with pytest.raises(SetupError, match="SSL_CERT_FILE"):
                GatewayClient("https://127.0.0.1:1")


def test_a_key_log_that_cannot_be_written_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", "/there/is/none")
    with pytest.raises(SetupError, match=r"^The file that SSLKEYLOGFILE names can't be written: No such file"):
        GatewayClient("https://127.0.0.1:1")


@pytest.fixture
async def untrusted() -> AsyncIterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    async with answering(OK, tls=context) as gateway:
        yield gateway.url


async def test_a_tls_failure_shows_nothing_of_the_request(untrusted: str) -> None:
    messages = await _messages_of(untrusted, _request(untrusted))
    assert "certificate verify failed" in messages
    assert CANARY not in messages


SECRETS = ("s3cret&/ +" + CANARY, CANARY)


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("form", ["{}", "{} and more", "x" * 290 + "{}"])
async def test_a_secret_quoted_by_ims_is_masked(secret: str, form: str) -> None:
    import json
    from urllib.parse import quote_plus

    for quoted in (secret, quote_plus(secret)):
        said = json.dumps({"error": "invalid_client", "error_description": form.format(quoted)}).encode()
        async with answering(http(said, "401 Unauthorized")) as ims:
            auth = ServerToServer(Credentials("c", (), ims.url), ims.url, secret, lambda: 0.0)
            client = GatewayClient(ims.url, auth=auth)
            failure = await client.post(_request(ims.url), 30)
            await client.close()
        assert isinstance(failure, Failure)
        assert "invalid_client" in failure.message
        assert not [part for part in (CANARY, secret[:9]) if part in failure.message]


def _made(kind: type[BaseException]) -> BaseException:
    arguments = {UnicodeEncodeError: ("ascii", CANARY, 0, 1, CANARY), UnicodeDecodeError: ("ascii", b"", 0, 1, CANARY)}
    return kind(*arguments.get(kind, (CANARY,)))  # type: ignore[arg-type]


def _subclasses(kind: type) -> set[type]:
    return {kind}.union(*(_subclasses(each) for each in kind.__subclasses__()))


def _is_made_of_a_text(kind: type[BaseException]) -> bool:
    try:
        return bool(_made(kind))
    except TypeError:
        return False


KINDS = sorted(
    {
        each
        for kind in LIBRARY_ERRORS
        for each in _subclasses(kind)
        if each.__module__.split(".")[0] in ("httpx", "h11", "ssl", "socket", "builtins") and _is_made_of_a_text(each)
    },
    key=lambda kind: f"{kind.__module__}.{kind.__qualname__}",
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(60))
@given(kind=st.sampled_from(KINDS), cause=st.sampled_from(KINDS), proxied=st.booleans())
def test_no_exception_of_a_library_is_quoted(
    kind: type[BaseException], cause: type[BaseException], proxied: bool
) -> None:
    error = _made(kind)
    error.__cause__ = _made(cause)
    reached = ("proxy.example", 3128) if proxied else ("edge.example", 443)
    _, message = explain(error, f"https://user:{CANARY}@edge.example/ee?a={CANARY}", reached)
    assert CANARY not in message
    assert message.endswith(".")


@given(password=st.text(max_size=20), host=st.sampled_from(["a.example", "[::1]", "日本"]))
def test_a_url_is_shown_without_its_user_and_password(password: str, host: str) -> None:
    for mark in "/?#@":
        password = password.replace(mark, "")
    assert shown_url(f"https://{CANARY}:{password}@{host}/ee?x={CANARY}#y") == f"https://{host}/ee"


async def test_allowed_headers_are_sent_unchanged() -> None:
    sent = {"x_forwarded_city": "Zürich", "x_marks": "£\u00a0ÿ", "referer": "http://a/é", "user_agent": "Möwe/1"}
    async with answering(OK) as gateway:
        client = GatewayClient(gateway.url)
        response = await client.post(_request(gateway.url, authenticated=False, **sent), 30)
        await client.close()
    assert isinstance(response, Response)
    assert {name: gateway.header(name.replace("_", "-")) for name in sent} == sent


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.text(max_size=20), min_size=1, max_size=20))
def test_any_value_is_sent_byte_for_byte_or_refused(values: list[str]) -> None:
    async def send() -> None:
        async with answering(OK) as gateway:
            client = GatewayClient(gateway.url)
            for value in values:
                before = len(gateway.requests)
                outcome = await client.post(_request(gateway.url, authenticated=False, x_value=value), 30)
                if isinstance(outcome, Failure):
                    assert "x-value" in outcome.message
                    assert len(gateway.requests) == before
                else:
                    # `strip` of a str would take more than the blanks that are no part of a value.
                    head = gateway.requests[-1][0]
                    line = next(line for line in head.split("\r\n") if line.lower().startswith("x-value:"))
                    assert line.partition(": ")[2] == value.strip(" \t")
            await client.close()

    asyncio.run(send())
