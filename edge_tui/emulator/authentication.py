"""Authentication. The datastream's access type and the host decide whether it's required, not the API version."""

from edge_tui.emulator.problem import Refusal
from edge_tui.emulator.request_context import RequestContext
from edge_tui.emulator.tokens import PLATFORM_SCOPE, PRODUCT_SCOPE, Claims

SERVER_HOST = "server"


def check_authentication(context: RequestContext) -> Refusal | None:
    """Refuses (0500 to 0506) an authenticated call without a valid token.

    Authentication is required by the datastream, and always on a `server.` host or one of its
    regions; elsewhere tokens are ignored (Adobe's authentication guide).
    """
    # No client authenticates a conversation with Brand Concierge.
    context.authenticated = not context.route.is_conversation and (
        context.datastream.access == "authenticated" or SERVER_HOST in context.request.host.split(".")[:2]
    )
    if not context.authenticated:
        return None
    headers = context.request.headers
    kind, _, token = headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        return Refusal("0500", "The Authorization header is missing or isn't a Bearer token.")
    if not headers.get("x-gw-ims-org-id"):
        hint = " (x-gw-ims-org is a different header)" if "x-gw-ims-org" in headers else ""
        return Refusal("0500", f"The x-gw-ims-org-id header is missing{hint}.")
    if not headers.get("x-api-key"):
        return Refusal("0500", "The x-api-key header is missing.")
    claims = context.tokens.read(token.strip())
    if isinstance(claims, str):
        return Refusal(claims, _WORDS[claims])
    return _refuse_claims(context, claims)


_WORDS = {
    "0500": "The access token can't be parsed.",
    "0502": "The access token was not signed by this environment.",
}


def _refuse_claims(context: RequestContext, claims: Claims) -> Refusal | None:
    if claims.expires_at <= context.now.timestamp():
        return Refusal("0503", "The access token has expired.")
    headers = context.request.headers
    client = next((known for known in context.config.clients if known.client_id == claims.client_id), None)
    if client is None or headers["x-api-key"] != claims.client_id:
        return Refusal("0500", "The access token was issued to a different client than the one in x-api-key.")
    if client.service and not headers.get("x-user-token"):
        return Refusal("0501", "A service token requires the x-user-token header.")
    org_id = context.datastream.org_id
    has_context = client.product_profile and PRODUCT_SCOPE in claims.scopes
    if not has_context or org_id != headers["x-gw-ims-org-id"] or claims.org_id != org_id:
        return Refusal("0504", f"The token has no product context for {org_id}.")
    if PLATFORM_SCOPE not in claims.scopes:
        return Refusal("0505", f"The token has no {PLATFORM_SCOPE} scope.")
    if client.read_only:
        return Refusal("0506", "The token has no write permission for the sandbox (DATASET.WRITE).")
    return None
