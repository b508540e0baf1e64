"""Probing a profile's datastream, as a visitor or as one that is gone afterwards."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import chain, count
from typing import TYPE_CHECKING
from uuid import UUID

from edge_tui.doctor import Check, ProbeResult, event_probes, read_only_probes, run_checks, send_probes
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.profile import Profile
from edge_tui.model.visitor import Visitor
from edge_tui.workspace.sessions import first_identities

if TYPE_CHECKING:
    from edge_tui.store.visitors import VisitorStore
    from edge_tui.workspace.sessions import Sessions

PAGE = "https://shop.example.com/"


@dataclass(frozen=True, slots=True)
class Examination:
    """The probes sent to a profile's datastream so far, and the visitor they were sent as."""

    profile: Profile
    visitor: str
    probed: tuple[ProbeResult, ...]

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks, evaluated from the responses."""
        return run_checks(self.profile, {each.probe.name: each.exchange for each in self.probed})


class Examiner:
    """Sends the doctor's probes; every one of them is in history."""

    def __init__(
        self,
        sessions: "Sessions",
        visitors: "VisitorStore",
        new_uuid: Callable[[], UUID],
        new_visitor_name: Callable[[Iterable[str]], str],
    ) -> None:
        self._sessions = sessions
        self._visitors = visitors
        self._new_uuid = new_uuid
        self._new_visitor_name = new_visitor_name

    async def examine(
        self,
        profile: Profile,
        visitor: str | None = None,
        page: str = PAGE,
        scopes: Sequence[str] = (),
        *,
        send_events: bool = False,
        show: Callable[[Examination], object] = lambda _examination: None,
    ) -> Examination:
        """Asks a datastream as a visitor, or as a new one; `show` gets what is known after each response.

        Raises `SetupError`.
        """
        probes = (*read_only_probes(page, scopes), *(event_probes(page) if send_events else ()))
        async with self._visitor(profile, visitor) as name:
            session = self._sessions.get(profile, name)

            async def send(draft: Draft) -> Exchange:
                return await session.send(session.reshaped(draft))

            def show_results(results: list[ProbeResult]) -> None:
                show(Examination(profile, name, tuple(results)))

            return Examination(profile, name, tuple(await send_probes(probes, send, show_results)))

    @asynccontextmanager
    async def _visitor(self, profile: Profile, visitor: str | None) -> AsyncIterator[str]:
        """A visitor's name; one that nobody named is new, and deleted afterwards."""
        if visitor is not None:
            yield visitor
            return
        name = self._new_visitor_name(chain(["doctor"], (f"doctor {number}" for number in count(2))))
        try:
            if identities := first_identities(profile, self._new_uuid):
                await asyncio.to_thread(self._visitors.save, Visitor(name, identities=identities))
            yield name
        finally:
            # Without a response there is no visitor to delete.
            with suppress(SetupError):
                self._visitors.delete(name)
