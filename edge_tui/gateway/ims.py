"""Access tokens: pasted, or fetched from Adobe IMS with OAuth server-to-server credentials."""

import json
from collections.abc import AsyncGenerator, Callable
from typing import Any

import httpx

from edge_tui.model.profile import Credentials

# A token this close to its end is fetched anew rather than sent.
_MARGIN_SECONDS = 60.0


class TokenError(Exception):
    """IMS gave no token; the message says what it said instead, and how to mend it."""


class PastedToken(httpx.Auth):
    """Sends an access token that the user pasted."""

    def __init__(self, token: str) -> None:
        self._token = token.removeprefix("Bearer ").strip()

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Adds the token."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


class ServerToServer(httpx.Auth):
    """Fetches a token with the client-credentials grant and keeps it until shortly before it ends.

    `POST {ims}/ims/token/v3`, parameters in the body, scopes joined by commas (Adobe's OAuth
    Server-to-Server credential reference). A token that the gateway refuses with 401 is fetched
    anew once.
    """

    def __init__(
        self, credentials: Credentials, ims_url: str, client_secret: str, monotonic: Callable[[], float]
    ) -> None:
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
            answer = yield self._token_request()
            await answer.aread()
            self._keep(answer)
        request.headers["Authorization"] = f"Bearer {self._token}"
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED and not is_fresh:
            answer = yield self._token_request()
            await answer.aread()
            self._keep(answer)
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

    def _keep(self, response: httpx.Response) -> None:
        answer = _read(response)
        token = answer.get("access_token")
        if response.status_code != httpx.codes.OK or not isinstance(token, str) or not token:
            raise TokenError(_refusal(response, answer))
        self._token = token
        self._ends_at = self._monotonic() + _lifetime_seconds(answer.get("expires_in")) - _MARGIN_SECONDS


def _read(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = json.loads(response.content or b"{}")
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _lifetime_seconds(expires_in: object) -> float:
    """Seconds; the old JWT exchange told milliseconds, recognised by their size (adobe/ims-go)."""
    if not isinstance(expires_in, int | float):
        return 0.0
    return expires_in / 1000 if expires_in > 10_000_000 else float(expires_in)


def _refusal(response: httpx.Response, answer: dict[str, Any]) -> str:
    error = answer.get("error")
    said = ": ".join(str(part) for part in (error, answer.get("error_description")) if part) or "it gave no reason"
    mend = {
        "invalid_client": "Check the client id and the client secret of the profile.",
        "invalid_scope": "Check the profile's scopes against the project in the Adobe Developer Console.",
        "unauthorized_client": "The credential may not use this grant: it must be OAuth Server-to-Server.",
    }.get(str(error), "Check the profile's IMS host, client id, scopes and client secret.")
    return f"{response.request.url.host} gave no access token (status {response.status_code}): {said}. {mend}"
