"""`edge-tui handles` reads anything: arbitrary bytes, and damaged responses."""

import json
import re
from typing import Any
from unicodedata import category

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.answers import ENVELOPES, mutated_answers
from tests.conftest import Command
from tests.examples import examples
from tests.outline.test_fuzz import CAPTURES, DAMAGES, damaged

# The fixture only runs a command; nothing of one example is left for the next. The number of examples bounds the time.
_BOUNDED = settings(
    max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def reads(command: Command, body: bytes) -> None:
    """Prints the outline as text and as JSON, at most a line on what was read, and no control character."""
    printed = command("handles", stdin=body)
    assert printed.status == 0
    assert re.fullmatch(r"(?:Read [^\n]+\n)?", printed.talk)
    assert not any(category(letter) == "Cc" for letter in printed.out.replace("\n", ""))
    assert json.loads(command("handles", "--json", stdin=body).out)["label"]


@given(body=st.binary(max_size=300))
@_BOUNDED
def test_any_bytes_are_read(command: Command, body: bytes) -> None:
    reads(command, body)


@given(document=ENVELOPES | mutated_answers())
@_BOUNDED
def test_any_envelope_is_read(command: Command, document: Any) -> None:
    reads(command, json.dumps(document).encode())


@pytest.mark.parametrize("name", CAPTURES)
def test_a_damaged_capture_is_read(command: Command, name: str) -> None:
    for damage in DAMAGES:
        for body in damaged(name, damage, rounds=4):
            reads(command, body)
