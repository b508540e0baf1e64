"""What the SDKs on the pages wrote to the console: of the site's own lines none is kept."""

from collections import deque

from edge_tui.model.origin import ConsoleLine
from edge_tui.model.sdk_console import DEFAULT_INSTANCE, console_instance, is_of_tags
from edge_tui.model.sightings import Console
from edge_tui.recording.page_words import page_words

_MAX_LINES = 500
_MAX_LENGTH = 300
_MAX_LEVEL = 12
# Lines that began with a name in brackets before a page said which names its instances have.
_MAX_UNDECIDED = 100
_MAX_INSTANCES = 100


class ConsoleLines:
    """The latest lines of the Web SDK and of tags, shortened and without what looks secret.

    A page can write anything: names of instances are its own word, and everything is bounded.
    """

    def __init__(self) -> None:
        self._lines: deque[ConsoleLine] = deque(maxlen=_MAX_LINES)
        self._undecided: deque[tuple[str, ConsoleLine]] = deque(maxlen=_MAX_UNDECIDED)
        self._instances = {DEFAULT_INSTANCE}
        self._recorded: tuple[ConsoleLine, ...] | None = ()

    def see(self, line: Console, page: int) -> None:
        """Adds a line that a page of this number wrote, if an SDK wrote it."""
        instance = console_instance(line.text)
        if not instance and not is_of_tags(line.text):
            return
        level = "".join(each for each in line.level if each.isalpha())[:_MAX_LEVEL]
        kept = ConsoleLine(line.at, level, page_words(line.text, _MAX_LENGTH), page)
        if instance in self._instances or is_of_tags(line.text):
            self._keep(kept)
        else:
            self._undecided.append((instance, kept))

    def add_instance(self, name: str) -> None:
        """A page said that an instance of the Web SDK has this name: its lines before are kept, too."""
        if not name or name in self._instances or len(self._instances) >= _MAX_INSTANCES:
            return
        self._instances.add(name)
        undecided = list(self._undecided)
        self._undecided.clear()
        for instance, line in undecided:
            if instance == name:
                self._keep(line)
            else:
                self._undecided.append((instance, line))

    def _keep(self, line: ConsoleLine) -> None:
        self._lines.append(line)
        self._recorded = None

    @property
    def recorded(self) -> tuple[ConsoleLine, ...]:
        """The lines in the order in which they were written."""
        if self._recorded is None:
            self._recorded = tuple(sorted(self._lines, key=lambda line: (line.at, line.text)))
        return self._recorded
