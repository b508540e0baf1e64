"""Adobe's OpenAPI description, driven against the emulator over loopback.

The description is not part of this repository: the test looks for `shared/openapi` beside the
checkout, or where EDGE_TUI_OPENAPI points, and is skipped where there is none.
"""

# ruff: noqa: E402 (schemathesis may be missing)
# mypy: disable-error-code="untyped-decorator"

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis comes with the check extra")

from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from edge_tui.emulator.serve import serving
from tests.emulator.edge import ALL_ON

BESIDE = Path(__file__).parents[3] / "shared" / "openapi" / "api-reference.yaml"
DESCRIPTION = Path(os.environ.get("EDGE_TUI_OPENAPI", BESIDE))

if not DESCRIPTION.exists():
    pytest.skip("Adobe's OpenAPI description is not here", allow_module_level=True)

schema: Any = schemathesis.openapi.from_path(DESCRIPTION)
# Every boundary of every field is some 800 requests an operation: worth it where nobody waits.
THOROUGH = "EDGE_TUI_THOROUGH" in os.environ
schema.config.phases.coverage.enabled = THOROUGH
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
bounded = settings(
    max_examples=30 if THOROUGH else 12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving() as emulator:
        yield emulator.url + "/ee"


@schema.parametrize()
@bounded
def test_any_request_is_answered_as_described(case: Any, url: str) -> None:
    case.call_and_validate(base_url=url, checks=CHECKS)


@schema.parametrize()
@bounded
def test_a_request_to_a_datastream_that_exists_is_answered_as_described(case: Any, url: str) -> None:
    name = "datastreamId" if "/v2/" in case.path else "configId"
    case.query = {**(case.query or {}), name: ALL_ON}
    case.cookies = {}
    case.call_and_validate(base_url=url, checks=CHECKS)


def test_every_operation_of_the_description_is_driven() -> None:
    labels = {result.ok().label for result in schema.get_all_operations()}

    assert labels == {
        "POST /v1/interact",
        "POST /v2/interact",
        "POST /v1/collect",
        "POST /v2/collect",
        "POST /v1/privacy/set-consent",
        "POST /v1/identity/acquire",
    }
