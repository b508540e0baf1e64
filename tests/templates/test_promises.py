"""The linter and the emulator confirm what a template's summary says."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from edge_tui.emulator import datastreams
from edge_tui.emulator.gateway import Gateway, GatewayResponse
from edge_tui.emulator.request import GatewayRequest
from edge_tui.lint import Context, lint
from edge_tui.model.finding import Severity
from edge_tui.model.json.document import JsonObject, JsonValue, at, compact
from edge_tui.model.placeholders import fill
from edge_tui.model.profile import EMULATOR_PROFILE, ApiVersion
from edge_tui.model.request import Action, reshape, url_of
from tests.tables import every_row

FOLDER = Path(__file__).parents[2] / "templates"
FILES = sorted(FOLDER.rglob("*.json"))
NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)

# The standard event types that have a template.
EVENT_TYPES = {
    "web.webpagedetails.pageViews",
    "web.webinteraction.linkClicks",
    "web.formFilledOut",
    "commerce.productViews",
    "commerce.productListViews",
    "commerce.productListAdds",
    "commerce.productListRemovals",
    "commerce.productListOpens",
    "commerce.productListReopens",
    "commerce.checkouts",
    "commerce.purchases",
    "commerce.saveForLaters",
    "userAccount.login",
    "userAccount.logout",
    "media.sessionStart",
    "media.adBreakComplete",
    "media.adBreakStart",
    "media.adComplete",
    "media.adSkip",
    "media.adStart",
    "media.bitrateChange",
    "media.bufferStart",
    "media.chapterComplete",
    "media.chapterSkip",
    "media.chapterStart",
    "media.downloaded",
    "media.error",
    "media.pauseStart",
    "media.ping",
    "media.play",
    "media.sessionComplete",
    "media.sessionEnd",
    "media.statesUpdate",
    "advertising.impressions",
    "advertising.clicks",
    "pushTracking.applicationOpened",
    "pushTracking.customAction",
    "inappmessageTracking.display",
    "inappmessageTracking.interact",
    "inappmessageTracking.dismiss",
    "decisioning.propositionDisplay",
    "decisioning.propositionInteract",
    "decisioning.propositionDismiss",
    "decisioning.propositionFetch",
    "message.feedback",
    "message.tracking",
    "application.launch",
    "application.close",
    "location.entry",
    "location.exit",
    "leadOperation.newLead",
    "leadOperation.convertLead",
    "opportunityEvent.addToOpportunity",
    "opportunityEvent.opportunityUpdated",
    "opportunityEvent.removeFromOpportunity",
    "directMarketing.emailSent",
    "directMarketing.emailOpened",
    "directMarketing.emailClicked",
    "directMarketing.emailBounced",
    "directMarketing.emailBouncedSoft",
    "directMarketing.emailDelivered",
    "directMarketing.emailUnsubscribed",
    "listOperation.addToList",
    "listOperation.removeFromList",
}


def _read(path: Path) -> JsonObject:
    document = json.loads(path.read_text("utf-8"))
    assert isinstance(document, dict)
    return document


# Overrides are tried with any version; with v2 a warning says what Adobe documents.
V1_ONLY = "override-support"


def _action(template: JsonObject) -> Action:
    return Action(template.get("action", "interact"))


def _promised(template: JsonObject) -> tuple[str | None, int]:
    """The EXEG code and the status in a template's summary; 200 by default."""
    refused = re.match(r"Causes EXEG-(\d{4})-(\d{3})", template["summary"])
    if refused:
        return refused[1], int(refused[2])
    status = re.search(r"Causes a (\d{3})|returns (204)", template["summary"])
    return None, int(status[1] or status[2]) if status else 200


def test_every_standard_kind_of_event_has_a_template() -> None:
    found = {at(_read(path)["body"], "/event/xdm/eventType") for path in FILES}
    assert found >= EVENT_TYPES


@every_row("path", FILES, ids=lambda path: path.stem)
def test_a_template_lints_clean_or_says_what_it_causes(path: Path) -> None:
    template = _read(path)
    action = _action(template)
    version = action.version(EMULATOR_PROFILE)
    findings = lint(reshape(template["body"], action, version), Context(NOW, action, version))
    serious = [each for each in findings if each.severity is not Severity.INFO and each.rule != V1_ONLY]
    code, _ = _promised(template)
    assert [finding.predicts for finding in serious] == ([code] if code else [])


@every_row("path", FILES, ids=lambda path: path.stem)
def test_a_template_converted_to_v1_lints_clean_too(path: Path) -> None:
    template = _read(path)
    action = _action(template)
    body = reshape(template["body"], action, ApiVersion.V1)
    context = Context(NOW, action, ApiVersion.V1)
    v2 = lint(reshape(template["body"], action, ApiVersion.V2), Context(NOW, action))
    assert [finding.rule for finding in lint(body, context)] == [each.rule for each in v2 if each.rule != V1_ONLY]


def _answer(template: JsonObject) -> GatewayResponse:
    """The emulator's response; for a media session, to an event after its start."""
    gateway = Gateway(datastreams.load())
    gateway.clock = lambda: NOW
    gateway.new_uuid = lambda: UUID(int=7, version=4)
    last = None
    if _action(template) is Action.MEDIA:
        last = json.loads(_posted(gateway, _read(FOLDER / "media-session-start.json"), None).body)
    return _posted(gateway, template, last)


def _posted(gateway: Gateway, template: JsonObject, last: JsonValue) -> GatewayResponse:
    profile, action = replace(EMULATOR_PROFILE, url="https://edge.adobedc.net"), _action(template)
    body = reshape(template["body"], action, action.version(profile))
    filled = fill(body, replace(Context(NOW).filling, last=last))
    assert filled.unresolved == ()
    url = urlsplit(url_of(profile, action, "one", document=filled.document))
    headers = {"content-type": "application/json", "host": url.netloc}
    return gateway.respond(GatewayRequest("POST", url.path, url.query, headers, compact(filled.document).encode()))


def _handles(name: str) -> dict[str, list[JsonObject]]:
    handles: dict[str, list[JsonObject]] = {}
    for handle in json.loads(_answer(_read(FOLDER / f"{name}.json")).body)["handle"]:
        handles.setdefault(handle["type"], []).extend(handle["payload"])
    return handles


@every_row("path", FILES, ids=lambda path: path.stem)
def test_the_emulator_responds_to_a_template_as_its_summary_says(path: Path) -> None:
    template = _read(path)
    response = _answer(template)
    code, status = _promised(template)
    assert response.status == status
    if code:
        assert f"EXEG-{code}" in json.loads(response.body)["type"]


@pytest.mark.parametrize("name", ["page-view", "fetch-identity", "first-party-id", "identify-customer"])
def test_a_template_that_requests_the_ecid_gets_it(name: str) -> None:
    assert [item["namespace"]["code"] for item in _handles(name)["identity:result"]] == ["ECID"]


@pytest.mark.parametrize(
    ("name", "scopes"),
    [
        ("personalization-view", {"__view__", "cart"}),
        ("target-mbox", {"hero", "loyalty-offer"}),
        ("code-based-experience", {"web://shop.example.com/#hero"}),
    ],
)
def test_a_template_that_requests_decisions_gets_some(name: str, scopes: set[str]) -> None:
    assert {item["scope"] for item in _handles(name)["personalization:decisions"]} == scopes


def test_offer_decisioning_returns_a_decision_for_each_scope() -> None:
    body = _read(FOLDER / "offer-decisioning.json")["body"]
    asked = at(body, "/query/personalization/decisionScopes")
    assert [item["scope"] for item in _handles("offer-decisioning")["personalization:decisions"]] == asked


def test_a_display_event_returns_the_emulators_decision() -> None:
    shown = at(_read(FOLDER / "proposition-display.json")["body"], "/event/xdm/_experience/decisioning/propositions/0")
    decided = next(
        item for item in _handles("personalization-view")["personalization:decisions"] if item["scope"] == "__view__"
    )
    assert shown == {name: decided[name] for name in ("id", "scope", "scopeDetails")}


def test_a_media_session_gets_its_id() -> None:
    assert len(_handles("media-session-start")["media-analytics:new-session"]) == 1
