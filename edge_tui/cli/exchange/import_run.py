"""An import from the command line, up to its exit status."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge_tui.cli.exchange.import_report import left_out_line, read_line, request_table
from edge_tui.cli.exchange.import_target import (
    add_to_history,
    check_targets,
    first_with_event,
    import_visitor_state,
    in_shape,
    joined_bodies,
    read_imports,
    read_source,
    suggest_profile,
    with_chosen,
)
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.streams import has_color, say, write_exact, write_lines
from edge_tui.formats import Imported, Reading
from edge_tui.model.json.document import parse, pretty
from edge_tui.model.placeholders import is_known
from edge_tui.model.request import Action, action_of
from edge_tui.model.trust import placeholders_in

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace


@dataclass(frozen=True)
class ImportRun:
    """What `edge-tui import` was asked for. Without a target, the body of the first request is printed."""

    workspace: "Workspace"
    source: str
    template_name: str | None
    visitor_name: str | None
    is_all: bool
    numbers: tuple[int, ...]
    is_list: bool
    with_action: bool
    into_history: bool
    name: str | None
    api_version: str | None
    allowed: tuple[str, ...]
    overwrite: bool

    def run(self) -> ExitStatus:
        """Reads the text and imports it. Raises `SetupError` when there is nothing to import."""
        check_targets(
            {"--all": self.is_all, "--list": self.is_list},
            {
                "--template": self.template_name,
                "--visitor": self.visitor_name,
                "--history": self.into_history,
                "--request": self.numbers,
            },
        )
        text = read_source(self.source)
        if self.visitor_name:
            say(import_visitor_state(self.workspace, self.visitor_name, text))
        is_for_visitor_only = self.visitor_name is not None and not (self.template_name or self.into_history)
        reading = read_imports(text, may_be_none=is_for_visitor_only)
        if self.is_list:
            write_lines(request_table(reading, color=has_color(self.workspace.environ)))
        elif reading.requests:
            self._import(with_chosen(reading, self.numbers), text)
        return ExitStatus.OK

    def _import(self, reading: Reading, text: str) -> None:
        requests = reading.requests
        first = requests[0] if self.into_history and not self.template_name else first_with_event(reading)
        printed = [each for each in requests if each.draft.text]
        used = requests if self.into_history else printed if self.is_all or self.numbers else [first]
        is_choice_open = len(requests) > 1 and not (self.is_all or self.into_history or self.numbers)
        say(read_line(reading, used, is_first_only=is_choice_open))
        say(left_out_line(reading, used, keeps_state=self.into_history or self.visitor_name is not None))
        if suggestion := suggest_profile(first.profile):
            say(suggestion)
        if placeholders := [each for each in placeholders_in(first.draft) if is_known(each[2:-2])]:
            say(f"Placeholders, filled when it's sent: {', '.join(placeholders)}.")
        if self.template_name:
            self._save_template(self.template_name, first)
        if self.into_history:
            say(add_to_history(self.workspace, reading, self.source, text, self.name))
        told = action_of(parse(first.draft.text)) or Action.INTERACT
        if first.draft.text and first.draft.action is not told and not self.with_action:
            say(f"To send it: edge-tui send - --action {first.draft.action}; or import it with --with-action.")
        if self.is_all or len(self.numbers) > 1:
            write_exact(joined_bodies([self._printed(each) for each in printed]) + "\n")
        elif not (self.template_name or self.visitor_name or self.into_history):
            write_exact(self._printed(first) + "\n")

    def _printed(self, imported: Imported) -> str:
        """The body as text; with its action as a template file, which `send` reads."""
        text = in_shape(imported.draft.text, self.api_version)
        body = parse(text)
        if not self.with_action or not isinstance(body, dict):
            return text
        return pretty({"title": f"{imported.draft.action} request", "action": str(imported.draft.action), "body": body})

    def _save_template(self, name: str, imported: Imported) -> None:
        from edge_tui.cli.exchange.new_template import template_of_draft
        from edge_tui.cli.exchange.permission import check_kept

        template = template_of_draft(name, imported.draft, {})
        check_kept(template.body, self.allowed)
        self.workspace.templates.save(template, overwrite=self.overwrite)
        say(f"Saved {self.workspace.templates.path(name)}.")
