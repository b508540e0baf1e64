"""If a rule predicts an EXEG code, the emulator returns it."""

from uuid import UUID

from edge_tui.emulator import datastreams, ims
from edge_tui.emulator.gateway import Gateway
from edge_tui.emulator.request import GatewayRequest
from edge_tui.lint.subject import Subject
from edge_tui.model.json.document import at, compact, parse
from edge_tui.model.profile import EMULATOR_DATASTREAM_ID, EMULATOR_ORG_ID
from edge_tui.model.request import Action
from tests.lint.examples import EXAMPLES, NOW, Example
from tests.tables import every_row

PREDICTING = [example for example in EXAMPLES if example.predicts]
UNPREDICTED = [example for example in EXAMPLES if not example.predicts]


# Only documented: otherwise the emulator accepts `cookiesEnabled` without a domain.
DOCUMENTED_ONLY = ("0110",)


def _gateway(*, strict: bool) -> Gateway:
    gateway = Gateway(datastreams.load(), strict=strict)
    gateway.clock = lambda: NOW
    gateway.new_uuid = lambda: UUID(int=7, version=4)
    return gateway


def _codes(example: Example, body: object) -> set[str]:
    """The problems that the emulator returns for a body."""
    gateway = _gateway(strict=example.predicts in DOCUMENTED_ONLY)
    document = Subject("{{", body, example.context).document
    version = "v1" if example.action in (Action.SET_CONSENT, Action.ACQUIRE) else example.version
    parameter = "configId" if version == "v1" else "datastreamId"
    headers = {"content-type": "application/json", "host": "edge.adobedc.net"}
    if example.authenticated:
        credentials = {"grant_type": "client_credentials", "client_id": "edge-tui", "client_secret": "emulator-secret"}
        credentials["scope"] = "openid,AdobeID,read_organizations,additional_info.projectedProductContext,session"
        status, reply = ims.token_reply(gateway.config, gateway.tokens, credentials, NOW.timestamp())
        assert status == 200
        headers |= {
            "host": "server.adobedc.net",
            "authorization": f"Bearer {reply['access_token']}",
            "x-gw-ims-org-id": EMULATOR_ORG_ID,
            "x-api-key": "edge-tui",
        }
    response = gateway.respond(
        GatewayRequest(
            "POST",
            f"/ee/{version}/{example.action.path}",
            f"{parameter}={EMULATOR_DATASTREAM_ID}",
            headers,
            compact(document).encode(),
        )
    )
    found = parse(response.body.decode()) if response.body else {}
    problem_types = [at(found, "/type", "")] + [each.get("type", "") for each in at(found, "/errors", [])]
    return {name.split("EXEG-")[1][:4] for name in problem_types if "EXEG-" in name}


@every_row("example", PREDICTING, ids=lambda each: f"{each.rule} {each.pointer[-30:]}")
def test_the_emulator_returns_the_code_that_a_rule_predicts(example: Example) -> None:
    assert _codes(example, example.wrong) == {example.predicts}


@every_row("example", PREDICTING, ids=lambda each: f"{each.rule} {each.pointer[-30:]}")
def test_the_emulator_accepts_what_the_rule_accepts(example: Example) -> None:
    assert example.predicts not in _codes(example, example.right)


@every_row("example", UNPREDICTED, ids=lambda each: f"{each.rule} {each.pointer[-30:]}")
def test_the_emulator_accepts_an_event_without_a_predicted_code(example: Example) -> None:
    assert _codes(example, example.wrong) == set()
