"""Access tokens: how long one is used, when it is replaced, and errors without one."""

import json
from typing import Any

import pytest

from edge_tui.gateway.client import GatewayClient
from edge_tui.gateway.ims import PastedToken, ServerToServer
from edge_tui.model.exchange import Failure, FailureKind, Response
from edge_tui.model.profile import Credentials
from edge_tui.model.request import InteractRequest
from tests.gateway.loopback import Loopback, answering, http

OK = http(b'{"handle":[]}')
UNAUTHORIZED = http(b"{}", "401 Unauthorized")


class Clock:
    """Seconds that are moved by hand."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds

    def __call__(self) -> float:
        return self.seconds


def token(name: str, **members: Any) -> bytes:
    return http(json.dumps({"access_token": name, "token_type": "bearer", **members}).encode())


def auth(ims: Loopback, clock: Clock | None = None) -> ServerToServer:
    return ServerToServer(
        Credentials("client-1", ("openid",), ims.url), ims.url + "/", "s3cret", clock or Clock(1000.0)
    )


def request(gateway: Loopback) -> InteractRequest:
    return InteractRequest("a", f"{gateway.url}/ee/v2/interact", (), "{}", authenticated=True)


# The lifetime from IMS, and for how many seconds the token is sent; its last minute is not used.
LIFETIMES = [
    (3600, 3540),
    (3600.5, 3540.5),
    (61, 1),
    (60, 0),
    (0, 0),
    (-5, 0),
    # The old JWT exchange sent milliseconds.
    (86_399_000, 86_339),
    (10_000_100, 9_940.1),
    # Without a numeric lifetime, a token is requested each time.
    (None, 0),
    ([3600], 0),
]


@pytest.mark.parametrize(("lifetime", "used"), LIFETIMES)
async def test_a_token_is_sent_until_a_minute_before_its_end(lifetime: Any, used: float) -> None:
    clock = Clock(1000.0)
    async with answering(token("t1", expires_in=lifetime), token("t2", expires_in=lifetime)) as ims:
        client = GatewayClient(ims.url, auth=auth(ims, clock))
        assert await client.access_token(30) == "t1"
        if used > 0:
            clock.seconds = 1000.0 + used - 0.0005
            assert await client.access_token(30) == "t1"
        clock.seconds = 1000.0 + used
        assert await client.access_token(30) == "t2"
        await client.close()


async def test_a_token_without_a_lifetime_is_requested_each_time() -> None:
    async with answering(token("t1"), token("t2")) as ims, answering(OK) as gateway:
        client = GatewayClient(gateway.url, auth=auth(ims))
        await client.post(request(gateway), 30)
        await client.post(request(gateway), 30)
        await client.close()
    assert [gateway.header("authorization", number) for number in (0, 1)] == ["Bearer t1", "Bearer t2"]


@pytest.mark.parametrize(
    ("answers", "tokens", "sent"),
    [
        # A reused token is replaced once; the next response is final.
        ([OK, UNAUTHORIZED, OK], ["t1", "t1", "t2"], 200),
        ([OK, UNAUTHORIZED, UNAUTHORIZED, OK], ["t1", "t1", "t2"], 401),
        # A new token is not replaced.
        ([UNAUTHORIZED, OK], ["t1", "t1"], 200),
        # Only a 401 is about the token.
        ([OK, http(b"{}", "403 Forbidden"), OK], ["t1", "t1"], 403),
        ([OK, http(b"{}", "400 Bad Request"), OK], ["t1", "t1"], 400),
    ],
)
async def test_only_a_reused_token_that_is_unauthorized_is_replaced(
    answers: list[bytes], tokens: list[str], sent: int
) -> None:
    async with (
        answering(token("t1", expires_in=3600), token("t2", expires_in=3600)) as ims,
        answering(*answers) as gateway,
    ):
        client = GatewayClient(gateway.url, auth=auth(ims))
        await client.post(request(gateway), 30)
        second = await client.post(request(gateway), 30)
        await client.close()
    assert isinstance(second, Response)
    assert second.status == sent
    given = [gateway.header("authorization", number) for number in range(len(gateway.requests))]
    assert given == [f"Bearer {each}" for each in tokens]


REFUSALS = [
    (http(b'{"error": "invalid_client", "error_description": "no such client"}', "400 Bad Request"), "client secret"),
    (http(b'{"error": "invalid_scope"}', "400 Bad Request"), "scopes"),
    (http(b'{"error": "unauthorized_client"}', "400 Bad Request"), "Server-to-Server"),
    (http(b'{"error": "something_new"}', "500 Internal Server Error"), "client secret"),
    (http(b'{"error": 7, "error_description": ["x"]}', "400 Bad Request"), "client secret"),
    (http(b"<html>", "502 Bad Gateway", "text/html"), "127.0.0.1"),
    (http(b"", "204 No Content"), "127.0.0.1"),
    (http(b"[]"), "127.0.0.1"),
    (http(b'"token"'), "127.0.0.1"),
    (http(b'{"access_token": ""}'), "127.0.0.1"),
    (http(b'{"access_token": 7}'), "127.0.0.1"),
    (http(b'{"access_token": null}'), "127.0.0.1"),
    (http(b'{"token": "t1"}'), "127.0.0.1"),
    # A token in a refusal doesn't count.
    (http(b'{"access_token": "t1", "expires_in": 3600}', "400 Bad Request"), "127.0.0.1"),
    (http(b'{"access_token": "t1", "expires_in": 3600}', "201 Created"), "127.0.0.1"),
]


@pytest.mark.parametrize(("response", "words"), REFUSALS)
async def test_an_invalid_token_is_reported_and_nothing_goes_to_the_gateway(response: bytes, words: str) -> None:
    async with answering(response, token("t2", expires_in=3600)) as ims, answering(OK) as gateway:
        client = GatewayClient(gateway.url, auth=auth(ims))
        refused = await client.post(request(gateway), 30)
        assert gateway.requests == []
        # It is not stored: the next send requests a token again.
        assert await client.access_token(30) == "t2"
        await client.close()
    assert isinstance(refused, Failure)
    assert refused.kind is FailureKind.AUTHENTICATION
    assert words in refused.message
    assert response.split()[1].decode() in refused.message
    assert "127.0.0.1" in refused.message


async def test_the_reason_of_ims_is_passed_on() -> None:
    async with answering(REFUSALS[0][0]) as ims:
        refused = await GatewayClient(ims.url, auth=auth(ims)).access_token(30)
    assert isinstance(refused, Failure)
    assert "invalid_client: no such client" in refused.message


async def test_a_token_can_be_requested_without_a_send() -> None:
    async with answering(token("t1", expires_in=3600)) as ims, answering(OK) as gateway:
        client = GatewayClient(gateway.url, auth=auth(ims))
        assert await client.access_token(30) == "t1"
        await client.post(request(gateway), 30)
        assert await client.access_token(30) == "t1"
        await client.close()
        assert await GatewayClient(gateway.url).access_token(30) == ""
        assert await GatewayClient(gateway.url, auth=PastedToken("Bearer pasted ")).access_token(30) == "pasted"
    assert len(ims.requests) == 1
    assert len(gateway.requests) == 1
    head = ims.requests[0][0].lower()
    assert head.startswith("post /ims/token/v3 http/1.1")
    assert "accept: application/json" in head
    assert "content-type: application/x-www-form-urlencoded" in head
    assert "authorization" not in head


async def test_an_ims_that_is_not_there_is_a_failure_that_names_a_host() -> None:
    async with answering(OK) as gone:
        pass
    refused = await GatewayClient(gone.url, auth=auth(gone)).access_token(30)
    assert isinstance(refused, Failure)
    assert refused.kind is FailureKind.UNREACHABLE
    assert gone.url.removeprefix("http://") in refused.message
