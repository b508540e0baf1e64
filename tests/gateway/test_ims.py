"""Access tokens: how they are obtained, and where they never go."""

import gzip
import json
import traceback

import pytest

from edge_tui.gateway.client import GatewayClient
from edge_tui.gateway.ims import PastedToken, ServerToServer
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Failure, FailureKind, Response
from edge_tui.model.profile import Credentials
from edge_tui.model.request import InteractRequest
from tests.gateway.loopback import Loopback, answering, http

SECRET = "p@ss/word+s3cret"
OK = http(b'{"handle":[]}')


class _Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def _token(name: str, expires_in: int = 86399) -> bytes:
    return http(json.dumps({"access_token": name, "token_type": "bearer", "expires_in": expires_in}).encode())


def _request(gateway: Loopback, *, authenticated: bool = True) -> InteractRequest:
    return InteractRequest("a", f"{gateway.url}/ee/v2/interact", (), "{}", authenticated)


def _auth(ims: Loopback, clock: _Clock | None = None) -> ServerToServer:
    credentials = Credentials("client-1", ("openid", "AdobeID"), ims.url)
    return ServerToServer(credentials, ims.url, SECRET, clock or _Clock())


async def test_a_token_is_requested_once_and_sent_with_every_request() -> None:
    async with answering(_token("t1")) as ims, answering(OK) as gateway:
        client = GatewayClient(gateway.url, auth=_auth(ims))
        await client.post(_request(gateway), 30)
        await client.post(_request(gateway), 30)
        await client.close()
    assert len(ims.requests) == 1
    assert [gateway.header("authorization", number) for number in (0, 1)] == ["Bearer t1", "Bearer t1"]
    head, body = ims.requests[0]
    assert head.startswith("POST /ims/token/v3 HTTP/1.1")
    assert body.decode().split("&") == [
        "client_id=client-1",
        "client_secret=p%40ss%2Fword%2Bs3cret",
        "grant_type=client_credentials",
        "scope=openid%2CAdobeID",
    ]


async def test_a_token_that_is_nearly_over_is_replaced_before_it_is_sent() -> None:
    clock = _Clock()
    async with answering(_token("t1", 3600), _token("t2", 3600)) as ims, answering(OK) as gateway:
        client = GatewayClient(gateway.url, auth=_auth(ims, clock))
        await client.post(_request(gateway), 30)
        clock.seconds = 3550
        await client.post(_request(gateway), 30)
        await client.close()
    assert gateway.header("authorization") == "Bearer t2"


async def test_a_token_that_the_gateway_refuses_is_replaced_once() -> None:
    refused = http(b"{}", "401 Unauthorized")
    async with answering(_token("t1"), _token("t2")) as ims, answering(OK, refused, OK) as gateway:
        client = GatewayClient(gateway.url, auth=_auth(ims))
        await client.post(_request(gateway), 30)
        response = await client.post(_request(gateway), 30)
        await client.close()
    assert isinstance(response, Response)
    assert response.status == 200
    assert gateway.header("authorization") == "Bearer t2"


async def test_a_fresh_token_that_the_gateway_refuses_is_not_replaced() -> None:
    async with answering(_token("t1")) as ims, answering(http(b"{}", "401 Unauthorized")) as gateway:
        client = GatewayClient(gateway.url, auth=_auth(ims))
        response = await client.post(_request(gateway), 30)
        await client.close()
    assert isinstance(response, Response)
    assert response.status == 401
    assert len(ims.requests) == len(gateway.requests) == 1


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (http(b'{"error":"invalid_client","error_description":"no"}', "401 Unauthorized"), "client secret"),
        (http(b'{"error":"invalid_scope"}', "400 Bad Request"), "scopes"),
        (http(b"", "500 Internal Server Error"), "status 500"),
        (http(b"<html>", "200 OK", "text/html"), "no reason"),
        (http(b'{"access_token": 7}'), "no access token"),
    ],
    ids=["client", "scope", "500", "html", "no token"],
)
async def test_a_refused_token_is_a_failure_with_a_fix_and_nothing_goes_to_the_gateway(
    response: bytes, words: str
) -> None:
    async with answering(response) as ims, answering(OK) as gateway:
        client = GatewayClient(gateway.url, auth=_auth(ims))
        failure = await client.post(_request(gateway), 30)
        await client.close()
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.AUTHENTICATION
    assert words in failure.message
    assert SECRET not in failure.message
    assert gateway.requests == []


async def test_a_lifetime_in_milliseconds_is_recognized() -> None:
    clock = _Clock()
    async with answering(_token("t1", 86_399_000), _token("t2")) as ims, answering(OK) as gateway:
        client = GatewayClient(gateway.url, auth=_auth(ims, clock))
        await client.post(_request(gateway), 30)
        clock.seconds = 86_390
        await client.post(_request(gateway), 30)
        await client.close()
    assert gateway.header("authorization") == "Bearer t2"


async def test_a_pasted_token_is_sent_with_or_without_its_bearer_prefix() -> None:
    async with answering(OK) as gateway:
        for pasted in ("abc", "Bearer abc", " abc\n"):
            client = GatewayClient(gateway.url, auth=PastedToken(pasted))
            await client.post(_request(gateway), 30)
            await client.close()
            assert gateway.header("authorization") == "Bearer abc"


async def test_a_request_that_does_not_authenticate_carries_no_token() -> None:
    async with answering(OK) as gateway:
        client = GatewayClient(gateway.url, auth=PastedToken("abc"))
        await client.post(_request(gateway, authenticated=False), 30)
        await client.close()
    assert gateway.header("authorization") is None


async def test_no_secret_shows_in_a_repr_or_a_traceback() -> None:
    async with answering(_token("t0ken-t0ken")) as ims, answering(OK) as gateway:
        auth = _auth(ims)
        client = GatewayClient(gateway.url, auth=auth)
        response = await client.post(_request(gateway), 30)
        await client.close()
    shown = [repr(auth), repr(client), repr(response), str(response)]
    try:
        raise RuntimeError(auth)
    except RuntimeError:
        shown.append(traceback.format_exc())
    assert not [text for text in shown if SECRET in text or "t0ken-t0ken" in text]


@pytest.mark.parametrize(
    ("expires_in", "lives_seconds"),
    [
        ("3600", 3600),
        ("86399", 86_399),
        ("86399000", 86_399),
        ("3600.0", 3600),
        ('"3600"', 3600),
        ("9" * 400, 86_400),
        ("9" * 4000, 86_400),
        ("1e308", 86_400),
        ("1e999", 86_400),
        ("Infinity", 86_400),
        ("-1", 0),
        ("-" + "9" * 400, 0),
        ("-Infinity", 0),
        ("NaN", 0),
        ("0", 0),
        ("true", 0),
        ("null", 0),
        ('"soon"', 0),
        ('"' + "9" * 400 + '"', 0),
        ("[1]", 0),
        ("{}", 0),
    ],
)
async def test_a_token_is_reused_for_its_lifetime_and_at_most_a_day(expires_in: str, lives_seconds: int) -> None:
    clock = _Clock()
    first = http(f'{{"access_token": "t1", "expires_in": {expires_in}}}'.encode())
    async with answering(first, _token("t2")) as ims, answering(OK) as gateway:
        client = GatewayClient(gateway.url, auth=_auth(ims, clock))
        for seconds in (0, lives_seconds - 61, lives_seconds - 60):
            clock.seconds = max(0, seconds)
            assert isinstance(await client.post(_request(gateway), 30), Response)
        await client.close()
    sent = [gateway.header("authorization", number) for number in range(3)]
    assert sent == (
        ["Bearer t1", "Bearer t1", "Bearer t2"] if lives_seconds else ["Bearer t1", "Bearer t2", "Bearer t2"]
    )


async def test_a_token_is_sent_until_a_minute_before_its_end() -> None:
    clock = _Clock()
    async with answering(_token("t1", 3600), _token("t2", 3600)) as ims, answering(OK) as gateway:
        client = GatewayClient(gateway.url, auth=_auth(ims, clock))
        for clock.seconds in (0, 3539.9, 3540):
            await client.post(_request(gateway), 30)
        await client.close()
    assert [gateway.header("authorization", number)[-2:] for number in range(3)] == ["t1", "t1", "t2"]


async def test_a_gateway_that_refuses_two_tokens_in_a_row_gets_no_third() -> None:
    refused = http(b"{}", "401 Unauthorized")
    async with answering(_token("t1"), _token("t2"), _token("t3")) as ims, answering(OK, refused) as gateway:
        client = GatewayClient(gateway.url, auth=_auth(ims))
        await client.post(_request(gateway), 30)
        response = await client.post(_request(gateway), 30)
        await client.close()
    assert isinstance(response, Response)
    assert response.status == 401
    assert len(ims.requests) == 2
    assert [gateway.header("authorization", number) for number in range(3)] == ["Bearer t1", "Bearer t1", "Bearer t2"]
    assert len(gateway.requests) == 3


BOMB = gzip.compress(b"[" * (64 * 1024 * 1024), compresslevel=1)


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (http(BOMB, content_encoding="gzip"), "larger than 1 MB"),
        (http(gzip.compress(BOMB), content_encoding="gzip, gzip"), "no reason"),
        (http(b"[" * 2_000_000), "larger than 1 MB"),
        (http(b"[" * 500_000), "no reason"),
        (http(b'{"a":' * 100_000), "no reason"),
        (http(b'{"access_token": "t", "expires_in": ' + b"9" * 5000 + b"}"), "no reason"),
        (http(b"{", content_encoding="gzip"), "can't be decompressed"),
        (http(b"\xff\xfe"), "no reason"),
        (http(b'"t"'), "no reason"),
        (http(b""), "no reason"),
        (http(b'{"access_token": ""}'), "no reason"),
        (http(b'{"access_token": "a\\nCANARY"}'), "a line break at position 2"),
        (http('{"access_token": "CANÄRY"}'.encode()), "non-ASCII character at position 4"),
        (http(b'{"access_token": "CANARY\\ud800"}'), "non-ASCII character at position 7"),
        (http(b'{"access_token": "CANARY 2"}'), "a space at position 7"),
        (http(b'{"error": ["CANARY"], "error_description": {"CANARY": 1}}', "400 Bad Request"), "status 400"),
        (http(b"{}", "302 Found", location="http://["), "status 302"),
    ],
    ids=[
        *(
            "bomb",
            "packed twice",
            "large",
            "deep array",
            "deep object",
            "number of 5000 digits",
            "not packed",
            "not UTF-8",
        ),
        *("a string", "nothing", "empty token", "line break", "umlaut", "surrogate", "blank", "no texts", "redirect"),
    ],
)
async def test_any_response_of_ims_becomes_a_sentence_and_no_request(response: bytes, words: str) -> None:
    async with answering(response) as ims, answering(OK) as gateway:
        client = GatewayClient(gateway.url, auth=_auth(ims))
        failure = await client.post(_request(gateway), 30)
        refused_token = await client.access_token(30)
        await client.close()
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.AUTHENTICATION
    assert isinstance(refused_token, Failure)
    assert (refused_token.kind, refused_token.message) == (failure.kind, failure.message)
    assert words in failure.message
    assert "CANARY" not in failure.message
    assert gateway.requests == []


@pytest.mark.parametrize("secret", ["a\nCANARY", "a\x00CANARY", "a\udc80CANARY", "a\x85CANARY", "a\u2028CANARY"])
def test_a_client_secret_with_a_control_character_is_refused_without_it(secret: str) -> None:
    with pytest.raises(SetupError, match="at position 2") as caught:
        ServerToServer(Credentials("c"), "http://ims", secret, _Clock())
    assert "CANARY" not in str(caught.value)


async def test_an_unreachable_ims_is_reported_by_its_host() -> None:
    async with answering(OK) as gone:
        pass
    async with answering(OK) as gateway:
        client = GatewayClient(gateway.url, auth=_auth(gone))
        failure = await client.post(_request(gateway), 30)
        await client.close()
    assert isinstance(failure, Failure)
    assert gone.url.removeprefix("http://") in failure.message
    assert "Check the profile's IMS URL" in failure.message


async def test_a_refusal_that_is_a_bomb_does_not_keep_a_token_from_being_replaced() -> None:
    refused = http(BOMB, "401 Unauthorized", content_encoding="gzip")
    async with answering(_token("t1"), _token("t2")) as ims, answering(OK, refused, OK) as gateway:
        client = GatewayClient(gateway.url, auth=_auth(ims), max_response_mb=1)
        await client.post(_request(gateway), 30)
        response = await client.post(_request(gateway), 30)
        await client.close()
    assert isinstance(response, Response)
    assert response.status == 200
