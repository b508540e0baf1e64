"""Access tokens: pasted, or fetched from Adobe IMS with OAuth server-to-server credentials."""

import json
import math
from collections.abc import AsyncGenerator, Callable
from typing import Any
from urllib.parse import quote, quote_plus

import httpx

from edge_tui.gateway.content_coding import DamagedError, TooLargeError
from edge_tui.gateway.reading import read_body
from edge_tui.model.errors import SetupError
from edge_tui.model.profile import Credentials
from edge_tui.model.request import MASK
from edge_tui.model.secret_text import client_secret_problem, plain_token, token_problem

# A token this close to its end is fetched anew rather than sent.
_MARGIN_SECONDS = 60.0
# Adobe's tokens live for a day; one that is said to live longer is asked for again after it.
_LONGEST_LIFETIME_SECONDS = 86_400.0
# A response with a token has some 2 kB.
_MAX_RESPONSE_BYTES = 1024 * 1024
_LONGEST_REASON = 300


class TokenError(Exception):
    """IMS gave no token; the message says what it said instead, and how to mend it."""


class PastedToken(httpx.Auth):
    """Sends an access token that the user pasted. Raises `SetupError` for one that a header cannot carry."""

    def __init__(self, token: str) -> None:
        self._token = plain_token(token)
        if trouble := token_problem(self._token):
            raise SetupError(f"The access token {trouble}.", "Copy it again, whole and on one line.")

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Adds the token."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


class ServerToServer(httpx.Auth):
    """Fetches a token with the client-credentials grant and keeps it until shortly before it ends.

    `POST {ims}/ims/token/v3`, parameters in the body, scopes joined by commas (Adobe's OAuth
    Server-to-Server credential reference). A token that the gateway refuses with 401 is fetched
    anew once. Raises `SetupError` for a client secret with a control character in it.
    """

    def __init__(
        self, credentials: Credentials, ims_url: str, client_secret: str, monotonic: Callable[[], float]
    ) -> None:
        if trouble := client_secret_problem(client_secret):
            raise SetupError(f"The client secret {trouble}.", "Copy it again from the Adobe Developer Console.")
        self._credentials = credentials
        self._url = ims_url.rstrip("/") + "/ims/token/v3"
        self._client_secret = client_secret
        self._monotonic = monotonic
        self._token = ""
        self._ends_at = 0.0

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Adds a live token, asking IMS for one first where there is none."""
        is_fresh = self._monotonic() >= self._ends_at
        if is_fresh:
            await self._keep((yield self._token_request()))
        request.headers["Authorization"] = f"Bearer {self._token}"
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED and not is_fresh:
            await self._keep((yield self._token_request()))
            request.headers["Authorization"] = f"Bearer {self._token}"
            yield request

    def _token_request(self) -> httpx.Request:
        return httpx.Request(
            "POST",
            self._url,
            data={
                "client_id": self._credentials.client_id,
                "client_secret": self._client_secret,
                "grant_type": "client_credentials",
                "scope": ",".join(self._credentials.scopes),
            },
            headers={"accept": "application/json"},
        )

    async def _keep(self, response: httpx.Response) -> None:
        answer = await _read(response)
        token = answer.get("access_token")
        if response.status_code != httpx.codes.OK or not isinstance(token, str) or not token:
            raise TokenError(_refusal(response, answer, self._without_secret))
        if trouble := token_problem(token):
            host = response.request.url.host
            raise TokenError(f"The access token that {host} gave {trouble}. Check the profile's IMS host.")
        self._token = token
        self._ends_at = self._monotonic() + _lifetime_seconds(answer.get("expires_in")) - _MARGIN_SECONDS

    def _without_secret(self, message: str) -> str:
        """A message that quotes a service, without the secret that the service may have quoted."""
        secret = self._client_secret
        for form in (secret, quote_plus(secret), quote(secret), quote(secret, safe="")):
            message = message.replace(form, MASK)
        return message


async def _read(response: httpx.Response) -> dict[str, Any]:
    """The members of a response's JSON object; none for anything else."""
    host = response.request.url.host
    try:
        answer = json.loads(await read_body(response, _MAX_RESPONSE_BYTES) or b"{}")
    except TooLargeError:
        limit = f"{_MAX_RESPONSE_BYTES // 1024 // 1024} MB"
        raise TokenError(
            f"{host} gave no access token: its response is larger than {limit}. Check the profile's IMS host."
        ) from None
    except DamagedError as error:
        raise TokenError(
            f"{host} gave no access token: its response cannot be unpacked, {error}. Check the profile's IMS host."
        ) from None
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _lifetime_seconds(expires_in: object) -> float:
    """Seconds, 0 where none is told; the old JWT exchange told milliseconds, recognised by their size (adobe/ims-go).

    Never more than a day, so that no number is too large to reckon with.
    """
    if isinstance(expires_in, str) and expires_in.isascii() and expires_in.isdigit() and len(expires_in) < 16:
        expires_in = int(expires_in)
    if isinstance(expires_in, bool) or not isinstance(expires_in, int | float) or _is_nan(expires_in):
        return 0.0
    seconds = expires_in / 1000 if 10_000_000 < expires_in < 1_000_000_000_000 else expires_in
    return float(max(0, min(seconds, _LONGEST_LIFETIME_SECONDS)))


def _is_nan(number: float) -> bool:
    # `math.isnan` makes a float of an int, and there are ints too large for that.
    return isinstance(number, float) and math.isnan(number)


def _refusal(response: httpx.Response, answer: dict[str, Any], masked: Callable[[str], str]) -> str:
    error = answer.get("error")
    texts = [part for part in (error, answer.get("error_description")) if isinstance(part, str) and part]
    said = masked(": ".join(texts))[:_LONGEST_REASON] or "it gave no reason"
    mend = {
        "invalid_client": "Check the client id and the client secret of the profile.",
        "invalid_scope": "Check the profile's scopes against the project in the Adobe Developer Console.",
        "unauthorized_client": "The credential may not use this grant: it must be OAuth Server-to-Server.",
    }.get(str(error), "Check the profile's IMS host, client id, scopes and client secret.")
    return f"{response.request.url.host} gave no access token (status {response.status_code}): {said}. {mend}"
