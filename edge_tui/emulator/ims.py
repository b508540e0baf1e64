"""The IMS token endpoint: OAuth server-to-server, with tokens that the gateway validates."""

from collections.abc import Mapping
from typing import Any

from edge_tui.emulator.config import Client, Config
from edge_tui.emulator.tokens import PLATFORM_SCOPE, SCOPES, Tokens

Reply = tuple[int, dict[str, Any]]

# Where the endpoints are on the emulator.
PATH = "/ims"
GRANT = "client_credentials"


def token_reply(config: Config, tokens: Tokens, parameters: Mapping[str, str], now_seconds: float) -> Reply:
    """Status and JSON for a token request; `parameters` are the query's, overridden by the body's.

    Errors have OAuth's codes (`invalid_client` …). Scopes are separated by commas or spaces.
    `expires_in` is in seconds, as in token/v2 and v3.
    """
    for name in ("client_id", "client_secret", "grant_type"):
        if not parameters.get(name):
            return _error(400, "invalid_request", f"{name} is missing")
    if parameters["grant_type"] != GRANT:
        return _error(400, "unsupported_grant_type", f"grant_type must be {GRANT}")
    client = next((known for known in config.clients if known.client_id == parameters["client_id"]), None)
    if client is None or client.client_secret != parameters["client_secret"]:
        return _error(401, "invalid_client", "client_id or client_secret is wrong")
    scopes = parameters.get("scope", "").replace(",", " ").split()
    unknown = [scope for scope in scopes if scope not in _allowed(client)]
    if unknown:
        return _error(400, "invalid_scope", f"this client isn't granted {', '.join(unknown)}")
    token = tokens.issue(client, config.org_id, scopes, now_seconds)
    return 200, {"access_token": token, "token_type": "bearer", "expires_in": max(client.lifetime_seconds, 0)}


def discovery(base_url: str) -> dict[str, Any]:
    """The OpenID discovery document, limited to what the emulator serves."""
    return {
        "issuer": base_url,
        "token_endpoint": f"{base_url}{PATH}/token/v3",
        "jwks_uri": f"{base_url}{PATH}/keys",
        "grant_types_supported": [GRANT],
        "scopes_supported": [*SCOPES, PLATFORM_SCOPE],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }


def _allowed(client: Client) -> tuple[str, ...]:
    return (*SCOPES, PLATFORM_SCOPE) if client.api else SCOPES


def _error(status: int, code: str, description: str) -> Reply:
    return status, {"error": code, "error_description": description}
