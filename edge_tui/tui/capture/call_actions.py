"""Acts on the calls of a visit: edits, saves, deletes them, and makes a visitor of their cookies."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.node import Node
from edge_tui.model.origin import SentTo, Source
from edge_tui.model.profile import Profile
from edge_tui.model.text import short_datastream, visible
from edge_tui.model.visit import VisitFinding
from edge_tui.recording.sdks import host_of
from edge_tui.tui.capture.call_comparisons import MAX_OFFERED, NO_CALL, CallComparisons
from edge_tui.tui.capture.call_exports import CallExports
from edge_tui.tui.capture.expectation import expectation_for, is_counted_in_part, option_for
from edge_tui.tui.capture.feed import FeedState, Look
from edge_tui.tui.capture.left import Left
from edge_tui.tui.capture.rows import CallRow, PageRow, Row
from edge_tui.tui.capture.selection import Selection
from edge_tui.tui.capture.timeline import Timeline
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.workspace import Workspace
from edge_tui.workspace.live_rewriting import LiveRewriting


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
        self.comparisons = CallComparisons(workspace, dialogs, timeline, selection)
        self.exports = CallExports(dialogs, timeline, selection, new_uuid=workspace.new_uuid, copy=copy)

    async def choose(
        self, row: Row | None, node: Node | None, look: Look | None, rewriting: LiveRewriting | None = None
    ) -> Left | None:
        """Offers the actions on a row, and runs the chosen one; what is to be done on the workbench, if anything."""
        if row is None:
            return None
        steps = self._steps(row, node, look, can_change=rewriting is not None)
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
            self.expect(row, look)
        elif chosen == "visitor":
            await self.new_visitor()
        elif chosen == "rules":
            await self.change_rules(look, rewriting)
        elif chosen == "template":
            await self.save_template(row)
        elif chosen == "compare":
            await self.comparisons.compare(row)
        elif chosen == "export":
            await self.exports.export(row, look)
        elif chosen == "delete":
            await self.delete(row)
        elif chosen == "id" and isinstance(row, CallRow):
            self._copy(row.exchange.request_id)
            self._dialogs.notify("Copied the request ID.", timeout=2)

    def _steps(self, row: Row, node: Node | None, look: Look | None, *, can_change: bool) -> dict[str, _Step]:
        steps: dict[str, _Step] = {}
        if node is not None:
            steps["value"] = _Step("Copy value", "", "y")
        if isinstance(row, CallRow):
            steps |= {
                "draft": _Step("Edit and send elsewhere", "as a draft", "o"),
                "show": _Step("Show on the workbench", "with its response"),
                "template": _Step("Save as template", "", "f3"),
                "compare": _Step("Compare", "with another page", "d"),
                "expect": _Step("Copy an expectation", "for capture in CI", "A"),
                "id": _Step("Copy the request ID", "for Assurance or logs"),
                "delete": _Step("Delete", "from history too", "del"),
            }
        elif isinstance(row, PageRow):
            steps |= {
                "compare": _Step("Compare with another page", "call by call", "d"),
                "expect": _Step("Copy an expectation", "of its number of calls", "A"),
            }
        else:
            steps["expect"] = _Step("Copy an expectation", "that no call is made", "A")
        steps["export"] = _Step("Export calls", "HAR, CSV and more", "x")
        steps["visitor"] = _Step("New visitor", "with its cookies", "a")
        if can_change:
            steps["rules"] = _Step("Rules", "send elsewhere, faults", "W")
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
        # Those that differ in the gateway alone come first.
        offered = sorted(profiles, key=lambda each: each.datastream_id != datastream)[:MAX_OFFERED]
        choices = {
            str(index): (each.name, f"{each.environment_name} · {each.host} · {short_datastream(each.datastream_id)}")
            for index, each in enumerate(offered)
        }
        chosen = await self._dialogs.open(Choice(_no_profile_for(exchange, offered), choices))
        return offered[int(chosen)] if chosen is not None else None

    def _exchange(self, row: Row | None) -> Exchange | None:
        if isinstance(row, CallRow):
            return row.exchange
        self._dialogs.notify(NO_CALL)
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
        found = await self._dialogs.keys_wait_for(asyncio.to_thread(self._visitor_of, [row.exchange for row in calls]))
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

    # Expectations, deletion, rules.

    def expect(self, row: Row | None, look: Look | None) -> None:
        """Copies an expectation of the call, the page or the command as an option of the command line."""
        if row is None or look is None:
            self._dialogs.notify(NO_CALL)
            return
        expectation = expectation_for(row, look.visit)
        if not expectation:
            self._dialogs.notify("These calls name no page that an expectation could name. Choose one of the calls.")
            return
        option = option_for(expectation)
        self._copy(option)
        is_in_part = is_counted_in_part(row, look.visit)
        why = " Earlier calls of this page are in history only: once the recording has ended, all are counted."
        self._dialogs.notify(f"Copied {option}{why if is_in_part else ''}")

    def expect_no(self, finding: VisitFinding) -> None:
        """Copies the expectation of no finding of this kind."""
        option = option_for(f"no finding:{finding.check}")
        self._copy(option)
        self._dialogs.notify(f"Copied {option}: this visit doesn't meet it.")

    @property
    def selected(self) -> list[CallRow]:
        """The selected calls, in the order of the visit."""
        return self._selection.of(self._timeline.all_calls)

    async def delete(self, row: Row | None) -> None:
        """Deletes the selected calls, or the call, after asking."""
        calls = self.selected or ([row] if isinstance(row, CallRow) else [])
        if not calls:
            self._dialogs.notify(NO_CALL)
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
            await self._dialogs.keys_wait_for(asyncio.to_thread(self._delete, keys))
        except SetupError as error:
            self._dialogs.show_error(error)
        else:
            self._selection.drop(keys)

    async def change_rules(self, look: Look | None, rewriting: LiveRewriting | None) -> None:
        """Changes the rules of a recording that goes on; of another, shows those that it had."""
        if rewriting is not None:
            from edge_tui.tui.capture.rules_sheet import RulesSheet

            own = await self._dialogs.keys_wait_for(
                asyncio.to_thread(_own_places, [row.exchange for row in self._timeline.all_calls])
            )
            await self._dialogs.open(RulesSheet(rewriting, own, self._workspace.environ))
            return
        rules = look.rules_on if look else ()
        text = "\n".join(rules) or (_why_fixed(look) if look and look.is_live else "No rule changed what passed.")
        await self._dialogs.confirm(Confirmation("Rules", text, {"back": "Close"}))


def _why_fixed(look: Look) -> str:
    """Why a recording that goes on has no rules."""
    if look.state is FeedState.STARTING:
        return "The browser is still starting. Try again once it is there."
    if look.visit.recording.source is Source.FIREFOX:
        return "Rules need Chrome, Chromium, Edge or Brave: nothing that passes Firefox can be changed."
    return (
        "This visit is recorded untouched, so nothing that passes is changed. Record it again without that for rules."
    )


def _no_profile_for(exchange: Exchange, profiles: Sequence[Profile]) -> str:
    """What no profile has: the datastream, or its gateway."""
    datastream = exchange.request.datastream_id
    if not datastream:
        return "Send with"
    short = visible(short_datastream(datastream))
    if any(each.datastream_id == datastream for each in profiles):
        return f"No profile for {short} at {visible(host_of(exchange.request.url))}. Send with"
    return f"No profile for the datastream {short}. Send with"


def _own_places(exchanges: Sequence[Exchange]) -> tuple[SentTo, ...]:
    """Where the site itself sends, the most used first."""
    counts = Counter(
        SentTo(host_of(each.request.url), each.request.datastream_id)
        for each in exchanges
        if each.request.datastream_id and not (each.origin is not None and each.origin.changed)
    )
    return tuple(place for place, _ in counts.most_common())
