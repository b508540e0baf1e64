"""The values of `{{ask:…}}` placeholders: prompted for once, then remembered."""

from collections.abc import Sequence

from edge_tui.model.errors import StorageError
from edge_tui.model.exchange import Draft
from edge_tui.model.json.document import parse
from edge_tui.model.placeholders import questions
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.workbench.draft_editor import DraftEditor
from edge_tui.tui.workbench.state import WorkbenchState


class PromptedValues:
    """Prompts for the values of a draft's `{{ask:…}}` placeholders."""

    def __init__(self, state: WorkbenchState, editor: DraftEditor, dialogs: Dialogs) -> None:
        self._workspace = state.workspace
        self._editor = editor
        self._dialogs = dialogs
        # Values that were entered for an event from elsewhere, by its origin.
        self._entered: set[tuple[str, str]] = set()

    async def complete(self, draft: Draft) -> bool:
        """Prompts for every unknown value of a draft; False if the user canceled.

        A value that was entered for another event isn't known to one from elsewhere: it is prompted for once
        for each origin.
        """
        known = self._workspace.answers.all()
        asked = [
            each
            for each in questions(parse(draft.text))
            if each not in known or (draft.origin and (draft.origin, each) not in self._entered)
        ]
        if not await self._prompt(asked):
            return False
        self._entered.update((draft.origin, each) for each in asked)
        return True

    async def change(self) -> None:
        """Prompts for every value again."""
        asked = questions(parse(self._editor.text))
        if asked:
            await self._prompt(asked)
        else:
            self._dialogs.notify("This event has no prompted values. {{ask:order id}} adds one.")

    async def _prompt(self, asked: Sequence[str]) -> bool:
        from edge_tui.tui.dialogs.prompt import Prompt

        for question in asked:
            known = self._workspace.answers.all().get(question, "")
            hint = (
                f"Fills in {{{{ask:{question}}}}} of the event. Remembered; “event: change prompted values” asks again."
            )
            value = await self._dialogs.open(Prompt(question or "Unnamed value", known, hint=hint))
            if value is None:
                return False
            try:
                self._workspace.answers.put(question, value)
            except StorageError as error:
                self._dialogs.show_error(error)
        if asked:
            self._editor.refresh_values()
        return True
