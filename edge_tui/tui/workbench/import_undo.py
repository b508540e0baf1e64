"""Takes an import back: text, headers, profile, visitor and exchange become what they were."""

from contextlib import suppress
from dataclasses import dataclass

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.headers import Headers
from edge_tui.model.profile import Profile
from edge_tui.model.visitor import Visitor
from edge_tui.tui.workbench.draft_editor import DraftEditor
from edge_tui.tui.workbench.drafts import DraftKeeper
from edge_tui.tui.workbench.profile_switcher import ProfileSwitcher
from edge_tui.tui.workbench.state import WorkbenchState


@dataclass(slots=True)
class _Before:
    """The workbench before an import.

    `draft` is as it was loaded; `added` is the import's new visitor, `text_after` the editor's text after it.
    """

    text: str
    headers: Headers
    draft: Draft
    saved_text: str
    profile: Profile
    visitor: str
    exchange: Exchange | None
    added: Visitor | None = None
    text_after: str = ""


class ImportUndo:
    """Remembers the workbench before each import of this run."""

    def __init__(
        self, state: WorkbenchState, editor: DraftEditor, drafts: DraftKeeper, profiles: ProfileSwitcher
    ) -> None:
        self._state = state
        self._editor = editor
        self._drafts = drafts
        self._profiles = profiles
        self._stack: list[_Before] = []

    def begin(self) -> None:
        """Remembers the workbench as it is."""
        state, editor = self._state, self._editor
        before = _Before(
            editor.text,
            editor.headers,
            state.draft.value,
            state.saved_text,
            state.profile.value,
            state.visitor.value,
            state.exchange.value,
        )
        self._stack.append(before)

    def end(self, added: Visitor | None = None) -> None:
        """Notes what the import did; one that changed nothing is forgotten."""
        state, before = self._state, self._stack[-1]
        before.added, before.text_after = added, self._editor.text
        after = (self._editor.text, self._editor.headers, state.draft.value, state.profile.value, state.visitor.value)
        was = (before.text, before.headers, before.draft, before.profile, before.visitor)
        if after == was and state.exchange.value is before.exchange:
            self._stack.pop()

    def take_back(self) -> bool:
        """Takes the last import back unless the text was edited since; False if there is nothing to take back."""
        if not self._stack or self._editor.text != self._stack[-1].text_after:
            return False
        state, before = self._state, self._stack.pop()
        if state.profile.value != before.profile:
            self._profiles.use(before.profile)
        if (self._editor.text, self._editor.headers) != (before.text, before.headers):
            self._editor.load(before.text, before.headers)
        state.draft.value, state.saved_text = before.draft, before.saved_text
        self._drafts.name_draft()
        state.visitor.value = before.visitor
        if state.exchange.value is not before.exchange:
            state.exchange.value = before.exchange
        if before.added is not None:
            self._delete_unused(before.added)
        return True

    def _delete_unused(self, added: Visitor) -> None:
        """Deletes the import's visitor, unless a response has changed it since."""
        visitors = self._state.workspace.visitors
        with suppress(SetupError):
            if visitors.get(added.name) == added:
                visitors.delete(added.name)
