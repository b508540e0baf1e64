"""The draft in the editor: loaded, kept, and never lost."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from edge_tui.lint import Context
from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.template import Template
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.tui.editor.code_pane import Completer
from edge_tui.tui.editor.json_editor import laid_out
from edge_tui.tui.workbench.draft_editor import DraftEditor
from edge_tui.tui.workbench.pane_layout import Panes
from edge_tui.tui.workbench.state import WorkbenchState

_FIRST = "page-view"
_UNSAVED = Confirmation(
    "The draft is not saved",
    "It has changes that no template and no exchange holds.",
    {"save": "Save it first", "discard": "Discard", "back": "Back"},
)


class DraftKeeper:
    """Puts drafts into the editor, and keeps what is written there on disk.

    `save_template` is asked for when an unsaved draft is to be saved before another one replaces it.
    """

    def __init__(
        self,
        state: WorkbenchState,
        editor: DraftEditor,
        dialogs: Dialogs,
        panes: Panes,
        save_template: Callable[[], Awaitable[object]],
    ) -> None:
        self._state = state
        self._editor = editor
        self._dialogs = dialogs
        self._panes = panes
        self._save_template = save_template

    @property
    def current(self) -> Draft:
        """The draft as the editor has it now."""
        return replace(self._state.draft.value, text=self._editor.text, headers=self._editor.headers)

    def open_first(self) -> None:
        """Opens the draft that was there last, otherwise the first template."""
        state = self._state
        try:
            kept = state.workspace.drafts.load()
        except SetupError as error:
            self._dialogs.show_error(error)
            kept = None
        template = self.template((kept.template if kept else None) or _FIRST)
        fresh = state.workspace.linting.draft_from(template, state.profile.value) if template else Draft("{\n}\n")
        self.open(kept or fresh, fresh.text if template else "", as_it_is=True, is_first=True)

    def open(
        self, draft: Draft, saved_text: str | None = None, *, as_it_is: bool = False, is_first: bool = False
    ) -> None:
        """Puts a draft into the editor, in the shape of the profile's API version unless it is to stay as it is.

        `saved_text` is what it counts as unchanged against. The first one is put there before anything is painted.
        """
        state = self._state
        draft = replace(draft, text=laid_out(draft.text))
        draft = draft if as_it_is else state.session.reshaped(draft)
        state.saved_text = draft.text if saved_text is None else saved_text
        state.draft.value = draft
        self._editor.load(draft.text, draft.headers, is_first=is_first)
        self.name_draft()

    async def load(self, draft: Draft, *, as_it_is: bool = False) -> None:
        """Puts a draft into the editor; asks before it replaces one that is not saved."""
        if self._editor.is_modified and self._editor.text.strip():
            answer = await self._dialogs.confirm(_UNSAVED)
            if answer == "save":
                await self._save_template()
            if answer != "discard":
                return
        self.open(draft, as_it_is=as_it_is)
        self._panes.focus_pane("event")

    def template(self, name: str | None) -> Template | None:
        """A template by its name; None when there is none."""
        return next((each for each in self._state.workspace.templates.all() if each.name == name), None)

    def name_draft(self) -> None:
        """Writes the draft's name on the editor, and whether it is saved."""
        name = self._state.draft.value.template
        template = self.template(name)
        self._editor.name_of_draft = template.title.lower() if template else name or ""
        self._editor.is_modified = self._editor.text != self._state.saved_text

    def save(self, draft: Draft) -> None:
        """Writes a draft to disk; raises `StorageError` where it cannot. For a thread."""
        self._state.workspace.drafts.save(draft)

    def save_now(self) -> None:
        """Saves what was written since the last save, synchronously, on exit."""
        if self._editor.is_looked_through and self._editor.text == self._state.draft.value.text:
            return
        with suppress(StorageError):
            self.save(self.current)

    def lint_context(self) -> Context:
        """What the draft is checked against: the profile, its visitor, and now."""
        state = self._state
        profile, visitor, upstreams = state.profile.value, state.visitor.value, state.upstreams.value
        return state.workspace.linting.context(state.draft.value.action, profile, visitor, upstreams, state.draft.value)

    def preview(self) -> Exchange | SetupError:
        """What sending the draft now would send, or why it cannot be sent."""
        state = self._state
        try:
            return state.workspace.linting.preview(self.current, state.profile.value, state.visitor.value)
        except SetupError as error:
            return error

    def completer(self) -> Completer:
        """What can be written into the draft, for a thread to ask."""
        from edge_tui.lint.completion import complete

        action = self._state.draft.value.action
        return partial(
            complete,
            action=action,
            version=action.version(self._state.profile.value),
            scopes=self._state.workspace.linting.seen_scopes(),
            schema=self.lint_context().schema,
        )
