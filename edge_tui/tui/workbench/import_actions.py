"""What the editor asks of the screen: another editor, a path to go to, and a text that becomes a draft."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work
from textual.app import SuspendNotSupported
from textual.worker import Worker

from edge_tui.model.document import parse
from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.exchange import Draft
from edge_tui.model.placeholders import questions
from edge_tui.model.positions import Positions
from edge_tui.model.profile import Profile
from edge_tui.model.trust import variables_in, withheld
from edge_tui.model.visitor import Visitor
from edge_tui.tui.dialogs.prompt import Prompt
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.editor import external_editor
from edge_tui.tui.editor.event_editor import EventEditor
from edge_tui.tui.editor.headers_pane import HeadersPane
from edge_tui.tui.editor.json_editor import JsonEditor
from edge_tui.tui.workbench.drafts import Drafts
from edge_tui.workspace.permissions import origin_of_text

if TYPE_CHECKING:
    from edge_tui.formats import Imported


class Editing(Drafts):
    """Helps with the writing."""

    if TYPE_CHECKING:
        # The layer of profiles, above this one, has it.
        def edit_profile(
            self, old: Profile | None, suggested: Profile | None = None, token: str = ""
        ) -> Worker[None]: ...

    def when_answered(self, draft: Draft, go_on: Callable[[], object]) -> None:
        """Goes on as soon as every question of a draft has an answer; asks those that have none."""
        answers = self.workspace.answers.all()
        open_questions = [each for each in questions(parse(draft.text)) if each not in answers]
        if open_questions:
            self._ask(open_questions, go_on)
        else:
            go_on()

    @work
    async def when_permitted(self, draft: Draft, go_on: Callable[[Draft], object]) -> None:
        """Goes on with a draft that may read the variables it wants to; asks where that was not allowed."""
        if (permitted := await self.permitted(draft, [self.profile])) is not None:
            go_on(permitted)

    async def permitted(self, draft: Draft, profiles: Sequence[Profile]) -> Draft | None:
        """The draft with what it may read of the environment; None where somebody has said no."""
        draft = self.workspace.permissions.granted(draft)
        asked = tuple(dict.fromkeys(name for profile in profiles for name in withheld(draft, profile)))
        if not asked:
            return draft
        names = ", ".join(asked)
        question = Question(
            "Read the environment?",
            f"This event wants to read {names} from the environment. It came from {draft.origin}.\n"
            "The value is sent, and history keeps it.",
            {"back": "Cancel", "once": "Allow once", "always": "Always"},
            destructive=True,
        )
        answer = await self.app.push_screen_wait(question)
        if answer == "always":
            try:
                self.workspace.permissions.allow(draft.origin, asked)
            except StorageError as error:
                self.say(error)
        return self.workspace.permissions.granted(draft, asked) if answer in ("once", "always") else None

    def mark_origin(self, text: str) -> None:
        """Notes that a text from elsewhere is in the draft now, where it reads the environment."""
        if variables_in(text):
            self.draft = replace(self.draft, origin=origin_of_text("a text that was pasted", text))

    def on_json_editor_text_pasted(self, event: JsonEditor.TextPasted) -> None:
        """A text that was pasted is not from here."""
        self.mark_origin(event.text)

    def on_headers_pane_text_pasted(self, event: HeadersPane.TextPasted) -> None:
        """Nor are headers that were."""
        self.mark_origin(event.text)

    @work
    async def _ask(self, asked: Sequence[str], go_on: Callable[[], object]) -> None:
        """Asks one thing after the other; giving up on one is giving up."""
        for question in asked:
            known = self.workspace.answers.all().get(question, "")
            prompt = Prompt(
                question or "A value without a name", known, hint="Kept for the next time; the palette changes it."
            )
            answer = await self.app.push_screen_wait(prompt)
            if answer is None:
                return
            try:
                self.workspace.answers.put(question, answer)
            except StorageError as error:
                self.say(error)
        self.editor.refresh_values()
        go_on()

    def action_answers(self) -> None:
        """Asks again what the draft asks for."""
        asked = questions(parse(self.editor.text))
        if asked:
            self._ask(asked, lambda: None)
        else:
            self.notify("This event asks for nothing: {{ask:order id}} would.", markup=False)

    def on_event_editor_external_editor_asked(self) -> None:
        """Hands the draft to the user's own editor, and takes back what was written."""
        text = self.editor.text
        try:
            command = external_editor.command(self.workspace.environ)
            with self.app.suspend():
                written = external_editor.edit(text, command)
        except SuspendNotSupported:
            self.notify("This terminal cannot be handed to another program.", severity="warning")
        except SetupError as error:
            self.say(error)
        else:
            if written != text:
                self.editor.rewrite(written)
                self.notify(f"Taken from {command[0]}; ctrl+z takes it back.", markup=False)
        self.app.refresh()

    @work
    async def on_event_editor_path_asked(self, event: EventEditor.PathAsked) -> None:
        """Asks for a path and goes there."""
        positions = Positions(self.editor.text)

        def validate(pointer: str) -> str:
            if pointer and not pointer.startswith("/"):
                return "A path begins with a slash: /event/xdm/eventType"
            return "" if positions.value(pointer) is not None else "Nothing stands there."

        prompt = Prompt(
            "Go to path", event.pointer, hint="A JSON pointer; findings and the tree show them.", validate=validate
        )
        pointer = await self.app.push_screen_wait(prompt)
        if pointer is not None:
            self.editor.go_to_pointer(pointer)

    @work
    async def on_event_editor_import_asked(self, event: EventEditor.ImportAsked) -> None:
        """Makes a draft of a pasted request; a text that is none, or is JSON, is simply pasted."""
        from edge_tui.formats import read

        found = await asyncio.to_thread(read, event.text)
        is_body = bool(found) and found[0].request is None and isinstance(parse(event.text), dict)
        if not found or is_body:
            self.editor.area.insert_pasted(event.text)
        elif chosen := await self._chosen(found):
            await self._take(chosen)

    @work
    async def action_import(self) -> None:
        """Asks for a text and makes a draft of it."""
        from edge_tui.tui.imports.form import ImportForm

        found = await self.app.push_screen_wait(ImportForm())
        if found and (chosen := await self._chosen(found)):
            await self._take(chosen)

    async def _chosen(self, found: "tuple[Imported, ...]") -> "Imported | None":
        if len(found) == 1:
            return found[0]
        from edge_tui.tui.imports.picker import PickImport

        return await self.app.push_screen_wait(PickImport(found))

    async def _take(self, imported: "Imported") -> None:
        """Puts the event of a request into the editor, and offers what else it says."""
        from edge_tui.tui.imports.summary import profile_of, summary, tells_a_profile

        theirs, ours = imported.profile.api_version, imported.draft.action.version(self.profile)
        answers = {"take": "Take it"}
        if theirs and theirs is not ours:
            answers = {"take": f"Take as {ours}", "keep": f"Keep {theirs}"}
        if tells_a_profile(imported.profile, self.profile):
            answers["profile"] = "+ profile"
        if imported.entries:
            answers["visitor"] = "+ visitor"
        question = Question("A request was pasted", summary(imported, self.profile), answers | {"back": "Back"})
        answer = await self.app.push_screen_wait(question)
        if answer not in answers:
            return
        if answer == "visitor":
            self._take_visitor(imported)
        if answer == "profile":
            token = imported.secrets.get("access_token", "")
            await self.edit_profile(None, profile_of(imported), token).wait()
        origin = origin_of_text("a request that was pasted", imported.draft.text)
        self.load(replace(imported.draft, origin=origin), as_it_is=answer == "keep")

    def _take_visitor(self, imported: "Imported") -> None:
        """Goes on as a new visitor, who keeps what the request carried."""
        from edge_tui.outline.visitor_tree import read_requested

        taken = self.workspace.visitors.names()
        name = next(f"imported-{n}" for n in range(1, 10_000) if f"imported-{n}" not in taken)
        found = read_requested((imported,), Visitor(name), self.workspace.clock())
        try:
            self.workspace.visitors.add(found.visitor)
        except StorageError as error:
            self.say(error)
        else:
            self.use_visitor(name)
