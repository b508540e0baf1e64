"""Tokens: where they are issued, what is in them, and what the gateway makes of them."""

from base64 import b64encode
from typing import Any

import jwt
import pytest

from edge_tui.model.profile import EMULATOR_ORG_ID
from tests.emulator.edge import ALL_ON, AUTHENTICATED, Edge, Reply, named

FORM = {"client_id": "edge-tui", "client_secret": "emulator-secret", "grant_type": "client_credentials"}
SOMEBODY = named("Email", "a@example.com", primary=True)


async def ask(edge: Edge, headers: dict[str, str], **options: Any) -> Reply:
    return await edge.interact(SOMEBODY, datastream=AUTHENTICATED, headers=headers, **options)


@pytest.mark.parametrize("version", ["v2", "v3"])
@pytest.mark.parametrize("place", ["data", "params"])
async def test_a_token_is_had_from_either_version_by_body_or_query(version: str, place: str, edge: Edge) -> None:
    reply = await edge.request("POST", f"/ims/token/{version}", **{place: FORM})

    assert reply.status == 200
    assert (reply.body["token_type"], reply.body["expires_in"]) == ("bearer", 86_399)


async def test_a_token_is_signed_with_the_key_that_is_published(edge: Edge) -> None:
    token = await edge.token()
    keys = jwt.PyJWKSet.from_dict((await edge.request("GET", "/ims/keys")).body)
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, algorithms=["RS256"])

    assert claims["client_id"] == "edge-tui"
    assert claims["type"] == "access_token"
    assert int(claims["created_at"]) == int(edge.now.timestamp() * 1000)
    assert "acp.foundation" in claims["scope"].split(",")


async def test_discovery_names_endpoints_that_answer(edge: Edge) -> None:
    found = (await edge.request("GET", "/ims/.well-known/openid-configuration")).body

    assert (await edge.request("POST", found["token_endpoint"], data=FORM)).status == 200
    assert (await edge.request("GET", found["jwks_uri"])).body["keys"]


async def test_credentials_may_come_as_basic_authentication(edge: Edge) -> None:
    basic = b64encode(b"edge-tui:emulator-secret").decode()
    headers = {"authorization": f"Basic {basic}"}
    reply = await edge.request("POST", "/ims/token/v3", data={"grant_type": "client_credentials"}, headers=headers)

    assert reply.status == 200


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "guess"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"scope": "openid,everything"}, 400, "invalid_scope"),
    ],
)
async def test_ims_refuses_as_oauth_does(changes: dict[str, str], status: int, error: str, edge: Edge) -> None:
    reply = await edge.request("POST", "/ims/token/v3", data={**FORM, **changes})

    assert (reply.status, reply.body["error"]) == (status, error)
    assert reply.headers["x-debug-id"]


@pytest.mark.parametrize("scope", ["everything", "everything,openid", "openid everything", "OPENID", "openid,,acp"])
async def test_a_single_scope_the_client_is_not_granted_refuses_the_token(scope: str, edge: Edge) -> None:
    reply = await edge.request("POST", "/ims/token/v3", data={**FORM, "scope": scope})

    assert (reply.status, reply.body["error"]) == (400, "invalid_scope")
    assert "access_token" not in reply.body


@pytest.mark.parametrize("change", [{"client_id": "edge-tui-no-api", "scope": "openid,acp.foundation"}])
async def test_a_project_without_the_api_cannot_ask_for_its_scope(change: dict[str, str], edge: Edge) -> None:
    assert (await edge.request("POST", "/ims/token/v3", data={**FORM, **change})).body["error"] == "invalid_scope"


async def test_a_good_token_is_let_in(edge: Edge) -> None:
    assert (await ask(edge, await edge.credentials())).status == 200


@pytest.mark.parametrize("missing", ["authorization", "x-api-key", "x-gw-ims-org-id"])
async def test_each_header_is_needed(missing: str, edge: Edge) -> None:
    headers = await edge.credentials()
    del headers[missing]
    reply = await ask(edge, headers)

    assert reply.code == "EXEG-0500-401"
    assert missing in reply.body["detail"].lower()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"authorization": "Bearer nonsense"}, "EXEG-0500-401"),
        ({"authorization": "Bearer a.b.c"}, "EXEG-0500-401"),
        ({"authorization": "Basic YTpi"}, "EXEG-0500-401"),
        ({"x-api-key": "somebody-else"}, "EXEG-0500-401"),
        ({"x-gw-ims-org-id": "AAAA@AdobeOrg"}, "EXEG-0504-401"),
    ],
)
async def test_what_does_not_fit_is_refused(changes: dict[str, str], code: str, edge: Edge) -> None:
    assert (await ask(edge, {**await edge.credentials(), **changes})).code == code


async def test_the_short_name_of_the_organization_header_is_hinted_at(edge: Edge) -> None:
    headers = await edge.credentials()
    del headers["x-gw-ims-org-id"]
    reply = await ask(edge, {**headers, "x-gw-ims-org": EMULATOR_ORG_ID})

    assert "x-gw-ims-org is a different header" in reply.body["detail"]


async def test_a_token_that_was_altered_is_refused(edge: Edge) -> None:
    headers = await edge.credentials()
    start, middle, signature = headers["authorization"].split(".")
    for altered in (f"{start}.{middle}.{signature[:-6]}AAAAAA", f"{start}.{middle}x.{signature}"):
        assert (await ask(edge, {**headers, "authorization": altered})).code in ("EXEG-0502-401", "EXEG-0500-401")
    forged = jwt.encode(jwt.decode(headers["authorization"][7:], options={"verify_signature": False}), "k" * 32)
    assert (await ask(edge, {**headers, "authorization": f"Bearer {forged}"})).code == "EXEG-0502-401"


async def test_a_token_runs_out_after_a_day(edge: Edge) -> None:
    headers = await edge.credentials()
    edge.later(seconds=86_398)
    within = await ask(edge, headers)
    edge.later(seconds=2)
    after = await ask(edge, headers)

    assert (within.status, after.code) == (200, "EXEG-0503-401")


async def test_a_service_token_requires_a_user_token(edge: Edge) -> None:
    headers = await edge.credentials("edge-tui-service")

    assert (await ask(edge, headers)).code == "EXEG-0501-401"
    assert (await ask(edge, {**headers, "x-user-token": "user"})).status == 200


async def test_product_context_is_a_matter_of_scopes_too(edge: Edge) -> None:
    headers = await edge.credentials(scope="openid,AdobeID")

    assert (await ask(edge, headers)).code == "EXEG-0504-401"


@pytest.mark.parametrize("host", ["server.adobedc.net", "or2.server.adobedc.net", "server.localhost:8080"])
async def test_a_server_host_authenticates_a_mixed_datastream(host: str, edge: Edge) -> None:
    without = await edge.interact(SOMEBODY, headers={"host": host})
    with_token = await edge.interact(SOMEBODY, headers={"host": host, **await edge.credentials()})

    assert without.code == "EXEG-0500-401"
    assert with_token.payload("activation:pull")[0]["attributes"]


async def test_authentication_does_not_depend_on_the_version(edge: Edge) -> None:
    body = {"events": [SOMEBODY]}

    assert (await edge.post("/ee/v1/interact", body, datastream=AUTHENTICATED)).code == "EXEG-0500-401"
    assert (await edge.post("/ee/v2/collect", body, datastream=AUTHENTICATED)).code == "EXEG-0500-401"
    assert (await edge.post("/ee/v2/collect", body, datastream=ALL_ON)).status == 202
