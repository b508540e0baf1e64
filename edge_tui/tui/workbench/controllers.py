"""Builds the workbench's controllers and wires them together."""

import asyncio
from collections.abc import Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from edge_tui.model.node import Node
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.workbench.draft_editor import DraftEditor
from edge_tui.tui.workbench.drafts import DraftKeeper
from edge_tui.tui.workbench.environment_permissions import EnvironmentPermissions
from edge_tui.tui.workbench.once_only_warnings import OnceOnlyWarnings
from edge_tui.tui.workbench.pane_layout import Panes
from edge_tui.tui.workbench.profile_switcher import ProfileListing, ProfileSwitcher
from edge_tui.tui.workbench.prompted_values import PromptedValues
from edge_tui.tui.workbench.sender import Sender
from edge_tui.tui.workbench.state import WorkbenchState
from edge_tui.tui.workbench.template_actions import TemplateActions, TemplateListing
from edge_tui.tui.workbench.visitor_switcher import VisitorSwitcher

if TYPE_CHECKING:
    from edge_tui.tui.profiles.form import FilledProfile
    from edge_tui.tui.response.node_actions import Step
    from edge_tui.tui.workbench.batch_sends import BatchSends
    from edge_tui.tui.workbench.capture_actions import CaptureActions
    from edge_tui.tui.workbench.editor_actions import EditorActions
    from edge_tui.tui.workbench.history_actions import HistoryActions
    from edge_tui.tui.workbench.import_actions import ImportActions
    from edge_tui.tui.workbench.import_undo import ImportUndo
    from edge_tui.tui.workbench.response_actions import ResponseActions
    from edge_tui.tui.workbench.why_actions import WhyActions

# A signal that ends the explorer waits for twice as long.
_ENDING_SECONDS = 1.5


class Lists(Protocol):
    """The lists in the sidebar."""

    @property
    def templates(self) -> TemplateListing:
        """The templates."""

    @property
    def profiles(self) -> ProfileListing:
        """The profiles."""


class Host(Protocol):
    """What the controllers need of the screen."""

    @property
    def node(self) -> Node | None:
        """The node of the response under the cursor."""

    def save_draft(self) -> None:
        """Saves the draft, off the keystroke's path."""

    def keep_secrets(self, filled: "FilledProfile") -> object:
        """Stores a form's secrets in the keyring, in a thread: a keyring can be slow."""

    def key_of_step(self, step: "Step") -> str:
        """The key that runs a step."""

    def copy(self, node: Node, part: str) -> None:
        """Copies a node's value or path."""

    def show_json(self) -> None:
        """Shows the JSON of the node under the cursor, or its explanation again."""

    def copy_text(self, text: str) -> None:
        """Copies a text."""

    def come_to_front(self) -> None:
        """Closes the screens above the workbench."""

    def run_beside(self, work: Coroutine[Any, Any, None], name: str) -> object:
        """Runs something while the workbench is shown, in the place of what it ran under the same name before."""


class Controllers:
    """Every controller of one workbench. They know each other through their constructors only.

    Those that only keys need are imported and created at the first such key.
    """

    def __init__(
        self,
        state: WorkbenchState,
        editor: DraftEditor,
        dialogs: Dialogs,
        panes: Panes,
        *,
        lists: Lists,
        warnings: OnceOnlyWarnings,
        host: Host,
    ) -> None:
        self._state = state
        self._editor = editor
        self._dialogs = dialogs
        self._panes = panes
        self._host = host
        self.permissions = permissions = EnvironmentPermissions(state, dialogs)
        self.prompted = PromptedValues(state, editor, dialogs)
        self.visitors = VisitorSwitcher(state, dialogs)
        self.drafts = drafts = DraftKeeper(state, editor, dialogs, panes, self._save_template)
        self.templates = TemplateActions(
            state,
            editor,
            dialogs,
            listing=lists.templates,
            drafts=drafts,
            permissions=permissions,
            journal=host.save_draft,
        )
        self.profiles = ProfileSwitcher(
            state, editor, dialogs, drafts=drafts, listing=lists.profiles, keep_secrets=host.keep_secrets
        )
        self.sender = Sender(
            state,
            editor,
            dialogs,
            panes,
            drafts=drafts,
            prompted=self.prompted,
            permissions=permissions,
            warnings=warnings,
        )

    @cached_property
    def writing(self) -> "EditorActions":
        """Edits the draft by other means."""
        from edge_tui.tui.workbench.editor_actions import EditorActions

        return EditorActions(self._editor, self._dialogs, self._state.workspace.environ)

    @cached_property
    def imports(self) -> "ImportActions":
        """Recognizes and imports pasted texts."""
        from edge_tui.tui.workbench.import_actions import ImportActions

        host = self._host
        return ImportActions(
            self._state,
            self._dialogs,
            self._panes,
            drafts=self.drafts,
            profiles=self.profiles,
            history=self.past,
            undo=self.import_undo,
            come_to_front=host.come_to_front,
            copy=host.copy_text,
        )

    @cached_property
    def import_undo(self) -> "ImportUndo":
        """Takes imports back."""
        from edge_tui.tui.workbench.import_undo import ImportUndo

        return ImportUndo(self._state, self._editor, self.drafts, self.profiles)

    @cached_property
    def past(self) -> "HistoryActions":
        """Shows, loads and replays past exchanges."""
        from edge_tui.tui.workbench.history_actions import HistoryActions

        return HistoryActions(
            self._state,
            self._dialogs,
            self._panes,
            drafts=self.drafts,
            profiles=self.profiles,
            sender=self.sender,
            open_recording=lambda name: self.captures.open_recording(name),  # noqa: PLW0108
        )

    @cached_property
    def captures(self) -> "CaptureActions":
        """Records what a site sends, and opens recordings."""
        from edge_tui.tui.workbench.capture_actions import CaptureActions

        return CaptureActions(
            self._state,
            self._dialogs,
            self._panes,
            drafts=self.drafts,
            profiles=self.profiles,
            keep_template=self.templates.keep,
            run_beside=self._host.run_beside,
        )

    async def end_capture(self) -> None:
        """Ends a recording that goes on; what takes longer is finished once the terminal is free again."""
        if self.has_captured:
            await asyncio.to_thread(self.captures.end, _ENDING_SECONDS)

    @property
    def has_captured(self) -> bool:
        """Whether a site was captured since the start."""
        return "captures" in vars(self)

    @cached_property
    def response(self) -> "ResponseActions":
        """Acts on the response and its nodes."""
        from edge_tui.tui.workbench.response_actions import ResponseActions

        return ResponseActions(
            self._state,
            self._editor,
            self._dialogs,
            self._panes,
            drafts=self.drafts,
            profiles=self.profiles,
            visitors=self.visitors,
            history=self.past,
            key_of=self._host.key_of_step,
            copy=self._host.copy,
            show_json=self._host.show_json,
        )

    @cached_property
    def why(self) -> "WhyActions":
        """Explains why there is nothing."""
        from edge_tui.tui.workbench.why_actions import WhyActions

        return WhyActions(self._state, self._dialogs, sender=self.sender, show=self._panes.show_ladder)

    @cached_property
    def repeated(self) -> "BatchSends":
        """Sends one event several times."""
        from edge_tui.tui.workbench.batch_sends import BatchSends

        host = self._host
        return BatchSends(
            self._state,
            self._dialogs,
            self._panes,
            drafts=self.drafts,
            sender=self.sender,
            node=lambda: host.node,
        )

    async def _save_template(self) -> None:
        # The two need each other: an unsaved draft may be saved as a template before another one replaces it.
        await self.templates.save_draft()
