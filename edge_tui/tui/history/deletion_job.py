"""What is done to history in the background, and how far it is."""

from dataclasses import dataclass


@dataclass
class DeletionJob:
    """Exchanges being deleted; `is_stopped` asks for it to end, and what is done stays done."""

    done: int = 0
    whole: int = 0
    is_stopped: bool = False

    def tell(self, done: int, whole: int) -> None:
        """Takes note of how far it is; from any thread."""
        self.done, self.whole = done, whole

    @property
    def words(self) -> str:
        """How far it is, in a line."""
        if self.is_stopped:
            return f"Stopping at {self.done:,} of {self.whole:,} …"
        if self.whole and self.done >= self.whole:
            return f"Deleted {self.done:,}; their words and their room are cleared · escape leaves that for later"
        return f"Deleting: {self.done:,} of {self.whole:,} · escape stops" if self.whole else "Deleting …"

    @property
    def verdict(self) -> str:
        """How it ended, in a sentence."""
        left = self.whole - self.done
        if self.is_stopped and left > 0:
            return f"Stopped: {self.done:,} deleted, {left:,} left as they were."
        return f"{self.done:,} deleted."


@dataclass
class Jobs:
    """The one that is under way, whichever screen is in front."""

    under_way: DeletionJob | None = None
