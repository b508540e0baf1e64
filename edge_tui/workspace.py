"""Opens what a front end may use, and joins the rooms: the only place where parts are chosen."""

import asyncio
import contextlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from edge_tui.model.document import JsonObject, Slip, parse, pretty
from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.exchange import Draft, Exchange, Failure
from edge_tui.model.node import Node
from edge_tui.model.profile import EMULATOR, EMULATOR_BASE, EMULATOR_PROFILE, Authentication, Profile
from edge_tui.model.request import Action, reshape
from edge_tui.model.template import Template
from edge_tui.model.visitor import DEFAULT_VISITOR
from edge_tui.store.paths import Paths

if TYPE_CHECKING:
    import httpx
    from starlette.applications import Starlette

    from edge_tui.emulator.config import Config
    from edge_tui.emulator.request_log import RequestLogLine
    from edge_tui.gateway.client import GatewayClient
    from edge_tui.lint import Context
    from edge_tui.lint.own_schema import OwnSchema
    from edge_tui.model.finding import Finding
    from edge_tui.session import Gateway, Session
    from edge_tui.store.answers import Answers
    from edge_tui.store.drafts import Drafts
    from edge_tui.store.history import History
    from edge_tui.store.profiles import ProfileStore
    from edge_tui.store.secrets import SecretKind, Secrets
    from edge_tui.store.templates import TemplateStore
    from edge_tui.store.visitors import VisitorStore
    from edge_tui.store.volatile import VolatilePaths

# How many exchanges are looked through for what was asked for before.
_LATEST = 50

_SOME_UUID = UUID(int=0, version=4)


@dataclass(frozen=True, slots=True)
class EmulatedDatastream:
    """A datastream of the built-in emulator; `upstreams` says of each that there is whether it is on."""

    id: str
    name: str
    org_id: str
    access: str
    enabled: bool
    upstreams: Mapping[str, bool]


class Workspace:
    """Profiles, templates, history, visitors and sessions of one user on one machine.

    Each part is opened when it is first asked for: a headless command pays for what it uses.
    `clock` gives an aware moment, `monotonic` seconds for measuring; tests freeze them together
    with `new_uuid`.
    """

    def __init__(
        self,
        environ: Mapping[str, str] | None = None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_uuid: Callable[[], UUID] = uuid4,
        monotonic: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.environ = os.environ if environ is None else environ
        self.clock = clock
        self.new_uuid = new_uuid
        self.monotonic = monotonic
        self._sessions: list[Session] = []
        self._schemas: dict[Path, tuple[int, OwnSchema | Slip]] = {}

    @cached_property
    def paths(self) -> Paths:
        """The folders that everything is kept in."""
        return Paths.from_environment(self.environ)

    @cached_property
    def profiles(self) -> "ProfileStore":
        """The profiles."""
        from edge_tui.store.profiles import ProfileStore

        return ProfileStore(self.paths)

    @cached_property
    def secrets(self) -> "Secrets":
        """Client secrets and access tokens."""
        from edge_tui.store.secrets import Secrets

        return Secrets(self.environ)

    @cached_property
    def templates(self) -> "TemplateStore":
        """The shipped templates, the user's own, and those of the folder that edge-tui was started in."""
        from edge_tui.store.templates import TemplateStore, shipped_folder

        return TemplateStore(shipped_folder(), self.paths.templates, Path(".edge-tui", "templates").absolute())

    @cached_property
    def history(self) -> "History":
        """Every past exchange."""
        from edge_tui.store.history import History

        return History(self.paths.history)

    @cached_property
    def visitors(self) -> "VisitorStore":
        """The visitors and their state."""
        from edge_tui.store.visitors import VisitorStore

        return VisitorStore(self.paths.visitors)

    def keymap(self) -> dict[str, str]:
        """The keys that the user changed, by binding id."""
        from edge_tui.store.keymap import read_keymap

        return read_keymap(self.paths.keymap)

    @cached_property
    def volatile(self) -> "VolatilePaths":
        """The paths that a comparison leaves out."""
        from edge_tui.diff import VOLATILE
        from edge_tui.store.volatile import VolatilePaths

        return VolatilePaths(self.paths.volatile, VOLATILE)

    @cached_property
    def drafts(self) -> "Drafts":
        """What stood in the editor last."""
        from edge_tui.store.drafts import Drafts

        return Drafts(self.paths.drafts)

    @cached_property
    def answers(self) -> "Answers":
        """What was answered to the questions that events ask."""
        from edge_tui.store.answers import Answers

        return Answers(self.paths.answers)

    @cached_property
    def emulator(self) -> "Starlette":
        """The gateway inside this process."""
        from edge_tui.emulator.app import create_app

        return create_app(clock=self.clock, new_uuid=self.new_uuid, entropy=lambda: self.new_uuid().hex[-16:])

    def serve_emulator(
        self,
        config: Path | None,
        host: str,
        port: int,
        *,
        tls: bool,
        strict: bool,
        on_ready: Callable[[JsonObject], None],
        on_request: Callable[["RequestLogLine"], None],
    ) -> None:
        """Serves the emulator until SIGINT or SIGTERM.

        `on_ready` is told `url`, `orgId`, `datastreams` and, with TLS, `caCertificate`, the path of
        the certificate to trust. Raises `SetupError` for a config with a mistake in it or a port
        that is taken.
        """
        from edge_tui.emulator import datastreams
        from edge_tui.emulator.certificates import ca_certificate
        from edge_tui.emulator.serve import serve

        found = datastreams.load(config)
        folder = self.paths.data / "emulator" if tls else None

        def ready(url: str) -> None:
            authority = {"caCertificate": str(ca_certificate(folder))} if folder else {}
            on_ready({"url": url, "orgId": found.org_id, "datastreams": _shown(found)} | authority)

        serve(found, host, port, tls=folder, on_ready=ready, on_request=on_request, strict=strict)

    @property
    def shipped_datastreams(self) -> str:
        """The TOML of the emulator's own datastreams: a starting point for a file of one's own."""
        from edge_tui.emulator.datastreams import shipped_text

        return shipped_text()

    def emulated_datastreams(self) -> tuple[EmulatedDatastream, ...]:
        """The built-in emulator's datastreams as they stand now."""
        from edge_tui.emulator.upstreams import UPSTREAMS

        return tuple(
            EmulatedDatastream(
                each.id,
                each.name,
                each.org_id,
                each.access,
                each.enabled,
                {name: name in each.settings and name not in each.off for name in UPSTREAMS},
            )
            for each in self.emulator.state.gateway.config.datastreams
        )

    def switch_upstream(self, datastream_id: str, name: str, *, on: bool) -> EmulatedDatastream:
        """Switches an upstream of the built-in emulator for this run, and gives the datastream as it is then."""
        gateway = self.emulator.state.gateway
        gateway.config = gateway.config.with_upstream(datastream_id, name, on)
        return next(each for each in self.emulated_datastreams() if each.id == datastream_id)

    def profile(self, name: str | None = None) -> Profile:
        """The profile of a name; without one the environment's, the last used, or the emulator's.

        Raises `SetupError` for a name that there is none of. A last used profile that is gone
        gives way to the emulator's.
        """
        name = name or self.environ.get("EDGE_TUI_PROFILE")
        if name:
            return self.profiles.get(name)
        last = self.profiles.last_used
        return next((profile for profile in self.profiles.all() if profile.name == last), EMULATOR_PROFILE)

    def secret_kind(self, profile: Profile) -> "SecretKind | None":
        """The secret that a profile authenticates with; None for one that does not."""
        from edge_tui.store.secrets import SecretKind

        kinds = {Authentication.TOKEN: SecretKind.ACCESS_TOKEN, Authentication.OAUTH: SecretKind.CLIENT_SECRET}
        return kinds.get(profile.authentication)

    def rename_profile(self, profile: Profile, name: str) -> Profile:
        """Gives a profile another name; its secrets go with it."""
        self.profiles.rename(profile.name, name)
        if self.secret_kind(profile):
            self.secrets.rename(profile.name, name)
        return self.profiles.get(name)

    def use(self, profile: Profile) -> None:
        """Remembers a profile as the last used; a folder that cannot be written is no reason to stop."""
        with contextlib.suppress(StorageError):
            self.profiles.use(profile.name)

    def keep_secret(self, profile: Profile, kind: str, value: str) -> str:
        """Keeps a profile's `client-secret` or `access-token`; a sentence says where.

        May block while the keyring is asked: front ends with a screen call it in a thread.
        """
        from edge_tui.store.secrets import SecretKind

        secret_kind = SecretKind(kind)
        self.secrets.put(profile.name, secret_kind, value)
        self._sessions = [session for session in self._sessions if session.profile.name != profile.name]
        return self.secrets.where(profile.name, secret_kind)

    def delete_profile(self, profile: Profile) -> None:
        """Deletes a profile and its secrets; its past exchanges stay."""
        self.profiles.delete(profile.name)
        self.secrets.delete(profile.name)

    def warm_up(self, profile: Profile) -> None:
        """Loads what the first send needs, so that it need not wait: for a thread, once the screen is up."""
        import edge_tui.gateway.client
        import edge_tui.outline
        import edge_tui.session  # noqa: F401

        if profile.is_emulated:
            _ = self.emulator

    def session(self, profile: Profile, visitor: str = DEFAULT_VISITOR) -> "Session":
        """The conversation of a visitor with a profile's gateway; one for each of them."""
        from edge_tui.session import Session

        for session in self._sessions:
            if session.profile == profile and session.visitor == visitor:
                return session

        async def connect() -> "Gateway":
            return await asyncio.to_thread(self._connect, profile)

        session = Session(
            profile,
            visitor,
            connect=connect,
            history=self.history,
            visitors=self.visitors,
            clock=self.clock,
            new_uuid=self.new_uuid,
            environ=self.environ,
            answers=self.answers.all,
        )
        self._sessions.append(session)
        return session

    async def close(self) -> None:
        """Closes every connection that a session holds."""
        for session in self._sessions:
            await session.close()

    def draft_from(self, template: Template, profile: Profile) -> Draft:
        """A draft of a template's body, in the shape of the profile's API version."""
        body = reshape(template.body, template.action, template.action.version(profile))
        return Draft(pretty(body), template.action, template.name)

    def upstreams(self, profile: Profile) -> tuple[str, ...]:
        """The services behind a profile's datastream; empty where neither the profile nor the emulator tells."""
        if profile.upstreams or not profile.is_emulated:
            return profile.upstreams
        if "emulator" in vars(self):
            config = self.emulator.state.gateway.config
        else:
            from edge_tui.emulator.datastreams import load

            config = load()
        datastream = config.datastream(profile.datastream_id)
        return datastream.upstreams if datastream else ()

    def lint_context(
        self,
        action: Action,
        profile: Profile,
        visitor: str = DEFAULT_VISITOR,
        upstreams: tuple[str, ...] | None = None,
    ) -> "Context":
        """What a draft is checked against that would be sent with a profile, as a visitor, now.

        `upstreams` are looked up where they are not given.
        """
        from edge_tui.lint import Context

        # To look at what placeholders become spends no ids: each send has its own.
        session = self.session(profile, visitor)
        sources = replace(session.sources(), new_uuid=lambda: str(_SOME_UUID))
        return Context(
            self.clock(),
            action,
            action.version(profile),
            sources,
            profile.authentication is not Authentication.NONE,
            self.upstreams(profile) if upstreams is None else upstreams,
            schema=self._schema_if_readable(profile),
            visitor_primary=next((each.namespace for each in session.identities if each.is_primary), ""),
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
        if isinstance(known[1], Slip):
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

        return lint(draft.text, self.lint_context(draft.action, profile, visitor))

    def preview(self, draft: Draft, profile: Profile, visitor: str = DEFAULT_VISITOR) -> Exchange:
        """What sending a draft now would send, ids aside. Raises `SetupError` for one that cannot go out."""
        sources = self.lint_context(draft.action, profile, visitor, ()).sources
        return self.session(profile, visitor).prepare(draft, str(_SOME_UUID), sources)

    def seen_scopes(self) -> Iterator[str]:
        """The decision scopes of the latest exchanges, newest first; read when the first one is asked for."""
        from edge_tui.handles.question import read_question

        seen: set[str] = set()
        with contextlib.suppress(StorageError):
            for summary in self.history.recent(limit=_LATEST):
                exchange = self.history.load(summary.key)
                asked = read_question(parse(exchange.request.body)).scopes if exchange else ()
                yield from (scope for scope in asked if scope not in seen)
                seen.update(asked)

    def outline(self, exchange: Exchange) -> Node:
        """An exchange as one tree."""
        from edge_tui.outline import outline

        return outline(exchange, self.clock())

    async def access_token(self, profile: Profile) -> str:
        """The access token that a profile's requests are sent with now; raises `SetupError` where there is none."""
        gateway = await asyncio.to_thread(self._connect, profile)
        try:
            token = await gateway.access_token(profile.timeout_seconds)
        finally:
            await gateway.close()
        if isinstance(token, Failure):
            raise SetupError(token.message)
        return token

    def _connect(self, profile: Profile) -> "GatewayClient":
        from edge_tui.gateway.client import GatewayClient

        return GatewayClient(
            profile.base_url,
            transport=self._in_process() if profile.is_emulated else None,
            auth=self._auth(profile),
            monotonic=self.monotonic,
        )

    def _in_process(self) -> "httpx.AsyncBaseTransport":
        from edge_tui.emulator.in_process import InProcess

        return InProcess(self.emulator)

    def _auth(self, profile: Profile) -> "httpx.Auth | None":
        from edge_tui.gateway.ims import PastedToken, ServerToServer
        from edge_tui.store.secrets import SecretKind

        if profile.authentication is Authentication.TOKEN:
            return PastedToken(self._secret(profile, SecretKind.ACCESS_TOKEN))
        if profile.authentication is Authentication.OAUTH:
            ims_url = profile.credentials.ims_url
            return ServerToServer(
                profile.credentials,
                EMULATOR_BASE if profile.is_emulated or ims_url == EMULATOR else ims_url,
                self._secret(profile, SecretKind.CLIENT_SECRET),
                time.monotonic,
            )
        return None

    def _secret(self, profile: Profile, kind: "SecretKind") -> str:
        secret = self.secrets.get(profile.name, kind)
        if not secret:
            words = str(kind).replace("-", " ")
            variable = "EDGE_TUI_" + words.upper().replace(" ", "_")
            raise SetupError(
                f"The profile {profile.name} has no {words}.",
                f"Store it with `edge-tui profiles login {profile.name}`, or set {variable}.",
            )
        return secret


def _shown(config: "Config") -> list[JsonObject]:
    """The emulator's datastreams as its first line tells them."""
    return [
        {
            "id": datastream.id,
            "name": datastream.name,
            "access": datastream.access,
            "upstreams": list(datastream.upstreams),
            "enabled": datastream.enabled,
        }
        for datastream in config.datastreams
    ]
