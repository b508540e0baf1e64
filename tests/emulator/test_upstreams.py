"""The upstreams that a datastream of the emulator can have."""

from edge_tui.emulator.upstreams import UPSTREAMS
from edge_tui.model import profile


def test_a_profile_can_name_the_upstreams_that_the_emulator_has() -> None:
    assert set(profile.UPSTREAMS) == set(UPSTREAMS)
