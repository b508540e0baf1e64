"""Where access tokens come from, and where they never go."""

import json
import traceback

import pytest

from edge_tui.gateway.client import GatewayClient
from edge_tui.gateway.ims import PastedToken, ServerToServer
from edge_tui.model.exchange import Answer, Failure, FailureKind
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


async def test_a_token_is_asked_for_once_and_sent_with_every_request() -> None:
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
        answer = await client.post(_request(gateway), 30)
        await client.close()
    assert isinstance(answer, Answer)
    assert answer.status == 200
    assert gateway.header("authorization") == "Bearer t2"


async def test_a_fresh_token_that_the_gateway_refuses_is_not_replaced() -> None:
    async with answering(_token("t1")) as ims, answering(http(b"{}", "401 Unauthorized")) as gateway:
        client = GatewayClient(gateway.url, auth=_auth(ims))
        answer = await client.post(_request(gateway), 30)
        await client.close()
    assert isinstance(answer, Answer)
    assert answer.status == 401
    assert len(ims.requests) == len(gateway.requests) == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (http(b'{"error":"invalid_client","error_description":"no"}', "401 Unauthorized"), "client secret"),
        (http(b'{"error":"invalid_scope"}', "400 Bad Request"), "scopes"),
        (http(b"", "500 Internal Server Error"), "status 500"),
        (http(b"<html>", "200 OK", "text/html"), "no reason"),
        (http(b'{"access_token": 7}'), "no access token"),
    ],
    ids=["client", "scope", "500", "html", "no token"],
)
async def test_no_token_is_a_failure_that_says_what_to_mend_and_nothing_goes_to_the_gateway(
    answer: bytes, words: str
) -> None:
    async with answering(answer) as ims, answering(OK) as gateway:
        client = GatewayClient(gateway.url, auth=_auth(ims))
        failure = await client.post(_request(gateway), 30)
        await client.close()
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.AUTHENTICATION
    assert words in failure.message
    assert SECRET not in failure.message
    assert gateway.requests == []


async def test_a_lifetime_in_milliseconds_is_recognised() -> None:
    clock = _Clock()
    async with answering(_token("t1", 86_399_000), _token("t2")) as ims, answering(OK) as gateway:
        client = GatewayClient(gateway.url, auth=_auth(ims, clock))
        await client.post(_request(gateway), 30)
        clock.seconds = 86_390
        await client.post(_request(gateway), 30)
        await client.close()
    assert gateway.header("authorization") == "Bearer t2"


async def test_a_pasted_token_is_sent_with_or_without_its_word() -> None:
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
        answer = await client.post(_request(gateway), 30)
        await client.close()
    shown = [repr(auth), repr(client), repr(answer), str(answer)]
    try:
        raise RuntimeError(auth)
    except RuntimeError:
        shown.append(traceback.format_exc())
    assert not [text for text in shown if SECRET in text or "t0ken-t0ken" in text]
