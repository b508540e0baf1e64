"""How a frame gets to the thread that writes it."""

import sys

import pytest

from edge_tui.tui import textual_output


def test_no_thread_waits_long_for_the_interpreter_while_a_frame_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sys.getswitchinterval()
    intervals: list[float] = []

    class Driver:
        def write(self, _: str) -> None:
            intervals.append(sys.getswitchinterval())

        def flush(self) -> None:
            intervals.append(sys.getswitchinterval())

    monkeypatch.setattr(textual_output.time, "sleep", lambda _: intervals.append(sys.getswitchinterval()))
    try:
        textual_output.write_frame(Driver(), "frame")  # type: ignore[arg-type]
        assert len(intervals) == 3
        assert max(intervals) < 0.001
        assert sys.getswitchinterval() == pytest.approx(0.01)
    finally:
        sys.setswitchinterval(before)
