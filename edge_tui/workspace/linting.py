"""Drafts before they are sent: checks and previews them."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.json.document import ParseError, parse
from edge_tui.model.profile import ApiVersion, Authentication, Profile
from edge_tui.model.request import Action, shape_of
from edge_tui.model.trust import trusted
from edge_tui.model.visitor import DEFAULT_VISITOR

if TYPE_CHECKING:
    from edge_tui.lint import Context
    from edge_tui.lint.own_schema import OwnSchema
    from edge_tui.model.finding import Finding
    from edge_tui.store.history import History
    from edge_tui.workspace.emulator_control import EmulatorControl
    from edge_tui.workspace.permissions import Permissions
    from edge_tui.workspace.sessions import Sessions

# The exchanges to search for decision scopes.
_MAX_EXCHANGES_SEARCHED = 50
_MAX_SCHEMA_MB = 128

_FIXED_UUID = UUID(int=0, version=4)


class Linting:
    """Lints drafts, and previews their requests."""

    def __init__(
        self,
        sessions: "Sessions",
        emulator: "EmulatorControl",
        permissions: "Permissions",
        *,
        history: "History",
        clock: Callable[[], datetime],
    ) -> None:
        self._sessions = sessions
        self._emulator = emulator
        self._permissions = permissions
        self._history = history
        self._clock = clock
        self._schemas: dict[Path, tuple[int, OwnSchema | ParseError]] = {}

    def context(
        self,
        action: Action,
        profile: Profile,
        visitor: str = DEFAULT_VISITOR,
        upstreams: tuple[str, ...] | None = None,
        draft: Draft | None = None,
    ) -> "Context":
        """The context to lint a draft for a profile and a visitor, as of now.

        `upstreams` default to the profile's. Of `draft`, only the origin matters.
        """
        from edge_tui.lint import Context

        session = self._sessions.get(profile, visitor)
        try:
            sources, identities = session.sources(), session.identities
        except StorageError:
            # Sending reports this; editing must go on.
            sources, identities = session.sources_without_visitor(), ()
        # A fixed UUID: linting must not use up ids that sends would have.
        sources = replace(sources, new_uuid=lambda: str(_FIXED_UUID))
        if draft is not None:
            sources = trusted(sources, self._permissions.granted(draft), profile)
        return Context(
            self._clock(),
            action,
            action.version(profile),
            sources,
            profile.authentication is not Authentication.NONE,
            self._emulator.upstreams(profile) if upstreams is None else upstreams,
            schema=self._schema_if_readable(profile),
            visitor_primary=next((each.namespace for each in identities if each.is_primary), ""),
        )

    def own_schema(self, profile: Profile) -> "OwnSchema | None":
        """The profile's schema, read again after its file has changed; None if the profile has none.

        Raises `SetupError` for a file that can't be read or isn't a schema.
        """
        if not profile.schema:
            return None
        from edge_tui.lint.own_schema import read_schema
        from edge_tui.runtime.limited_file import read_limited

        path = Path(profile.schema).expanduser()
        try:
            mtime_ns = path.stat().st_mtime_ns
            cached = self._schemas.get(path)
            if cached is None or cached[0] != mtime_ns:
                read = read_schema(read_limited(path, _MAX_SCHEMA_MB).decode("utf-8-sig"))
                cached = self._schemas[path] = (mtime_ns, read)
        except (OSError, ValueError) as error:
            what = error.strerror if isinstance(error, OSError) else str(error)
            how = f"Fix the file, or `schema` in the profile {profile.name}."
            raise SetupError(f"The schema {path} can't be read: {what}.".replace("..", "."), how) from error
        if isinstance(cached[1], ParseError):
            raise SetupError(
                f"The schema {path} is neither JSON nor a list of fields: {cached[1]}.",
                "Export it from Experience Platform.",
            )
        return cached[1]

    def _schema_if_readable(self, profile: Profile) -> "OwnSchema | None":
        with contextlib.suppress(SetupError):
            return self.own_schema(profile)
        return None

    def lint(self, draft: Draft, profile: Profile, visitor: str = DEFAULT_VISITOR) -> "tuple[Finding, ...]":
        """The findings of a draft, in the order of its text."""
        from edge_tui.lint import lint

        return lint(draft.text, self.context(draft.action, profile, visitor, draft=draft))

    def observed(self, exchange: Exchange) -> "tuple[Finding, ...]":
        """The findings about what another client sent: as of then, without any visitor of this machine."""
        from edge_tui.lint import Context, lint

        body = parse(exchange.request.body)
        version = shape_of(None if isinstance(body, ParseError) else body) or ApiVersion.V1
        context = Context(exchange.sent_at, exchange.draft.action, version, is_observed=True)
        return lint(exchange.request.body, context)

    def preview(self, draft: Draft, profile: Profile, visitor: str = DEFAULT_VISITOR) -> Exchange:
        """The exchange that sending a draft now would begin, ids aside. Raises `SetupError` if it can't be sent."""
        sources = self.context(draft.action, profile, visitor, ()).sources
        draft = self._permissions.granted(draft)
        return self._sessions.get(profile, visitor).prepare(draft, str(_FIXED_UUID), sources)

    def seen_scopes(self) -> Iterator[str]:
        """The decision scopes of the latest exchanges, newest first; history is read lazily."""
        from edge_tui.handles.query import read_query

        seen: set[str] = set()
        with contextlib.suppress(StorageError):
            for summary in self._history.recent(limit=_MAX_EXCHANGES_SEARCHED):
                exchange = self._history.load(summary.key)
                scopes = read_query(parse(exchange.request.body)).scopes if exchange else ()
                yield from (scope for scope in scopes if scope not in seen)
                seen.update(scopes)
