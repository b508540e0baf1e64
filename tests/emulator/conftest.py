"""What the emulator's tests share."""

import pytest

from tests.emulator.edge import Edge


@pytest.fixture
def edge() -> Edge:
    return Edge()
