"""Who may call: by the datastream's access type and the host, not by the API's version."""

from edge_tui.emulator.problem import Refusal
from edge_tui.emulator.tokens import PLATFORM_SCOPE, PRODUCT_SCOPE, Claims
from edge_tui.emulator.visit import Visit

SERVER_HOST = "server"


def check_authentication(visit: Visit) -> Refusal | None:
    """Refuses (0500 to 0506) an authenticated call that does not show a good token.

    Calls are authenticated on a datastream that asks for it, and always on a `server.` host or
    one of its regions; elsewhere a token is not looked at (Adobe's authentication guide).
    """
    visit.authenticated = visit.datastream.access == "authenticated" or SERVER_HOST in visit.request.host.split(".")[:2]
    if not visit.authenticated:
        return None
    headers = visit.request.headers
    kind, _, token = headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        return Refusal("0500", "The Authorization header is missing or is not Bearer and a token.")
    if not headers.get("x-gw-ims-org-id"):
        hint = " (x-gw-ims-org is another header)" if "x-gw-ims-org" in headers else ""
        return Refusal("0500", f"The x-gw-ims-org-id header is missing{hint}.")
    if not headers.get("x-api-key"):
        return Refusal("0500", "The x-api-key header is missing.")
    claims = visit.tokens.read(token.strip())
    if isinstance(claims, str):
        return Refusal(claims, _WORDS[claims])
    return _refuse_claims(visit, claims)


_WORDS = {
    "0500": "The access token cannot be read.",
    "0502": "The access token was not signed by this environment.",
}


def _refuse_claims(visit: Visit, claims: Claims) -> Refusal | None:
    if claims.expires_at <= visit.now.timestamp():
        return Refusal("0503", "The access token has expired.")
    headers = visit.request.headers
    client = next((known for known in visit.config.clients if known.client_id == claims.client_id), None)
    if client is None or headers["x-api-key"] != claims.client_id:
        return Refusal("0500", "The access token was issued to another client than x-api-key names.")
    if client.service and not headers.get("x-user-token"):
        return Refusal("0501", "A service's token needs the x-user-token header beside it.")
    org_id = visit.datastream.org_id
    has_context = client.product_profile and PRODUCT_SCOPE in claims.scopes
    if not has_context or org_id != headers["x-gw-ims-org-id"] or claims.org_id != org_id:
        return Refusal("0504", f"The token has no product context for {org_id}.")
    if PLATFORM_SCOPE not in claims.scopes:
        return Refusal("0505", f"The token has no {PLATFORM_SCOPE} scope.")
    if client.read_only:
        return Refusal("0506", "The token may not write to the sandbox (DATASET.WRITE).")
    return None
