"""What the workbench knows: workspace, profile, visitor, draft, and the exchange on screen."""

import contextlib
import re
from collections.abc import Callable, Iterable
from typing import cast

from textual.reactive import var
from textual.screen import Screen
from textual.worker import get_current_worker

from edge_tui.model.client_state import ClientState
from edge_tui.model.document import JsonValue, ParseError, parse
from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.node import Node
from edge_tui.model.profile import Profile
from edge_tui.model.request import Action
from edge_tui.model.visitor import DEFAULT_VISITOR
from edge_tui.session.session import Session
from edge_tui.tui.editor.event_editor import EventEditor
from edge_tui.tui.response.incremental_free import release_gradually, upper_levels
from edge_tui.tui.response.status_line import StatusLine
from edge_tui.tui.textual_internals import GuardedApp
from edge_tui.tui.workbench.pane_strip import PaneStrip
from edge_tui.tui.workbench.request_line import RequestLine
from edge_tui.tui.workbench.top_bar import Situation, TopBar
from edge_tui.workspace import Workspace

# Troubles that come within this time have one cause, and are told in one toast.
_GATHERING_SECONDS = 0.3
_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z])")


class State(Screen[None]):
    """Holds the state; widgets draw it."""

    exchange: var[Exchange | None] = var(None, always_update=True)
    outline: var[Node | None] = var(None, always_update=True)
    node: var[Node | None] = var(None, always_update=True)
    # What can be done from the node: keys, and in a few words what they do.
    steps: var[tuple[tuple[str, str], ...]] = var(())

    def __init__(self, workspace: Workspace, profile: Profile) -> None:
        super().__init__(classes="-on-event")
        self.workspace = workspace
        self.profile = profile
        self.visitor = DEFAULT_VISITOR
        self.draft = Draft("")
        self.saved_text = ""
        # Those of the profile; looked up once the screen is up, for the emulator has to be asked.
        self.upstreams: tuple[str, ...] = profile.upstreams
        self._said: set[str] = set()
        self._to_say: list[str] = []
        self._advised: set[str] = set()
        self._remarks: set[str] = set()

    @property
    def session(self) -> Session:
        """The conversation of the current visitor with the current profile's gateway."""
        return self.workspace.session(self.profile, self.visitor)

    @property
    def editor(self) -> EventEditor:
        """The event editor."""
        return self.query_one(EventEditor)

    def show_situation(self) -> None:
        """Writes who is talking to whom; the location hint counts down."""
        session, now = self.session, self.workspace.clock()
        try:
            situation = Situation(self.profile, self.visitor, session.ecid, session.state, now)
            url = session.url(self.draft.action, "uuid", self._shown_document())
        except SetupError as error:
            # A visitor that cannot be read, such as one of a newer edge-tui: another one can be chosen.
            self.warn_once(str(error))
            situation, url = Situation(self.profile, self.visitor, None, ClientState(), now), self.profile.base_url
        self.query_one(TopBar).situation = situation
        self.query_one(RequestLine).url = url

    def _shown_document(self) -> JsonValue:
        """The event in the editor where the URL depends on it."""
        if self.draft.action is not Action.MEDIA:
            return None
        document = parse(self.editor.text)
        return None if isinstance(document, ParseError) else document

    def show_exchange(self, exchange: Exchange) -> None:
        """Shows an exchange, in the tree and everywhere else."""
        given_up = upper_levels(self.exchange)
        self.query_one(StatusLine).upstream_count = self._upstream_count(exchange)
        self.exchange = exchange
        self.outline = self.workspace.outline(exchange)
        self.query_one(PaneStrip).answer = str(exchange.answer.status) if exchange.answer else "✖"
        if given_up:
            self.run_worker(release_gradually(given_up), group="let-go")

    def _upstream_count(self, exchange: Exchange) -> int:
        """How many upstreams the datastream of an exchange has as far as is known."""
        if exchange.profile_name == self.profile.name:
            return len(self.upstreams)
        with contextlib.suppress(SetupError):
            return len(self.workspace.profiles.get(exchange.profile_name).upstreams)
        return 0

    def warm_up(self) -> None:
        """Loads what the first send needs, and what can be said once it is there; for a thread."""
        worker, history = get_current_worker(), self.workspace.history
        self.workspace.warm_up(self.profile)
        if not worker.is_cancelled:
            self.app.call_from_thread(self.look_up_upstreams)
            self.app.call_from_thread(self.show_storage_warnings)
        # Where edge-tui was left before all that was deleted was out of the file.
        with contextlib.suppress(StorageError):
            if not history.is_tidy:
                history.tidy(lambda: worker.is_cancelled)

    def look_up_upstreams(self) -> None:
        """Asks which upstreams the profile's datastream has, and counts with them from now on."""
        self.upstreams = self.workspace.upstreams(self.profile)
        self.editor.refresh_values()

    def say(self, error: SetupError) -> None:
        """Says what is wrong and how to mend it."""
        self.notify(f"{error.what}\n{error.how}".strip(), severity="error", timeout=8, markup=False)

    def warn_once(self, words: str) -> None:
        """Says a trouble that comes again with every send or key only the first time; several at once in one toast."""
        if words in self._said:
            return
        self._said.add(words)
        if not self._to_say:
            self.set_timer(_GATHERING_SECONDS, self._flush_warnings)
        self._to_say.append(words)

    def _flush_warnings(self) -> None:
        # What is to be done about each is often the same, and may have been said before.
        split = dict.fromkeys(sentence for words in self._to_say for sentence in _SENTENCE.split(words))
        sentences = [each for each in split if each not in self._advised]
        self._advised |= {sentence for words in self._to_say for sentence in _SENTENCE.split(words)[1:]}
        self._to_say.clear()
        self.app.notify("\n".join(sentences), severity="warning", timeout=8 + 2 * len(sentences), markup=False)

    def reset_warnings(self, remarks: Iterable[str]) -> None:
        """Lets remarks that a send came back without be said anew when they return."""
        self._said -= self._remarks - set(remarks)
        self._remarks = set(remarks)

    def try_each(self, *steps: Callable[[], object]) -> None:
        """Takes each step; one that what is kept here does not allow is said, and holds up none of the others."""
        for step in steps:
            try:
                step()
            except SetupError as error:
                self.warn_once(str(error))
            except Exception as error:  # noqa: BLE001
                cast(GuardedApp, self.app).meet(error, "Opening the workbench")

    def show_storage_warnings(self) -> None:
        """Says what befell the files that are kept here, as that one was damaged and set aside."""
        for trouble in self.workspace.troubles():
            self.warn_once(trouble)

    def use_visitor(self, name: str) -> None:
        """Sends as another visitor from now on."""
        self.visitor = name
        self.show_situation()
        self.editor.refresh_values()
