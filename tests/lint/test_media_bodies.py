"""Media calls as Adobe describes and sends them have nothing to correct."""

import json

import pytest

from edge_tui.lint import lint
from edge_tui.lint.context import Context
from edge_tui.model.finding import Severity
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action
from tests.emulator.edge import NOON
from tests.emulator.media_bodies import BODIES, SESSION, Body
from tests.tables import every_row


@every_row("body", BODIES, ids=lambda body: f"{body.source} {body.action}")
def test_a_media_body_of_adobes_has_at_most_hints(body: Body) -> None:
    document = json.loads(json.dumps(body.json).replace(SESSION, "ab" * 32))
    found = lint(document, Context(NOON, Action.MEDIA, ApiVersion.V1))

    # media-edge.yaml has an FPID that the page on FPIDs doesn't allow.
    assert {finding.rule for finding in found if finding.severity is not Severity.INFO} <= {"fpid"}
    assert not [finding for finding in found if finding.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("action", "severity", "words"),
    [
        ("sessionStart", Severity.INFO, "the guide's own sessionStart has none"),
        ("play", Severity.ERROR, "needs a timestamp"),
        ("downloaded", None, ""),
    ],
)
def test_a_missing_timestamp_is_an_error_where_no_source_of_adobes_omits_it(
    action: str, severity: Severity | None, words: str
) -> None:
    event = {"xdm": {"_id": "1", "eventType": f"media.{action}", "mediaCollection": {"playhead": 0}}}
    found = [
        finding
        for finding in lint({"events": [event]}, Context(NOON, Action.MEDIA, ApiVersion.V1))
        if "timestamp" in finding.message
    ]

    assert [finding.severity for finding in found] == ([severity] if severity else [])
    assert all(words in finding.message for finding in found)
