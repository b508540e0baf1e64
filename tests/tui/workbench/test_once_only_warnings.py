"""Warnings: each once, those of one moment together, advice that repeats only once."""

from collections.abc import Callable

from edge_tui.tui.workbench.once_only_warnings import OnceOnlyWarnings


class Toasts:
    """The toasts that were shown, with the number of sentences in each."""

    def __init__(self) -> None:
        self.flushes: list[Callable[[], None]] = []
        self.shown: list[tuple[str, int]] = []
        self.warnings = OnceOnlyWarnings(self.flushes.append, lambda words, count: self.shown.append((words, count)))

    def flush(self) -> None:
        """Lets the moment pass."""
        while self.flushes:
            self.flushes.pop()()


def test_a_warning_is_shown_once() -> None:
    toasts = Toasts()
    for _ in range(3):
        toasts.warnings.warn_once("Disk full.")
        toasts.flush()
    assert toasts.shown == [("Disk full.", 1)]


def test_warnings_of_one_moment_are_one_toast_with_shared_advice_once() -> None:
    toasts = Toasts()
    toasts.warnings.warn_once("History is off. Set EDGE_TUI_HOME.")
    toasts.warnings.warn_once("Visitors are off. Set EDGE_TUI_HOME.")
    assert toasts.shown == []
    toasts.flush()
    assert toasts.shown == [("History is off.\nSet EDGE_TUI_HOME.\nVisitors are off.", 3)]
    toasts.warnings.warn_once("Drafts are off. Set EDGE_TUI_HOME.")
    toasts.flush()
    assert toasts.shown[1:] == [("Drafts are off.", 1)]


def test_a_note_is_shown_again_once_a_send_came_back_without_it() -> None:
    toasts = Toasts()
    for notes in (["Not recorded."], ["Not recorded."], [], ["Not recorded."]):
        toasts.warnings.show_notes(notes)
        toasts.flush()
    assert [words for words, _ in toasts.shown] == ["Not recorded.", "Not recorded."]
