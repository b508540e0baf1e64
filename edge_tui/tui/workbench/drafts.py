"""The draft and the templates: loaded, saved, deleted, and never lost."""

from contextlib import suppress
from dataclasses import replace
from functools import partial

from textual import work

from edge_tui.lint import Context
from edge_tui.model.document import JsonObject, ParseError, parse
from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import reshape
from edge_tui.model.template import Origin, Template
from edge_tui.model.trust import variables_in
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.editor.code_pane import Completer
from edge_tui.tui.editor.event_editor import EventEditor
from edge_tui.tui.editor.json_editor import laid_out
from edge_tui.tui.templates.template_tree import TemplateTree
from edge_tui.tui.workbench.pane_layout import Panes

_FIRST = "page-view"


class Drafts(Panes):
    """What stands in the editor, and where it came from."""

    _stamp: tuple[tuple[str, int], ...] = ()

    def list_templates(self) -> None:
        """Shows the templates there are; says which files cannot be read."""
        self._stamp = self.workspace.templates.stamp()
        self.query_one(TemplateTree).fill(self.workspace.templates.all())
        for path, trouble in self.workspace.templates.broken():
            self.notify(f"{path.name}: {trouble}", severity="warning", markup=False)

    def notice_changed_templates(self) -> None:
        """Lists the templates anew when a file has changed on disk; says so of the one in the editor."""
        if self.workspace.templates.stamp() == self._stamp:
            return
        self.list_templates()
        template = self._template(self.draft.template)
        if template is not None and self._has_changed_on_disk(template):
            self._write_name()
            self.editor.name_of_draft += " ↻"
            self.notify(
                f"{template.title} has changed on disk; the draft stays as it is until you load it again.", markup=False
            )

    def _has_changed_on_disk(self, template: Template | None) -> bool:
        """Whether the template of the draft is another one by now than the draft was made of."""
        if template is None or template.origin is Origin.SHIPPED:
            return False
        loaded = reshape(parse(self.saved_text), template.action, ApiVersion.V2)
        return bool(loaded != reshape(template.body, template.action, ApiVersion.V2))

    @work
    async def on_template_tree_browse_asked(self) -> None:
        """Searches the templates."""
        from edge_tui.tui.templates.browser import TemplateBrowser

        chosen = await self.app.push_screen_wait(TemplateBrowser(self.workspace))
        self.list_templates()
        self.query_one(TemplateTree).mark(self.draft.template)
        if chosen is not None:
            self.load(self.workspace.draft_from(chosen, self.profile))

    def open_first_draft(self) -> None:
        """Opens the draft that was there last, otherwise the first template."""
        try:
            kept = self.workspace.drafts.load()
        except SetupError as error:
            self.say(error)
            kept = None
        template = self._template((kept.template if kept else None) or _FIRST)
        fresh = self.workspace.draft_from(template, self.profile) if template else Draft("{\n}\n")
        self.open_draft(kept or fresh, fresh.text if template else "", as_it_is=True, is_first=True)

    def open_draft(
        self, draft: Draft, saved_text: str | None = None, *, as_it_is: bool = False, is_first: bool = False
    ) -> None:
        """Puts a draft into the editor, in the shape of the profile's API version unless it is to stay as it is.

        `saved_text` is what it counts as unchanged against. The first one is put there before anything is painted.
        """
        draft = replace(draft, text=laid_out(draft.text))
        draft = draft if as_it_is else self.session.reshaped(draft)
        self.draft = draft
        self.saved_text = draft.text if saved_text is None else saved_text
        self.editor.load(draft.text, draft.headers, is_first=is_first)
        self.query_one(TemplateTree).mark(draft.template)
        self._write_name()
        self.show_situation()

    def current_draft(self) -> Draft:
        """The draft as it stands in the editor now."""
        return replace(self.draft, text=self.editor.text, headers=self.editor.headers)

    def lint_context(self) -> Context:
        """What the draft is checked against: the profile, its visitor, and now."""
        return self.workspace.lint_context(self.draft.action, self.profile, self.visitor, self.upstreams, self.draft)

    def check_schema(self) -> None:
        """Says what is wrong with the profile's own schema, and what is missing from it."""
        try:
            schema = self.workspace.own_schema(self.profile)
        except SetupError as error:
            self.say(error)
        else:
            if schema is not None and schema.absent:
                names = ", ".join(schema.absent)
                self.notify(
                    f"The schema refers to what is not in its file and counts as anything: {names}", markup=False
                )

    def preview(self) -> Exchange | SetupError:
        """What sending the draft now would send, or why it cannot be sent."""
        try:
            return self.workspace.preview(self.current_draft(), self.profile, self.visitor)
        except SetupError as error:
            return error

    def completer(self) -> Completer:
        """What can be written into the draft, for a thread to ask."""
        from edge_tui.lint.completion import complete

        action = self.draft.action
        scopes = self.workspace.seen_scopes()
        schema = self.lint_context().schema
        return partial(complete, action=action, version=action.version(self.profile), scopes=scopes, schema=schema)

    def on_event_editor_changed(self) -> None:
        """Marks an unsaved draft and journals it."""
        self._write_name()
        self.keep_draft()

    def on_template_tree_chosen(self, event: TemplateTree.Chosen) -> None:
        """Loads a template."""
        self.load(self.workspace.draft_from(event.template, self.profile))

    @work
    async def load(self, draft: Draft, *, as_it_is: bool = False) -> None:
        """Puts a draft into the editor; asks before it replaces one that is not saved."""
        if self.editor.is_modified and self.editor.text.strip():
            question = Question(
                "The draft is not saved",
                "It has changes that no template and no exchange holds.",
                {"save": "Save it first", "discard": "Discard", "back": "Back"},
            )
            answer = await self.app.push_screen_wait(question)
            if answer == "save":
                self.action_save_template()
            if answer != "discard":
                return
        self.open_draft(draft, as_it_is=as_it_is)
        self.focus_pane("event")

    @work
    async def action_save_template(self) -> None:
        """Saves the draft as a template of the user's own."""
        from edge_tui.tui.templates.save_form import SaveTemplate

        text = self.editor.text
        body = parse(text)
        if isinstance(body, ParseError) or not isinstance(body, dict):
            self.editor.check()
            self.editor.go_to_parse_error()
            self.notify("Not saved: a template is a JSON object. The draft itself is kept.", severity="error")
            return
        current = self._template(self.draft.template)
        form = SaveTemplate(self.workspace.templates.all(), current, has_changed=self._has_changed_on_disk(current))
        wanted = await self.app.push_screen_wait(form)
        if wanted is None:
            return
        if not await self._may_keep(self.draft, body):
            return
        kept = reshape(body, self.draft.action, ApiVersion.V2)
        template = Template(
            wanted.name, wanted.title, wanted.group, wanted.summary, kept, self.draft.action, Origin.USER
        )
        try:
            self.workspace.templates.save(template, overwrite=True)
        except SetupError as error:
            self.say(error)
            return
        self.draft = replace(self.draft, template=wanted.name, origin="")
        self.saved_text = text
        self.list_templates()
        self.query_one(TemplateTree).mark(wanted.name)
        self._write_name()
        self.keep_draft()
        self.notify(f"Saved as {self.workspace.templates.path(wanted.name)}", markup=False)

    async def _may_keep(self, draft: Draft, body: JsonObject) -> bool:
        """Whether a draft from elsewhere becomes a template, which reads the environment without being asked."""
        names = variables_in(body)
        if not draft.origin or not names:
            return True
        question = Question(
            "Read the environment?",
            f"This event reads {', '.join(names)} from the environment, and it came from {draft.origin}.\n"
            "As a template of yours it is not asked about again.",
            {"back": "Cancel", "save": "Save it"},
            destructive=True,
        )
        return await self.app.push_screen_wait(question) == "save"

    @work
    async def on_template_tree_delete_asked(self, event: TemplateTree.DeleteAsked) -> None:
        """Deletes a template of the user's own, after asking."""
        template = event.template
        if template.origin is Origin.SHIPPED:
            self.notify("A shipped template cannot be deleted; your own of the same name stands before it.")
            return
        question = Question(
            "Delete the template?", f"{template.title} ({template.name}.json)", {"back": "Keep", "delete": "Delete"}
        )
        if await self.app.push_screen_wait(question) != "delete":
            return
        try:
            self.workspace.templates.delete(template.name)
        except SetupError as error:
            self.say(error)
        self.list_templates()

    def _template(self, name: str | None) -> Template | None:
        return next((each for each in self.workspace.templates.all() if each.name == name), None)

    def _write_name(self) -> None:
        template = self._template(self.draft.template)
        self.editor.name_of_draft = template.title.lower() if template else self.draft.template or ""
        self.editor.is_modified = self.editor.text != self.saved_text

    def keep_draft(self) -> None:
        """Journals the draft, off the keystroke's path."""
        draft = self.current_draft()
        self.run_worker(lambda: self._journal(draft), thread=True, group="journal", exclusive=True)

    def keep_draft_now(self) -> None:
        """Journals what the draft has become since it was journalled last, for who leaves at once."""
        if not self.query(EventEditor) or (self.editor.is_looked_through and self.editor.text == self.draft.text):
            return
        with suppress(StorageError):
            self.workspace.drafts.save(self.current_draft())

    def _journal(self, draft: Draft) -> None:
        try:
            self.workspace.drafts.save(draft)
        except StorageError as error:
            self.app.call_from_thread(self.warn_once, str(error))
