"""Exchanges being deleted in the background, and how far that is."""

from dataclasses import dataclass


@dataclass
class DeletionJob:
    """How far a deletion is; `is_stopped` asks it to end. What is deleted stays deleted."""

    done: int = 0
    total: int = 0
    is_stopped: bool = False

    def report_progress(self, done: int, total: int) -> None:
        """Notes how far it is; from any thread."""
        self.done, self.total = done, total

    @property
    def progress(self) -> str:
        """How far it is, in a line."""
        if self.is_stopped:
            return f"Stopping at {self.done:,} of {self.total:,} …"
        if self.total and self.done >= self.total:
            return f"Deleted {self.done:,}; clearing the index and freeing disk space · escape does that later"
        return f"Deleting: {self.done:,} of {self.total:,} · escape stops" if self.total else "Deleting …"

    @property
    def outcome(self) -> str:
        """How it ended, in a sentence."""
        left = self.total - self.done
        if self.is_stopped and left > 0:
            return f"Stopped: {self.done:,} deleted, {left:,} kept."
        return f"{self.done:,} deleted."


@dataclass
class Jobs:
    """The deletion that is running, if any. It outlives the history screen, so the workbench holds this."""

    running: DeletionJob | None = None
