"""Which environment variables an event from elsewhere may read: asked for by name, remembered for each origin."""

from collections.abc import Sequence
from dataclasses import replace

from edge_tui.model.document import JsonObject
from edge_tui.model.errors import StorageError
from edge_tui.model.exchange import Draft
from edge_tui.model.profile import Profile
from edge_tui.model.trust import variables_in, withheld
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.tui.workbench.state import WorkbenchState
from edge_tui.workspace.permissions import origin_of_text


class EnvironmentPermissions:
    """Asks before an event that was not written here reads this machine."""

    def __init__(self, state: WorkbenchState, dialogs: Dialogs) -> None:
        self._state = state
        self._permissions = state.workspace.permissions
        self._dialogs = dialogs

    async def complete(self, draft: Draft, profiles: Sequence[Profile]) -> Draft | None:
        """The draft with what it may read of the environment; None where somebody said no."""
        draft = self._permissions.granted(draft)
        asked = tuple(dict.fromkeys(name for profile in profiles for name in withheld(draft, profile)))
        if not asked:
            return draft
        question = Confirmation(
            "Read the environment?",
            f"This event wants to read {', '.join(asked)} from the environment. It came from {draft.origin}.\n"
            "The value is sent, and history keeps it.",
            {"back": "Cancel", "once": "Allow once", "always": "Always"},
            destructive=True,
        )
        answer = await self._dialogs.confirm(question)
        if answer == "always":
            try:
                self._permissions.allow(draft.origin, asked)
            except StorageError as error:
                self._dialogs.show_error(error)
        return self._permissions.granted(draft, asked) if answer in ("once", "always") else None

    async def may_keep(self, draft: Draft, body: JsonObject) -> bool:
        """Whether a draft from elsewhere becomes a template, which reads the environment without being asked."""
        names = variables_in(body)
        if not draft.origin or not names:
            return True
        question = Confirmation(
            "Read the environment?",
            f"This event reads {', '.join(names)} from the environment, and it came from {draft.origin}.\n"
            "As a template of yours it is not asked about again.",
            {"back": "Cancel", "save": "Save it"},
            destructive=True,
        )
        return await self._dialogs.confirm(question) == "save"

    def mark_pasted(self, text: str) -> None:
        """Notes that a text from elsewhere is in the draft now, where it reads the environment."""
        if variables_in(text):
            origin = origin_of_text("a text that was pasted", text)
            self._state.draft.value = replace(self._state.draft.value, origin=origin)
