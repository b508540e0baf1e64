"""Decision scopes in both formats."""

import contextlib
from base64 import b64encode
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.values.decision_scope import DecisionScope, decode, encode, read

ACTIVITY = "xcore:offer-activity:11cfb1fa93381aca"
PLACEMENT = "xcore:offer-placement:1175009612b0100c"


def test_the_plain_form_is_read() -> None:
    text = b64encode(f'{{"activityId":"{ACTIVITY}","placementId":"{PLACEMENT}"}}'.encode()).decode()
    assert decode(text) == DecisionScope(ACTIVITY, PLACEMENT)
    assert encode(DecisionScope(ACTIVITY, PLACEMENT)) == text


def test_the_form_with_xdm_prefixes_is_read() -> None:
    text = encode(DecisionScope(ACTIVITY, PLACEMENT, prefixed=True))
    assert text.startswith("eyJ4ZG06YWN0")
    assert decode(text) == DecisionScope(ACTIVITY, PLACEMENT, prefixed=True)


def test_a_scope_can_be_made_from_its_json() -> None:
    text = f'{{"xdm:activityId": "{ACTIVITY}", "xdm:placementId": "{PLACEMENT}", "xdm:itemCount": 2}}'
    reading = read(text, datetime(2026, 1, 1, tzinfo=UTC))
    assert reading is not None
    assert decode(str(reading.fields["scope"])) == DecisionScope(ACTIVITY, PLACEMENT, 2, prefixed=True)


@pytest.mark.parametrize("text", ["__view__", "mbox", "", "e30=", "WzFd", "eyJhY3Rpdml0eUlkIjoxfQ=="])
def test_text_that_is_not_a_decision_scope_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        decode(text)


@given(
    st.builds(DecisionScope, st.text(min_size=1), st.text(min_size=1), st.none() | st.integers(0, 99), st.booleans()),
    st.booleans(),
)
def test_any_scope_decodes_to_what_was_encoded(scope: DecisionScope, padded: bool) -> None:
    assert decode(encode(scope, padded=padded)) == scope


@given(st.text())
def test_any_text_is_decoded_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert decode(text).activity_id
