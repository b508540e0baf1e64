"""Proposition IDs of Adobe Target."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.values.target_proposition_id import TargetPropositionId, decode, encode

PUBLISHED = "AT:eyJhY3Rpdml0eUlkIjoiNjQ5MzI4IiwiZXhwZXJpZW5jZUlkIjoiMCJ9"


def test_an_id_is_encoded_as_target_does() -> None:
    assert encode("649328", "0") == PUBLISHED
    assert decode(PUBLISHED) == TargetPropositionId("649328", "0")


@pytest.mark.parametrize("text", ["", "AT:", "AT:e30=", "AT:!", "eyJhY3Rpdml0eUlkIjoiNjQ5MzI4In0=", "AT:WzFd"])
def test_text_that_is_not_a_target_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        decode(text)


@given(st.text(), st.text())
def test_any_id_decodes_to_what_was_encoded(activity_id: str, experience_id: str) -> None:
    assert decode(encode(activity_id, experience_id)) == TargetPropositionId(activity_id, experience_id)
