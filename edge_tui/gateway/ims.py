"""Access tokens: pasted, or fetched from Adobe IMS with OAuth server-to-server credentials."""

import json
import math
from collections.abc import AsyncGenerator, Callable
from typing import Any
from urllib.parse import quote, quote_plus

import httpx

from edge_tui.gateway.failures import TokenError
from edge_tui.gateway.messages import read_body
from edge_tui.model.content_coding import DamagedError, TooLargeError
from edge_tui.model.errors import SetupError
from edge_tui.model.profile import Credentials
from edge_tui.model.request import MASK
from edge_tui.model.secret_text import client_secret_problem, plain_token, token_problem

# A token that expires this soon is replaced rather than sent.
_MARGIN_SECONDS = 60.0
# Adobe's tokens last a day; a longer lifetime isn't trusted.
_MAX_LIFETIME_SECONDS = 86_400.0
# A token response has about 2 kB.
_MAX_RESPONSE_BYTES = 1024 * 1024
_MAX_REASON_LENGTH = 300


class PastedToken(httpx.Auth):
    """Sends an access token that the user pasted. Raises `SetupError` if a header can't carry it."""

    def __init__(self, token: str) -> None:
        self._token = plain_token(token)
        if problem := token_problem(self._token):
            raise SetupError(f"The access token {problem}.", "Copy all of it again, on one line.")

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Adds the token."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


class ServerToServer(httpx.Auth):
    """Requests a token with the client-credentials grant, and reuses it until shortly before it expires.

    `POST {ims}/ims/token/v3`, parameters in the body, scopes joined by commas (Adobe's OAuth
    Server-to-Server credential reference). A reused token that the gateway refuses with
    401 is replaced once. Raises `SetupError` for a client secret with a control character in it.
    """

    def __init__(
        self, credentials: Credentials, ims_url: str, client_secret: str, monotonic: Callable[[], float]
    ) -> None:
        if problem := client_secret_problem(client_secret):
            raise SetupError(f"The client secret {problem}.", "Copy it again from the Adobe Developer Console.")
        self._credentials = credentials
        self._url = ims_url.rstrip("/") + "/ims/token/v3"
        self._client_secret = client_secret
        self._monotonic = monotonic
        self._token = ""
        self._expires_at = 0.0

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Adds a valid token, requesting one from IMS first if needed."""
        is_new = self._monotonic() >= self._expires_at
        if is_new:
            await self._store_token((yield self._token_request()))
        request.headers["Authorization"] = f"Bearer {self._token}"
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED and not is_new:
            await self._store_token((yield self._token_request()))
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

    async def _store_token(self, response: httpx.Response) -> None:
        members = await _read_json(response)
        token = members.get("access_token")
        if response.status_code != httpx.codes.OK or not isinstance(token, str) or not token:
            raise TokenError(_refusal_message(response, members, self._without_secret))
        if problem := token_problem(token):
            host = response.request.url.host
            raise TokenError(f"The access token from {host} {problem}. Check the profile's IMS host.")
        self._token = token
        self._expires_at = self._monotonic() + _lifetime_seconds(members.get("expires_in")) - _MARGIN_SECONDS

    def _without_secret(self, message: str) -> str:
        """Masks the secret in a message that quotes IMS, which may have quoted the secret."""
        secret = self._client_secret
        for form in (secret, quote_plus(secret), quote(secret), quote(secret, safe="")):
            message = message.replace(form, MASK)
        return message


async def _read_json(response: httpx.Response) -> dict[str, Any]:
    """The members of a response's JSON object; empty for anything else."""
    host = response.request.url.host
    try:
        members = json.loads(await read_body(response, _MAX_RESPONSE_BYTES) or b"{}")
    except TooLargeError:
        limit = f"{_MAX_RESPONSE_BYTES // 1024 // 1024} MB"
        raise TokenError(
            f"IMS ({host}) sent no access token: its response is larger than {limit}. Check the profile's IMS host."
        ) from None
    except DamagedError as error:
        raise TokenError(
            f"IMS ({host}) sent no access token: its response can't be decompressed, {error}. "
            "Check the profile's IMS host."
        ) from None
    except (ValueError, RecursionError):
        return {}
    return members if isinstance(members, dict) else {}


def _lifetime_seconds(expires_in: object) -> float:
    """Seconds, 0 if missing. The old JWT exchange sent milliseconds, recognized by their size (adobe/ims-go).

    Never more than a day, so that no number is too large to calculate with.
    """
    if isinstance(expires_in, str) and expires_in.isascii() and expires_in.isdigit() and len(expires_in) < 16:
        expires_in = int(expires_in)
    if isinstance(expires_in, bool) or not isinstance(expires_in, int | float) or _is_nan(expires_in):
        return 0.0
    seconds = expires_in / 1000 if 10_000_000 < expires_in < 1_000_000_000_000 else expires_in
    return float(max(0, min(seconds, _MAX_LIFETIME_SECONDS)))


def _is_nan(number: float) -> bool:
    # `math.isnan` converts an int to a float, and fails for a large one.
    return isinstance(number, float) and math.isnan(number)


def _refusal_message(response: httpx.Response, members: dict[str, Any], masked: Callable[[str], str]) -> str:
    error = members.get("error")
    texts = [part for part in (error, members.get("error_description")) if isinstance(part, str) and part]
    reason = masked(": ".join(texts))[:_MAX_REASON_LENGTH]
    fix = {
        "invalid_client": "Check the profile's client ID and client secret.",
        "invalid_scope": "Check the profile's scopes against the project in the Adobe Developer Console.",
        "unauthorized_client": "The credential doesn't allow this grant: use OAuth Server-to-Server.",
    }.get(str(error), "Check the profile's IMS host, client ID, scopes and client secret.")
    status = response.status_code
    if status == httpx.codes.OK:
        what = f"sent no access token (status {status}): {reason or 'no reason given'}"
    else:
        what = (
            f"refused the token request: {status} {reason}" if reason else f"refused the token request: status {status}"
        )
    return f"IMS ({response.request.url.host}) {what}. {fix}"
