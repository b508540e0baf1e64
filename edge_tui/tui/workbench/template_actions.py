"""Lists, searches, saves and deletes templates."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, event_type_in
from edge_tui.model.json.document import JsonObject, ParseError, parse
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import reshape
from edge_tui.model.template import Catalog, Origin, Template, TemplateEntry
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.tui.workbench.draft_editor import DraftEditor
from edge_tui.tui.workbench.drafts import DraftKeeper
from edge_tui.tui.workbench.environment_permissions import EnvironmentPermissions
from edge_tui.tui.workbench.state import WorkbenchState

_MASKED = "Its credentials are masked: a template is a plain file. Put {{env:NAME}} in their place."


class TemplateListing(Protocol):
    """The list of templates in the sidebar."""

    def fill(self, templates: tuple[TemplateEntry, ...]) -> None:
        """Shows these templates."""

    def mark(self, name: str | None) -> None:
        """Marks the template in the editor."""


class TemplateActions:
    """Keeps the list of templates up to date, and saves the draft as one. `journal` saves the draft itself."""

    def __init__(
        self,
        state: WorkbenchState,
        editor: DraftEditor,
        dialogs: Dialogs,
        *,
        listing: TemplateListing,
        drafts: DraftKeeper,
        permissions: EnvironmentPermissions,
        journal: Callable[[], object],
    ) -> None:
        self._state = state
        self._templates = state.workspace.templates
        self._editor = editor
        self._dialogs = dialogs
        self._listing = listing
        self._drafts = drafts
        self._permissions = permissions
        self._journal = journal
        self._stamp: tuple[tuple[str, int], ...] = ()
        state.draft.watch(lambda draft: listing.mark(draft.template))

    def show_first(self) -> bool:
        """Lists the templates before the first frame; False if there are too many for that.

        Then only the built-in ones are listed, and `read` has to follow in a thread.
        """
        if not self._templates.has_many:
            self.show()
            return True
        self._listing.fill(self._templates.shipped())
        return False

    def show(self) -> None:
        """Lists the templates; warns about unreadable files."""
        self.show_catalog(self.read())

    def read(self) -> Catalog:
        """Reads what the list shows. Safe to call in a thread."""
        self._stamp = self._templates.stamp()
        return self._templates.catalog()

    def show_catalog(self, catalog: Catalog) -> None:
        """Lists the templates that were read; warns about unreadable files."""
        self._listing.fill(catalog.entries)
        for path, problem in catalog.broken:
            self._dialogs.notify(f"{path.name}: {problem}", severity="warning")

    def notice_changes(self) -> None:
        """Lists the templates again after a change on disk; tells the user if the draft's own has changed."""
        if self._templates.stamp() == self._stamp:
            return
        self.show()
        template = self._loaded()
        if template is not None and self._has_changed_on_disk(template):
            self._drafts.name_draft()
            self._editor.name_of_draft += " ↻"
            self._dialogs.notify(f"{template.title} has changed on disk. Load it again to update the draft.")

    def _loaded(self) -> Template | None:
        return self._drafts.template(self._state.draft.value.template)

    def _has_changed_on_disk(self, template: Template | None) -> bool:
        """Whether the draft's template has changed since it was loaded."""
        if template is None or template.origin is Origin.SHIPPED:
            return False
        loaded = reshape(parse(self._state.saved_text), template.action, ApiVersion.V2)
        return bool(loaded != reshape(template.body, template.action, ApiVersion.V2))

    def draft_named(self, name: str) -> Draft | None:
        """A draft of a listed template; None, with an error shown, if it has become invalid."""
        try:
            return self.draft_of(self._templates.get(name))
        except SetupError as error:
            self._dialogs.show_error(error)
            return None

    def draft_of(self, template: Template) -> Draft:
        """A draft of a template, converted to the profile's API version."""
        return self._state.workspace.templates.draft_from(template, self._state.profile.value)

    async def browse(self) -> None:
        """Opens the template search, and loads the chosen template."""
        from edge_tui.tui.templates.browser import TemplateBrowser

        chosen = await self._dialogs.open(TemplateBrowser(self._state.workspace))
        self.show()
        self._listing.mark(self._state.draft.value.template)
        if chosen is not None and (draft := self.draft_named(chosen.name)) is not None:
            await self._drafts.load(draft)

    async def save_draft(self) -> None:
        """Saves the draft as a template."""
        from edge_tui.model.credential_text import masked_document

        state, text = self._state, self._editor.text
        body = parse(text)
        if isinstance(body, ParseError) or not isinstance(body, dict):
            self._editor.check()
            self._editor.go_to_parse_error()
            self._dialogs.notify(
                "Not saved: a template must be a JSON object. Your draft is unchanged.", severity="error"
            )
            return
        name = await self._keep(state.draft.value, body, self._loaded())
        if name is None:
            return
        # What was masked isn't saved: the draft still differs from its template.
        state.saved_text = text if masked_document(body) == body else self.draft_of(self._templates.get(name)).text
        state.draft.value = replace(state.draft.value, template=name, origin="")
        self._drafts.name_draft()
        self._journal()

    async def keep(self, draft: Draft) -> bool:
        """Saves a recorded draft as a template, its time and IDs as placeholders; whether it was saved."""
        from edge_tui.model.recorded_event import for_many_sends

        body = parse(draft.text)
        if isinstance(body, ParseError) or not isinstance(body, dict):
            self._dialogs.notify("Not saved: a template must be a JSON object.", severity="error")
            return False
        return await self._keep(draft, for_many_sends(body), None, event_type_in(draft.text) or "") is not None

    async def _keep(self, draft: Draft, body: JsonObject, current: Template | None, subject: str = "") -> str | None:
        """Asks for a name and saves; the name, None if it wasn't saved."""
        from edge_tui.model.credential_text import masked_document
        from edge_tui.tui.templates.save_form import SaveTemplate

        has_changed = self._has_changed_on_disk(current)
        form = SaveTemplate(self._templates.entries(), current, has_changed=has_changed, subject=subject)
        chosen = await self._dialogs.open(form)
        if chosen is None or not await self._permissions.may_keep(draft, body):
            return None
        action = draft.action
        whole = reshape(body, action, ApiVersion.V2)
        kept = {name: masked_document(member, name) for name, member in whole.items()}
        template = Template(chosen.name, chosen.title, chosen.group, chosen.summary, kept, action, Origin.USER)
        try:
            self._templates.save(template, overwrite=True)
        except SetupError as error:
            self._dialogs.show_error(error)
            return None
        self.show()
        saved = f"Saved as {self._templates.path(chosen.name)}"
        self._dialogs.notify(saved if kept == whole else f"{saved}. {_MASKED}")
        return chosen.name

    async def delete(self, template: TemplateEntry) -> None:
        """Deletes one of the user's templates, after asking."""
        if template.origin is Origin.SHIPPED:
            self._dialogs.notify(
                "Built-in templates can't be deleted. Save your own under the same name to override it."
            )
            return
        question = Confirmation(
            "Delete template?",
            f"{template.title} ({template.name}.json)",
            {"back": "Cancel", "delete": "Delete template"},
        )
        if await self._dialogs.confirm(question) != "delete":
            return
        try:
            self._templates.delete(template.name)
        except SetupError as error:
            self._dialogs.show_error(error)
        self.show()
