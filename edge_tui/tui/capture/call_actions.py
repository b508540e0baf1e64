"""Acts on the calls of a visit: edits, saves, compares, exports them, and makes a visitor of their cookies."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.node import Node
from edge_tui.model.profile import Profile
from edge_tui.model.visit import Call, VisitFinding
from edge_tui.tui.capture.expectation import expectation_for, option_for
from edge_tui.tui.capture.feed import Look
from edge_tui.tui.capture.left import Left
from edge_tui.tui.capture.lines import path_of
from edge_tui.tui.capture.rows import CallRow, PageRow, Row
from edge_tui.tui.capture.selection import Selection
from edge_tui.tui.capture.timeline import Timeline
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.workspace import Workspace
from edge_tui.workspace.live_rewriting import LiveRewriting

if TYPE_CHECKING:
    from edge_tui.tui.history.export import WholeFormat

_NO_CALL = "Select a call first."
_MAX_OFFERED = 200
_FIXED = (
    "Nothing that passes can be changed here: the browser is still starting, it is Firefox, or the page is to stay "
    "untouched."
)


class Host(Protocol):
    """What the workbench does for the Capture screen."""

    async def save_template(self, draft: Draft) -> bool:
        """Saves a draft as a template, after asking for its name; whether it was saved."""

    def use_visitor(self, name: str) -> None:
        """Sends as a visitor from now on."""


@dataclass(frozen=True, slots=True)
class _Step:
    words: str
    hint: str
    key: str = ""


class CallActions:
    """Every action on the row under the cursor, or on the calls that are selected.

    `copy` puts a text on the clipboard, `delete` deletes calls by their keys, in a thread.
    """

    def __init__(
        self,
        workspace: Workspace,
        dialogs: Dialogs,
        timeline: Timeline,
        host: Host,
        *,
        selection: Selection,
        copy: Callable[[str], object],
        delete: Callable[[tuple[str, ...]], object],
    ) -> None:
        self._workspace = workspace
        self._dialogs = dialogs
        self._timeline = timeline
        self._host = host
        self._copy = copy
        self._selection = selection
        self._delete = delete

    async def choose(
        self, row: Row | None, node: Node | None, look: Look | None, rewriting: LiveRewriting | None = None
    ) -> Left | None:
        """Offers the actions on a row, and runs the chosen one; what is to be done on the workbench, if anything."""
        if row is None:
            return None
        steps = self._steps(row, node, look)
        title = f"{node.label} {node.value}" if node else row.facts.what if not isinstance(row, PageRow) else "Page"
        shown = {name: (step.words, " · ".join(filter(None, (step.key, step.hint)))) for name, step in steps.items()}
        chosen = await self._dialogs.open(Choice(title, shown))
        if chosen == "value" and node is not None:
            self._copy(str(node.value))
        elif chosen == "show" and isinstance(row, CallRow):
            return Left("show", row.exchange)
        elif chosen == "draft":
            return await self.edit(row)
        elif chosen is not None:
            await self._run(chosen, row, look, rewriting)
        return None

    async def _run(self, chosen: str, row: Row, look: Look | None, rewriting: LiveRewriting | None) -> None:
        if chosen == "expect":
            self.expect(row)
        elif chosen == "visitor":
            await self.new_visitor()
        elif chosen == "rules":
            await self.change_rules(look, rewriting)
        elif chosen == "template":
            await self.save_template(row)
        elif chosen == "compare":
            await self.compare(row)
        elif chosen == "export":
            await self.export(row, look)
        elif chosen == "delete":
            await self.delete(row)
        elif chosen == "id" and isinstance(row, CallRow):
            self._copy(row.exchange.request_id)
            self._dialogs.notify("Copied the request ID.", timeout=2)

    def _steps(self, row: Row, node: Node | None, look: Look | None) -> dict[str, _Step]:
        steps: dict[str, _Step] = {}
        if node is not None:
            steps["value"] = _Step("Copy value", "", "y")
        if isinstance(row, CallRow):
            steps |= {
                "draft": _Step("Edit and send elsewhere", "opens the event as a draft", "o"),
                "show": _Step("Show on the workbench", "with its response"),
                "template": _Step("Save as template", "", "f3"),
                "compare": _Step("Compare", "with the same call of another page", "d"),
                "expect": _Step("Copy an expectation", "for edge-tui capture in CI", "A"),
                "id": _Step("Copy the request ID", "to look it up in Assurance or logs"),
                "delete": _Step("Delete", "from the recording and from history", "del"),
            }
        elif isinstance(row, PageRow):
            steps["compare"] = _Step("Compare with another page", "call by call", "d")
        steps["export"] = _Step("Export calls", "HAR, CSV and more", "x")
        steps["visitor"] = _Step("New visitor from the recording", "with the cookies that it was left with", "a")
        if look is not None and look.is_live:
            steps["rules"] = _Step("Rules", "send calls elsewhere, make up offers and faults", "W")
        elif look is not None and look.visit.recording.rules:
            steps["rules"] = _Step("Show the rules", "", "W")
        return steps

    # Edit and send elsewhere.

    async def edit(self, row: Row | None) -> Left | None:
        """Asks for a profile unless one fits the call's gateway and datastream; the draft to open."""
        exchange = self._exchange(row)
        if exchange is None:
            return None
        if not exchange.draft.text.strip():
            self._dialogs.notify("The source didn't record the body of this request.", severity="warning")
            return None
        try:
            profiles = self._workspace.profiles.usable()
        except SetupError as error:
            self._dialogs.show_error(error)
            return None
        fitting = next(
            (each for each in profiles if exchange.profile_name and each.name == exchange.profile_name), None
        )
        profile = fitting or await self._ask_for_profile(exchange, profiles)
        return Left("draft", exchange, profile) if profile is not None else None

    async def _ask_for_profile(self, exchange: Exchange, profiles: Sequence[Profile]) -> Profile | None:
        datastream = exchange.request.datastream_id
        choices = {
            str(index): (each.name, f"{each.environment_name} · {each.host} · {each.datastream_id[:8]}")
            for index, each in enumerate(profiles[:_MAX_OFFERED])
        }
        title = f"No profile has the datastream …{datastream[-4:]}. Send with" if datastream else "Send with"
        chosen = await self._dialogs.open(Choice(title, choices))
        return profiles[int(chosen)] if chosen is not None else None

    def _exchange(self, row: Row | None) -> Exchange | None:
        if isinstance(row, CallRow):
            return row.exchange
        self._dialogs.notify(_NO_CALL)
        return None

    async def save_template(self, row: Row | None) -> None:
        """Saves the event of each selected call as a template, or that of the call; a canceled one is the last."""
        if selected := self.selected:
            for each in selected:
                if not await self._host.save_template(each.exchange.draft):
                    return
        elif (exchange := self._exchange(row)) is not None:
            await self._host.save_template(exchange.draft)

    async def new_visitor(self) -> None:
        """Makes a visitor with the state that the site's visitor has after the calls shown, and sends as it."""
        calls = self._timeline.all_calls
        found = await asyncio.to_thread(self._visitor_of, [row.exchange for row in calls])
        if found is None:
            self._dialogs.notify("The recording has no Edge cookies or state entries.", severity="warning")
            return
        name, words = found
        self._host.use_visitor(name)
        self._dialogs.notify(f"Switched to new visitor {name}. {words}")

    def _visitor_of(self, exchanges: Sequence[Exchange]) -> tuple[str, str] | None:
        from edge_tui.formats.incoming import import_request
        from edge_tui.formats.visitor_cookies import read_requested
        from edge_tui.model.visitor import Visitor

        workspace = self._workspace
        imported = [
            replace(read, sent_at=each.sent_at)
            for each in exchanges
            if (read := import_request(each.request.url, list(each.request.headers), each.request.body, each.response))
        ]
        taken = workspace.visitors.names()
        base = (exchanges[0].visitor if exchanges else "") or "recorded"
        names = [base, *(f"{base}-{number}" for number in range(2, 10_000))]
        visitor = Visitor(next(name for name in names if name not in taken))
        found = read_requested(imported, visitor, workspace.clock())
        if not found.kept:
            return None
        workspace.visitors.add(found.visitor)
        return visitor.name, found.words()

    # Compare.

    async def compare(self, row: Row | None) -> None:
        """Compares the two selected calls; else a call with the same one of another page, a page with another page."""
        if selected := self.selected:
            if len(selected) == 1 and isinstance(row, CallRow) and row.key not in self._selection:
                selected.append(row)
            if len(selected) == 2:
                await self._compare_pair(selected[0].call, selected[1].call)
            else:
                self._dialogs.notify(f"{len(selected)} calls are selected. Select two; d then compares them.")
        elif isinstance(row, PageRow):
            await self._compare_pages(row)
        elif isinstance(row, CallRow):
            await self._compare_calls(row)
        else:
            self._dialogs.notify(_NO_CALL)

    async def _compare_pages(self, page: PageRow) -> None:
        others = [each for each in self._timeline.pages if each.number != page.number]
        if not others:
            self._dialogs.notify("This visit has one page only.")
            return
        same = [each for each in others if each.page.url == page.page.url]
        listed = [*same, *(each for each in others if each not in same)]
        choices = {
            str(each.number): (f"{each.number} {path_of(each.page.url)}", f"{each.calls} calls")
            for each in listed[:_MAX_OFFERED]
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
        from edge_tui.tui.compare.screen import Compare

        left, right = sorted((one, another), key=lambda each: each.at)
        await self._dialogs.open(Compare(self._workspace, left.exchange, right.exchange))

    async def _compare_calls(self, row: CallRow) -> None:
        from edge_tui.compare.calls import same_calls

        others = same_calls(row.call, [each.call for each in self._timeline.all_calls])
        if not others:
            self._dialogs.notify("No other page makes this call.")
            return
        choices = {
            each.key: (
                f"page {each.page_number} {path_of(each.page.url) if each.page else ''}",
                f"{each.at.astimezone():%H:%M:%S} · {each.status or each.state}",
            )
            for each in others[:_MAX_OFFERED]
        }
        chosen: str | None = next(iter(choices))
        if len(choices) > 1:
            chosen = await self._dialogs.open(Choice("Compare with the same call of", choices))
        other = next((each for each in others if each.key == chosen), None)
        if other is not None:
            await self._compare_pair(row.call, other)

    # Expectations, export, rules.

    def expect(self, row: Row | None) -> None:
        """Copies an expectation of the call as an option of the command line."""
        if not isinstance(row, CallRow):
            self._dialogs.notify(_NO_CALL)
            return
        on_page = [each.call for each in self._timeline.calls_of(row.number)]
        option = option_for(expectation_for(row.call, on_page))
        self._copy(option)
        self._dialogs.notify(f"Copied {option}")

    async def export(self, row: Row | None, look: Look | None = None) -> None:
        """Exports the selected calls; without any, asks which."""
        from edge_tui.tui.history.export import Export

        sets = self._sets(row)
        if not sets:
            self._dialogs.notify("There is no call to export yet.")
            return
        choices = {
            name: (words, f"{len(calls)} call{'' if len(calls) == 1 else 's'}") for name, (words, calls) in sets.items()
        }
        chosen = next(iter(sets)) if len(sets) == 1 else await self._dialogs.open(Choice("Export", choices))
        if chosen is not None:
            exchanges = [each.exchange for each in sets[chosen][1]]
            wholes = _whole_formats(look.findings if look else ())
            await Export(self._dialogs, self._workspace.new_uuid, self._copy, wholes).export(exchanges)

    def _sets(self, row: Row | None) -> dict[str, tuple[str, Sequence[CallRow]]]:
        timeline = self._timeline
        if selected := self.selected:
            return {"selected": ("The selected calls", selected)}
        sets: dict[str, tuple[str, Sequence[CallRow]]] = {}
        if isinstance(row, CallRow):
            sets["call"] = ("This call", [row])
        if row is not None and (on_page := timeline.calls_of(row.number)):
            sets["page"] = ("The calls of this page", on_page)
        if timeline.is_narrowed and timeline.calls:
            sets["shown"] = ("The calls that match the filter", timeline.calls)
        if timeline.all_calls:
            sets["all"] = ("All calls", timeline.all_calls)
        return sets

    @property
    def selected(self) -> list[CallRow]:
        """The selected calls, in the order of the visit."""
        return self._selection.of(self._timeline.all_calls)

    async def delete(self, row: Row | None) -> None:
        """Deletes the selected calls, or the call, after asking."""
        calls = self.selected or ([row] if isinstance(row, CallRow) else [])
        if not calls:
            self._dialogs.notify(_NO_CALL)
            return
        subject = f"{len(calls)} calls" if len(calls) > 1 else f"{calls[0].facts.action} · {calls[0].facts.what}"
        question = Confirmation(
            "Delete from the recording?",
            f"{subject}, permanently: from history too.",
            {"back": "Keep", "delete": "Delete"},
            destructive=True,
        )
        if await self._dialogs.confirm(question) != "delete":
            return
        keys = tuple(call.key for call in calls)
        try:
            await asyncio.to_thread(self._delete, keys)
        except SetupError as error:
            self._dialogs.show_error(error)
        else:
            self._selection.drop(keys)

    async def change_rules(self, look: Look | None, rewriting: LiveRewriting | None) -> None:
        """Changes the rules of a recording that goes on; of another, shows those that it had."""
        if rewriting is not None:
            from edge_tui.tui.capture.rules_sheet import RulesSheet

            own = await asyncio.to_thread(_own_datastreams, [row.exchange for row in self._timeline.all_calls])
            await self._dialogs.open(RulesSheet(rewriting, own, self._workspace.environ))
            return
        rules = look.rules_on if look else ()
        text = "\n".join(rules) or (_FIXED if look is not None and look.is_live else "No rule changed what passed.")
        await self._dialogs.confirm(Confirmation("Rules", text, {"back": "Close"}))


def _own_datastreams(exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    """The datastreams that the site itself sends to, the most used first."""
    counts = Counter(
        each.request.datastream_id for each in exchanges if not (each.origin is not None and each.origin.changed)
    )
    counts.pop("", None)
    return tuple(name for name, _ in counts.most_common())


def _whole_formats(findings: Sequence[VisitFinding]) -> "dict[str, WholeFormat]":
    """An archive, a table of events, and an array of calls with what was found about them."""
    from edge_tui.formats.export import export
    from edge_tui.formats.visit_table import render_table
    from edge_tui.outline.call_json import render_calls
    from edge_tui.tui.history.export import WholeFormat

    def table(exchanges: Sequence[Exchange]) -> str:
        return render_table(map(Call, exchanges))

    def array(exchanges: Sequence[Exchange]) -> str:
        return render_calls(map(Call, exchanges), findings)

    return {
        "har": WholeFormat("HAR", ".har", "for a browser's DevTools, Charles or Postman", partial(export, "har")),
        "csv": WholeFormat("CSV", ".csv", "a row for each event", table),
        "json": WholeFormat("JSON", ".json", "with what was found", array),
    }
