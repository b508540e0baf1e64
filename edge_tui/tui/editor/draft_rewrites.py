"""Rewrites the draft as one undoable edit: formatted, converted, or with a fix."""

from collections.abc import Callable
from typing import Protocol

from edge_tui.lint.fixes import apply_fix
from edge_tui.model.errors import SetupError
from edge_tui.model.finding import Finding
from edge_tui.model.json.document import JsonValue, ParseError, parse, pretty
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import converted, shape_of
from edge_tui.tui.editor.json_editor import JsonEditor
from edge_tui.tui.editor.quick_fixes import fix_on_line, next_fix

_SECONDS = 3.0


class Toasts(Protocol):
    """What shows a toast; a fix's title may have the event's own words, which are no markup."""

    def __call__(
        self, words: str, *, timeout: float | None = None, severity: str = "information", markup: bool = False
    ) -> object:
        """Shows the words, for `timeout` seconds."""


class DraftRewrites:
    """Works on the whole event, whichever tab is open.

    `check` lints the text at once, `go_to_parse_error` and `go_to_finding` move the cursor.
    """

    def __init__(
        self,
        area: JsonEditor,
        *,
        check: Callable[[], ParseError | None],
        go_to_parse_error: Callable[[], None],
        go_to_finding: Callable[[int], None],
        notify: Toasts,
    ) -> None:
        self._area = area
        self._check = check
        self._go_to_parse_error = go_to_parse_error
        self._go_to_finding = go_to_finding
        self._notify = notify

    def replace(self, text: str) -> None:
        """Replaces the text, and goes to its start."""
        self._area.set_text_minimal(text)
        self._area.move_cursor((0, 0))
        self._check()

    def format(self) -> None:
        """Formats the JSON; on a parse error goes there instead."""
        document = self._document()
        if isinstance(document, ParseError):
            return
        text = pretty(document)
        if text == self._area.text:
            self._notify("The JSON is already formatted.", timeout=_SECONDS)
        self.replace(text)

    def convert(self) -> None:
        """Converts the event to the other API version; on a parse error goes there instead."""
        document = self._document()
        if isinstance(document, ParseError):
            return
        version = ApiVersion.V1 if shape_of(document) is ApiVersion.V2 else ApiVersion.V2
        try:
            self.replace(pretty(converted(document, version)))
        except SetupError as error:
            self._notify(f"{error.what}\n{error.how}", severity="warning")
        else:
            self._notify(f"Converted to API {version} (ctrl+z undoes).", timeout=_SECONDS)

    def _document(self) -> JsonValue | ParseError:
        document = parse(self._area.text)
        if isinstance(document, ParseError):
            self._check()
            self._go_to_parse_error()
        return document

    def fix_at(self, findings: tuple[Finding, ...], line: int) -> None:
        """Applies the fix on a line, or goes to the next finding with a fix."""
        if (here := fix_on_line(findings, line)) is not None:
            self.fix(findings[here])
        elif (below := next_fix(findings, line)) is not None:
            self._go_to_finding(below)
            suggestion = findings[below].suggestion
            assert suggestion is not None
            self._notify(f"Press f12 again: {suggestion.title}", timeout=_SECONDS)
        else:
            self._notify("No automatic fixes here.", timeout=2)

    def fix(self, finding: Finding) -> None:
        """Applies a finding's fix to the text as it is now."""
        if finding.suggestion is None:
            self._notify("No automatic fix for this one.", timeout=2)
            return
        fixed = apply_fix(self._area.text, finding.suggestion)
        if fixed == self._area.text:
            self._notify("The event has changed; that fix no longer applies.", severity="warning")
            return
        self._area.set_text_minimal(fixed)
        self._check()
        self._notify(f"Fixed: {finding.suggestion.title} (ctrl+z undoes).", timeout=_SECONDS)
