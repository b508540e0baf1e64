"""A draft before it is sent: made from a template, looked through, and shown as it would go out."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from edge_tui.model.document import ParseError, parse, pretty
from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.profile import Authentication, Profile
from edge_tui.model.request import Action, reshape
from edge_tui.model.template import Template
from edge_tui.model.trust import trusted
from edge_tui.model.visitor import DEFAULT_VISITOR
from edge_tui.workspace.emulator_control import EmulatorControl
from edge_tui.workspace.permissions import Permissions
from edge_tui.workspace.sessions import Sessions

if TYPE_CHECKING:
    from edge_tui.lint import Context
    from edge_tui.lint.own_schema import OwnSchema
    from edge_tui.model.finding import Finding
    from edge_tui.store.history import History
    from edge_tui.store.templates import TemplateStore

# How many exchanges are looked through for what was asked for before.
_LATEST = 50

_SOME_UUID = UUID(int=0, version=4)


class Linting:
    """Says what a draft is checked against, what would go wrong with it, and what it would send."""

    def __init__(
        self,
        sessions: Sessions,
        emulator: EmulatorControl,
        permissions: Permissions,
        *,
        templates: "TemplateStore",
        history: "History",
        clock: Callable[[], datetime],
    ) -> None:
        self._sessions = sessions
        self._emulator = emulator
        self._permissions = permissions
        self._templates = templates
        self._history = history
        self._clock = clock
        self._schemas: dict[Path, tuple[int, OwnSchema | ParseError]] = {}

    def draft_from(self, template: Template, profile: Profile) -> Draft:
        """A draft of a template's body, in the shape of the profile's API version."""
        body = reshape(template.body, template.action, template.action.version(profile))
        folder = self._templates.project_folder
        origin = f"the template {template.name} of {folder}" if template.is_shared and folder else ""
        return Draft(pretty(body), template.action, template.name, origin=origin)

    def context(
        self,
        action: Action,
        profile: Profile,
        visitor: str = DEFAULT_VISITOR,
        upstreams: tuple[str, ...] | None = None,
        draft: Draft | None = None,
    ) -> "Context":
        """What a draft is checked against that would be sent with a profile, as a visitor, now.

        `upstreams` are looked up where they are not given. Of `draft` it counts where it came from.
        """
        from edge_tui.lint import Context

        session = self._sessions.get(profile, visitor)
        try:
            sources, identities = session.sources(), session.identities
        except StorageError:
            # Who sends is told; who writes goes on.
            sources, identities = session.sources_without_visitor(), ()
        # To look at what placeholders become spends no ids: each send has its own.
        sources = replace(sources, new_uuid=lambda: str(_SOME_UUID))
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
        """The schema that a profile names, read again when its file has changed; None for one that names none.

        Raises `SetupError` for a file that cannot be read, or holds no schema.
        """
        if not profile.schema:
            return None
        from edge_tui.lint.own_schema import read_schema

        path = Path(profile.schema).expanduser()
        try:
            stamp = path.stat().st_mtime_ns
            known = self._schemas.get(path)
            if known is None or known[0] != stamp:
                read = read_schema(path.read_text(encoding="utf-8-sig"))
                known = self._schemas[path] = (stamp, read)
        except (OSError, ValueError) as error:
            what = error.strerror if isinstance(error, OSError) else str(error)
            how = f"The profile {profile.name} names it: mend the file, or the key schema of the profile."
            raise SetupError(f"The schema {path} cannot be used: {what}.".replace("..", "."), how) from error
        if isinstance(known[1], ParseError):
            raise SetupError(
                f"The schema {path} is neither JSON nor a list of fields: {known[1]}.", "Export it from Platform."
            )
        return known[1]

    def _schema_if_readable(self, profile: Profile) -> "OwnSchema | None":
        with contextlib.suppress(SetupError):
            return self.own_schema(profile)
        return None

    def lint(self, draft: Draft, profile: Profile, visitor: str = DEFAULT_VISITOR) -> "tuple[Finding, ...]":
        """What would go wrong with a draft, in the order of its text."""
        from edge_tui.lint import lint

        return lint(draft.text, self.context(draft.action, profile, visitor, draft=draft))

    def preview(self, draft: Draft, profile: Profile, visitor: str = DEFAULT_VISITOR) -> Exchange:
        """What sending a draft now would send, ids aside. Raises `SetupError` for one that cannot go out."""
        sources = self.context(draft.action, profile, visitor, ()).sources
        draft = self._permissions.granted(draft)
        return self._sessions.get(profile, visitor).prepare(draft, str(_SOME_UUID), sources)

    def seen_scopes(self) -> Iterator[str]:
        """The decision scopes of the latest exchanges, newest first; read when the first one is asked for."""
        from edge_tui.handles.query import read_query

        seen: set[str] = set()
        with contextlib.suppress(StorageError):
            for summary in self._history.recent(limit=_LATEST):
                exchange = self._history.load(summary.key)
                asked = read_query(parse(exchange.request.body)).scopes if exchange else ()
                yield from (scope for scope in asked if scope not in seen)
                seen.update(asked)
