"""The end of a browser is said for what it was."""

import signal

import pytest

from edge_tui.browser.endings import end_notice, ending_of
from tests.browser.playing import NOW


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (-signal.SIGKILL, "The browser ended unexpectedly: it was killed, as when memory runs out (SIGKILL)."),
        # What the shell tells that Firefox has between us and it.
        (128 + signal.SIGKILL, "The browser ended unexpectedly: it was killed, as when memory runs out (SIGKILL)."),
        (-signal.SIGTERM, "The browser ended unexpectedly: it was killed (SIGTERM)."),
        (-signal.SIGSEGV, "The browser ended unexpectedly: it crashed (SIGSEGV)."),
        (21, "The browser ended unexpectedly, with status 21."),
        (250, "The browser ended unexpectedly, with status 250."),
        (None, "The connection to the browser was lost: it ended unexpectedly or doesn't answer."),
    ],
)
def test_a_browser_that_nobody_closed_ended_unexpectedly(status: int | None, words: str) -> None:
    notice = end_notice(NOW, ending_of(status, has_tabs=status is None), "")
    assert (notice.text, notice.is_end, notice.is_unexpected) == (words, True, True)


def test_a_browser_that_was_closed_and_a_visit_that_was_to_end_are_nothing_unexpected() -> None:
    notices = (
        end_notice(NOW, ending_of(0, has_tabs=True), ""),
        # A browser that was joined, whose status nobody knows.
        end_notice(NOW, ending_of(None, has_tabs=False), ""),
        end_notice(NOW, None, ""),
        end_notice(NOW, None, "Step 1 failed."),
    )
    assert [each.text for each in notices] == [
        "The browser was closed.",
        "The browser was closed.",
        "The visit has ended.",
        "Step 1 failed.",
    ]
    assert not any(each.is_unexpected for each in notices)
