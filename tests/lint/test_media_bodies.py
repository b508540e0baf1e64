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


@pytest.mark.parametrize("body", BODIES, ids=lambda body: f"{body.source} {body.action}")
def test_a_media_body_of_adobes_has_at_most_hints(body: Body) -> None:
    document = json.loads(json.dumps(body.json).replace(SESSION, "ab" * 32))
    found = lint(document, Context(NOON, Action.MEDIA, ApiVersion.V1))

    # media-edge.yaml has an FPID that the page on FPIDs doesn't allow.
    assert {finding.rule for finding in found if finding.severity is not Severity.INFO} <= {"fpid"}
    assert not [finding for finding in found if finding.severity is Severity.ERROR]
