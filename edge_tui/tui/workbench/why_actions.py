"""Explains why there is nothing, and tries the same event in other ways when asked to."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import count

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.json.document import JsonValue, ParseError, at, parse, pretty, put
from edge_tui.model.node import Node
from edge_tui.model.profile import Profile
from edge_tui.outline.ladder import Ladder
from edge_tui.outline.why import OVERRIDES, Evidence, has_overrides, scope_of, why_nothing
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.workbench.sender import Sender
from edge_tui.tui.workbench.state import WorkbenchState
from edge_tui.workspace.decided_scopes import decided_scopes


class WhyActions:
    """Climbs the ladder of checks for a scope or for the whole response; `show` shows it."""

    def __init__(
        self, state: WorkbenchState, dialogs: Dialogs, *, sender: Sender, show: Callable[[Ladder], object]
    ) -> None:
        self._state = state
        self._dialogs = dialogs
        self._sender = sender
        self._show = show
        self._ladder: Ladder | None = None
        self._asked: tuple[Exchange, str] | None = None

    async def explain(self, node: Node | None) -> None:
        """Explains why there is nothing for the scope of a node; asked again, sends the event in other ways."""
        exchange = self._state.exchange.value
        if exchange is None:
            self._dialogs.notify("Send an event first, then ask why something is missing.")
            return
        scope = scope_of(node)
        is_again = self._asked == (exchange, scope) and self._ladder is not None and self._ladder.can_try
        evidence = await self._evidence(exchange)
        if is_again:
            try:
                evidence = await self._tried(exchange, evidence)
            except SetupError as error:
                self._dialogs.show_error(error)
        self._asked = exchange, scope
        self._ladder = why_nothing(exchange, scope, evidence, self._state.workspace.clock())
        self._show(self._ladder)

    async def _evidence(self, exchange: Exchange) -> Evidence:
        services: tuple[str, ...] = ()
        with suppress(SetupError):
            services = self._state.workspace.emulator.upstreams(self._profile_of(exchange))
        return Evidence(
            services,
            await self._dialogs.keys_wait_for(asyncio.to_thread(decided_scopes, self._state.workspace.history)),
        )

    def _profile_of(self, exchange: Exchange) -> Profile:
        current = self._state.profile.value
        if current.name == exchange.profile_name:
            return current
        return self._state.workspace.profiles.get(exchange.profile_name)

    async def _tried(self, exchange: Exchange, evidence: Evidence) -> Evidence:
        """The evidence with the same event sent as a new visitor, and without overrides if it has some."""
        profile = self._profile_of(exchange)
        if not await self._sender.may_send(profile):
            return evidence
        draft = await self._sender.permitted(exchange.draft, [profile])
        if draft is None:
            return evidence
        try:
            if has_overrides(exchange):
                plain = replace(profile, config_overrides={})
                session = self._state.workspace.sessions.get(plain, exchange.visitor)
                evidence = replace(evidence, without_overrides=await session.send(without_overrides(draft)))
            return replace(evidence, as_new_visitor=await self._send_as_new(profile, draft))
        finally:
            self._state.sent.happened()

    async def _send_as_new(self, profile: Profile, draft: Draft) -> Exchange:
        """Sends as a visitor that is gone afterwards."""
        workspace = self._state.workspace
        name = workspace.new_visitor_name(f"new visitor {number}" for number in count(1))
        try:
            return await workspace.sessions.get(profile, name).send(without_identity(draft))
        finally:
            # Without a response there is no visitor to delete.
            with suppress(SetupError):
                workspace.visitors.delete(name)


def without_overrides(draft: Draft) -> Draft:
    """The draft without overrides of the datastream."""
    document = parse(draft.text)
    if isinstance(document, ParseError) or at(document, OVERRIDES) is None:
        return draft
    meta = {name: value for name, value in document["meta"].items() if name != "configOverrides"}
    return replace(draft, text=pretty({**document, "meta": meta}))


def without_identity(draft: Draft) -> Draft:
    """The draft without the ECIDs in its identity maps, which would make any visitor a known one."""
    document = parse(draft.text)
    if isinstance(document, ParseError):
        return draft
    events = at(document, "/events")
    places = ["/xdm", "/event/xdm", *(f"/events/{index}/xdm" for index in range(len(events or ())))]
    changed: JsonValue = document
    for place in places:
        pointer = f"{place}/identityMap"
        identities = at(changed, pointer)
        if isinstance(identities, dict) and "ECID" in identities:
            changed = put(changed, pointer, {name: ids for name, ids in identities.items() if name != "ECID"})
    return draft if changed is document else replace(draft, text=pretty(changed))
