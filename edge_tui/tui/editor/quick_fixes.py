"""From finding to finding, and what mends them."""

from edge_tui.lint.fixes import apply_fix
from edge_tui.model.finding import Finding
from edge_tui.model.positions import Positions
from edge_tui.tui.editor.findings import Findings
from edge_tui.tui.editor.linting import Inspecting


class QuickFixes(Inspecting):
    """Goes to places of the draft, in whichever tab they are, and carries out suggestions."""

    def go_to_parse_error(self) -> None:
        """Puts the cursor where the text stops being JSON."""
        if self.parse_error is not None:
            self._go_to(self.parse_error.line, self.parse_error.column)

    def _go_to(self, line: int, column: int) -> None:
        if self._tabs.active != "draft-event":
            self._tabs.active = "draft-event"
            self.call_after_refresh(self.area.go_to, line, column)
        else:
            self.area.go_to(line, column)

    def go_to_finding(self, index: int) -> None:
        """Puts the cursor where a finding is."""
        if index < len(self.findings):
            finding = self.findings[index]
            part = self._parts.get(self._tabs.active)
            place = part.place_of(finding) if part else None
            if part and place:
                part.area.go_to(*place)
            else:
                self._go_to(finding.line, finding.column)
            self.query_one(Findings).highlight(index)

    def on_findings_chosen(self, event: Findings.Chosen) -> None:
        """Goes to the place of a finding."""
        event.stop()
        self.go_to_finding(event.index)

    def on_findings_fix_asked(self, event: Findings.FixAsked) -> None:
        """Mends a finding."""
        event.stop()
        self._fix(self.findings[event.index])

    def action_next_finding(self, step: int) -> None:
        """Goes to the next or the previous finding, round and round."""
        if not self.findings:
            self.notify("Nothing to find fault with.", timeout=2)
            return
        here = self._cursor_place
        places = [(finding.line, finding.column) for finding in self.findings]
        if step > 0:
            index = next((i for i, place in enumerate(places) if place > here), 0)
        else:
            index = next((i for i in reversed(range(len(places))) if places[i] < here), len(places) - 1)
        self.go_to_finding(index)

    @property
    def _cursor_place(self) -> tuple[int, int]:
        """Line and column of the cursor in the event, counted from 1, in whichever tab it is."""
        part = self._parts.get(self._tabs.active)
        return (part.cursor_place if part else None) or self.area.place_of_offset(self.area.cursor_offset_in_text)

    def action_fix(self) -> None:
        """Mends what is wrong on the cursor's line; elsewhere it goes to the next thing that can be mended."""
        line = self._cursor_place[0]
        mendable = [(i, finding) for i, finding in enumerate(self.findings) if finding.suggestion]
        here = [(i, finding) for i, finding in mendable if finding.line == line]
        if here:
            self._fix(here[0][1])
        elif mendable:
            index, finding = next(((i, each) for i, each in mendable if each.line > line), mendable[0])
            self.go_to_finding(index)
            assert finding.suggestion is not None
            self.notify(f"f12 again: {finding.suggestion.title}", timeout=3, markup=False)
        else:
            self.notify("No finding here has a fix of its own.", timeout=2)

    def _fix(self, finding: Finding) -> None:
        if finding.suggestion is None:
            self.notify("This one has to be mended by hand.", timeout=2)
            return
        mended = apply_fix(self.text, finding.suggestion)
        if mended == self.text:
            self.notify("The text has changed: that no longer applies.", severity="warning")
            return
        self.area.set_text_minimal(mended)
        self.check()
        self.notify(f"Done: {finding.suggestion.title}. ctrl+z takes it back.", timeout=3, markup=False)

    def go_to_pointer(self, pointer: str) -> bool:
        """Puts the cursor to what a JSON pointer leads to; False where it leads to nothing."""
        positions = Positions(self.text)
        member, value = positions.member(pointer), positions.value(pointer)
        span = member.whole if member else value
        if span is None:
            return False
        self._go_to(*self.area.place_of_offset(span.start))
        return True
