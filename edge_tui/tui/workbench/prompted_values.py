"""The values that a draft asks for with `{{ask:…}}`: prompted for once, and kept for the next time."""

from collections.abc import Sequence

from edge_tui.model.document import parse
from edge_tui.model.errors import StorageError
from edge_tui.model.exchange import Draft
from edge_tui.model.placeholders import questions
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.workbench.draft_editor import DraftEditor
from edge_tui.tui.workbench.state import WorkbenchState


class PromptedValues:
    """Prompts for what a draft asks."""

    def __init__(self, state: WorkbenchState, editor: DraftEditor, dialogs: Dialogs) -> None:
        self._answers = state.workspace.answers
        self._editor = editor
        self._dialogs = dialogs

    async def complete(self, draft: Draft) -> bool:
        """Prompts for every value of a draft that is not known yet; False when one was not given."""
        known = self._answers.all()
        return await self._prompt([each for each in questions(parse(draft.text)) if each not in known])

    async def change(self) -> None:
        """Prompts again for every value that the draft asks for."""
        asked = questions(parse(self._editor.text))
        if asked:
            await self._prompt(asked)
        else:
            self._dialogs.notify("This event asks for nothing: {{ask:order id}} would.")

    async def _prompt(self, asked: Sequence[str]) -> bool:
        from edge_tui.tui.dialogs.prompt import Prompt

        for question in asked:
            known = self._answers.all().get(question, "")
            hint = "Kept for the next time; the palette changes it."
            answer = await self._dialogs.open(Prompt(question or "A value without a name", known, hint=hint))
            if answer is None:
                return False
            try:
                self._answers.put(question, answer)
            except StorageError as error:
                self._dialogs.show_error(error)
        if asked:
            self._editor.refresh_values()
        return True
