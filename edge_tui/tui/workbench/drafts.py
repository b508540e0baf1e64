"""The draft in the editor: loads it, saves it, and never loses it."""

import asyncio
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
# The exchanges among which a text is looked for that was sent before the last start.
_MAX_LOOKED_AT = 20
TYPED_MASKED = (
    "The saved draft has its credentials masked: it is a plain file. "
    "Put {{env:NAME}} in their place to have them again after a restart."
)
_UNSAVED = Confirmation(
    "Discard unsaved changes?",
    "The draft has changes that aren't saved in a template or in history.",
    {"save": "Save as template", "discard": "Discard", "back": "Cancel"},
)


def _digest(text: str) -> bytes:
    # Loads OpenSSL.
    from hashlib import blake2b

    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class DraftKeeper:
    """Loads drafts into the editor, and saves the draft to disk.

    `save_template` is called when the user saves an unsaved draft before another one replaces it.
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
        # The request that sent a text, by the text's digest: texts may be large.
        self._sent: dict[bytes, str] = {}
        state.exchange.watch(self._note_sent)

    @property
    def current(self) -> Draft:
        """The draft with the editor's current text and headers."""
        return replace(self._state.draft.value, text=self._editor.text, headers=self._editor.headers)

    def open_first(self) -> None:
        """Opens the last session's draft, or else the first template."""
        state = self._state
        try:
            kept = state.workspace.drafts.load()
        except SetupError as error:
            self._dialogs.show_error(error)
            kept = None
        template = self.template((kept.template if kept else None) or _FIRST)
        fresh = state.workspace.templates.draft_from(template, state.profile.value) if template else Draft("{\n}\n")
        self.open(kept or fresh, fresh.text if template else "", as_it_is=True, is_first=True)

    def open(
        self, draft: Draft, saved_text: str | None = None, *, as_it_is: bool = False, is_first: bool = False
    ) -> None:
        """Loads a draft into the editor, converted to the profile's API version unless `as_it_is`.

        `saved_text` is the text that counts as unmodified. `is_first`: nothing is painted yet.
        """
        state = self._state
        draft = replace(draft, text=laid_out(draft.text))
        draft = draft if as_it_is else state.session.reshaped(draft)
        state.saved_text = draft.text if saved_text is None else saved_text
        state.draft.value = draft
        self._editor.load(draft.text, draft.headers, is_first=is_first)
        self.name_draft()

    async def load(self, draft: Draft, *, as_it_is: bool = False) -> None:
        """Loads a draft into the editor; asks before it replaces an unsaved one."""
        if self._editor.is_modified and not await self._is_kept(self._editor.text):
            choice = await self._dialogs.confirm(_UNSAVED)
            if choice == "save":
                await self._save_template()
            if choice != "discard":
                return
        self.open(draft, as_it_is=as_it_is)
        self._panes.focus_pane("event")

    def _note_sent(self, exchange: Exchange | None) -> None:
        if exchange is not None:
            self._sent[_digest(exchange.draft.text)] = exchange.request_id

    async def _is_kept(self, text: str) -> bool:
        """Whether a modified text can be had again: history has it, or there is nothing in it."""
        if not text.strip():
            return True
        request_id = self._sent.get(_digest(text))
        try:
            if request_id is not None:
                return self._state.workspace.history.summary(request_id) is not None
            # Sent before the last start, perhaps.
            return await self._dialogs.keys_wait_for(asyncio.to_thread(self._was_sent, text))
        except StorageError:
            return False

    def _was_sent(self, text: str) -> bool:
        history = self._state.workspace.history
        latest = (history.load(each.key) for each in history.recent(limit=_MAX_LOOKED_AT))
        return any(each is not None and each.draft.text == text for each in latest)

    def template(self, name: str | None) -> Template | None:
        """A template by name; None if there is none."""
        return self._state.workspace.templates.find(name) if name else None

    def name_draft(self) -> None:
        """Shows the draft's name, and whether it is modified, in the editor's title."""
        name = self._state.draft.value.template
        template = self.template(name)
        self._editor.name_of_draft = template.title if template else name or ""
        self._editor.is_modified = self._editor.differs_from(self._state.saved_text)

    def save(self, draft: Draft) -> bool:
        """Writes a draft to disk with its credentials masked; whether it has any. Runs in a thread.

        Raises `StorageError`. What is pasted was masked before; this is what was typed.
        """
        from edge_tui.model.credential_text import json_without_secrets

        masked = json_without_secrets(draft.text)
        self._state.workspace.drafts.save(replace(draft, text=masked))
        return masked != draft.text

    def save_now(self) -> None:
        """Saves unsaved edits synchronously, on exit."""
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
        """The request that sending the draft now would send, or why it cannot be sent."""
        state = self._state
        try:
            return state.workspace.linting.preview(self.current, state.profile.value, state.visitor.value)
        except SetupError as error:
            return error

    def completer(self) -> Completer:
        """Completes the draft; the returned function runs in a thread."""
        from edge_tui.lint.completion import complete

        action = self._state.draft.value.action
        return partial(
            complete,
            action=action,
            version=action.version(self._state.profile.value),
            scopes=self._state.workspace.linting.seen_scopes(),
            schema=self.lint_context().schema,
        )
