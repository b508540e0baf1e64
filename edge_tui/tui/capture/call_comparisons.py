"""Compares calls and pages of a visit."""

from edge_tui.model.text import counted
from edge_tui.model.visit import Call
from edge_tui.tui.capture.lines import path_of
from edge_tui.tui.capture.rows import CallRow, PageRow, Row
from edge_tui.tui.capture.selection import Selection
from edge_tui.tui.capture.timeline import Timeline
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.workspace import Workspace

NO_CALL = "Put the cursor on a call first."
MAX_OFFERED = 200


class CallComparisons:
    """Chooses what to compare a row with, and compares."""

    def __init__(self, workspace: Workspace, dialogs: Dialogs, timeline: Timeline, selection: Selection) -> None:
        self._workspace = workspace
        self._dialogs = dialogs
        self._timeline = timeline
        self._selection = selection

    async def compare(self, row: Row | None) -> None:
        """Compares the two selected calls; else a call with the same one of another page, a page with another page."""
        if selected := self._selection.of(self._timeline.all_calls):
            if len(selected) == 1 and isinstance(row, CallRow) and row.key not in self._selection:
                selected.append(row)
            if len(selected) == 2:
                await self._compare_pair(selected[0].call, selected[1].call)
            else:
                self._dialogs.notify(
                    f"{counted(len(selected), 'call')} are selected. Select two; d then compares them."
                )
        elif isinstance(row, PageRow):
            await self._compare_pages(row)
        elif isinstance(row, CallRow):
            await self._compare_calls(row)
        else:
            self._dialogs.notify(NO_CALL)

    async def _compare_pages(self, page: PageRow) -> None:
        others = [each for each in self._timeline.pages if each.number != page.number]
        if not others:
            self._dialogs.notify("This visit has one page only.")
            return
        same = [each for each in others if each.page.url == page.page.url]
        listed = [*same, *(each for each in others if each not in same)]
        choices = {
            str(each.number): (f"{each.number} {path_of(each.page.url)}", counted(each.calls, "call"))
            for each in listed[:MAX_OFFERED]
        }
        title = f"Compare page {page.number} {path_of(page.page.url)} with"
        chosen = next(iter(choices)) if len(choices) == 1 else await self._dialogs.open(Choice(title, choices))
        if chosen is None:
            return
        from edge_tui.tui.capture.page_comparison import PageComparison

        other = next(each for each in listed if str(each.number) == chosen)
        left, right = sorted((page, other), key=lambda each: each.number)
        await self._dialogs.open(PageComparison(self._workspace, self._side(left), self._side(right)))

    def _side(self, page: PageRow) -> tuple[PageRow, list[Call]]:
        return page, [row.call for row in self._timeline.calls_of(page.number)]

    async def _compare_pair(self, one: Call, another: Call) -> None:
        """Compares what the site sent; the responses are a key away."""
        from edge_tui.tui.compare.screen import Compare

        left, right = sorted((one, another), key=lambda each: each.at)
        await self._dialogs.open(Compare(self._workspace, left.exchange, right.exchange, of_requests=True))

    async def _compare_calls(self, row: CallRow) -> None:
        from edge_tui.compare.calls import same_calls

        others = same_calls(row.call, [each.call for each in self._timeline.all_calls])
        if not others:
            self._dialogs.notify("No other page makes this call.")
            return
        choices = {
            each.key: (
                f"page {each.page_number} {path_of(each.page.url) if each.page else ''}",
                f"{each.at.astimezone():%H:%M:%S.%f}"[:-3] + f" · {each.status or each.state}",
            )
            for each in others[:MAX_OFFERED]
        }
        chosen: str | None = next(iter(choices))
        if len(choices) > 1:
            chosen = await self._dialogs.open(Choice("Compare with the same call of", choices))
        other = next((each for each in others if each.key == chosen), None)
        if other is not None:
            await self._compare_pair(row.call, other)
