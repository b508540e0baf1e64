"""The lines above and below the visit: what is recorded, the rules that change it, and how it goes."""

from rich.text import Text
from textual.app import App
from textual.widgets import Static

from edge_tui.tui.capture.bars import bottom_line, rules_line, top_line
from edge_tui.tui.capture.feed import Feed, Look
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.themes import colors
from edge_tui.workspace.recording_words import kept_words

_SECONDS_TO_READ = 12


class VisitBars:
    """Writes three lines; nothing is drawn where the words are the same as before."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self.top = Static(id="capture-bar")
        self.rules = Static(id="capture-rules")
        self.bottom = Static(id="capture-words")
        self._written: dict[Static, Text] = {}
        self._rules = (Text(), False)

    def write(self, app: App[object], look: Look | None, rules_key: str) -> None:
        """Writes what is known now; `rules_key` changes the rules."""
        palette = colors(app)
        self._write(self.top, top_line(self._feed, look, palette, width=app.size.width, key=rules_key))
        self._write(self.bottom, bottom_line(look, palette, width=app.size.width, doing=self._feed.doing))
        line = rules_line(look, width=app.size.width)
        is_live = look is not None and look.is_live
        if (line, is_live) != self._rules:
            self._rules = line, is_live
            self.rules.display = bool(line)
            self.rules.set_class(not is_live, "-past")
            self.rules.update(line, layout=False)

    def tell_of_end(self, dialogs: Dialogs, look: Look) -> None:
        """Says that the recording has ended; of a browser that has ended by itself why, and what is kept."""
        if look.ended_by:
            words = f"{look.ended_by} {kept_words(look.visit)}"
            dialogs.notify(words, severity="warning", timeout=_SECONDS_TO_READ)
        else:
            dialogs.notify("The recording has ended. It is in history.", timeout=4)

    def _write(self, bar: Static, words: Text) -> None:
        before = self._written.get(bar)
        if before is None or (words, words.spans) != (before, before.spans):
            self._written[bar] = words
            bar.update(words, layout=False)
