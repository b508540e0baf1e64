"""Asks IMS and the gateway whether a profile works, and leaves no trace: no history, no visitor."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from edge_tui.doctor import Check, Status, read_only_probes, run_checks, seen_services
from edge_tui.doctor.probes import NEW
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.profile import Authentication, Profile
from edge_tui.workspace.examination import PAGE

if TYPE_CHECKING:
    from edge_tui.store.secrets import SecretKind, Secrets
    from edge_tui.workspace.sessions import Sessions

# What a profile has to do with; a doctor looks at the rest.
_SUBJECTS = ("gateway", "datastream", "access", "event", "organization")


class ProfileTrial:
    """One test of a profile, which may not be saved yet.

    `typed` are secrets that aren't stored yet; the others are looked up. `services` and `exchange` are known once
    the checks are done. The probe is a proposition fetch, which records no event.
    """

    def __init__(
        self,
        profile: Profile,
        typed: "Mapping[SecretKind, str]",
        *,
        sessions: "Sessions",
        secrets: "Secrets",
        kind: "SecretKind | None",
        clock: Callable[[], datetime],
    ) -> None:
        self._profile = replace(profile, keeps_history=False)
        self._typed = typed
        self._sessions = sessions
        self._secrets = secrets
        self._kind = kind
        self._clock = clock
        self.services: tuple[str, ...] = ()
        self.exchange: Exchange | None = None

    async def checks(self) -> AsyncIterator[Check]:
        """The checks as they are done: secret, token, gateway, datastream, access, services."""
        secret = await asyncio.to_thread(self._secret)
        yield secret
        has_token = True
        if self._kind is not None:
            if secret.status is Status.SEEN:
                token = await self._token()
            else:
                token = Check("token", Status.NOT_SEEN, f"not asked for without the {self._kind.words}")
            has_token = token.status is Status.SEEN
            yield token
        # Without a token the gateway is asked all the same: whether it can be reached is another question.
        profile = self._profile if has_token else replace(self._profile, authentication=Authentication.NONE)
        session = self._sessions.trial(profile, self._typed)
        try:
            probe = read_only_probes(PAGE)[0]
            self.exchange = await session.send(session.reshaped(probe.draft))
        except SetupError as error:
            yield Check("gateway", Status.TROUBLE, error.what, error.how)
            return
        finally:
            await session.close()
        for check in self._gateway_checks(self.exchange, has_token=has_token):
            yield check

    def _gateway_checks(self, exchange: Exchange, *, has_token: bool) -> Iterator[Check]:
        found = [each for each in run_checks(self._profile, {NEW: exchange}) if each.subject in _SUBJECTS]
        if not has_token:
            yield found[0]
            return
        yield from found
        if found[-1].status is Status.TROUBLE and found[-1].subject != "organization":
            return
        self.services = seen_services([exchange])
        words = ", ".join(each.replace("_", " ") for each in self.services)
        status = Status.SEEN if words else Status.NOT_SEEN
        yield Check("services", status, words or "none shows in the response to a page without content")

    def _secret(self) -> Check:
        """Where the secret is; in a thread, because a keyring can be slow."""
        if self._kind is None:
            return Check("secret", Status.SEEN, "no authentication, no secret needed")
        if self._typed.get(self._kind):
            typed = f"the {self._kind.words} that you typed; it is"
            if why_not := self._secrets.why_not_stored(self._profile.name, self._kind):
                fix = f"{why_not} For later runs, set {self._kind.variable}."
                return Check("secret", Status.SEEN, f"{typed} kept for this run only", fix)
            return Check("secret", Status.SEEN, f"{typed} stored when you save")
        if self._secrets.get(self._profile.name, self._kind) is not None:
            return Check("secret", Status.SEEN, self._secrets.where(self._profile.name, self._kind))
        fix = f"Enter the {self._kind.words} above, or set {self._kind.variable}."
        why_not = self._secrets.why_not_stored(self._profile.name, self._kind)
        return Check("secret", Status.TROUBLE, f"no {self._kind.words} is stored", f"{fix} {why_not}".strip())

    async def _token(self) -> Check:
        try:
            token = await self._sessions.access_token(self._profile, self._typed)
        except SetupError as error:
            return Check("token", Status.TROUBLE, error.what, error.how)
        from edge_tui.values import access_token

        source = "from IMS" if self._profile.authentication is Authentication.OAUTH else "pasted"
        reading = access_token.read(token, self._clock())
        if reading is None:
            return Check("token", Status.SEEN, f"{source}; it doesn't say until when it is valid")
        expires, has_expired = reading.fields.get("expiresAt"), reading.fields.get("expired")
        if reading.problem or has_expired:
            return Check(
                "token", Status.TROUBLE, reading.problem or f"{source}, expired at {_moment(expires)}", "Get a new one."
            )
        until = f", valid until {_moment(expires)}" if expires else "; it doesn't say until when it is valid"
        return Check("token", Status.SEEN, f"{source}{until}")


def _moment(timestamp: object) -> str:
    """A timestamp to the minute, as people read it."""
    return f"{str(timestamp)[:16].replace('T', ' ')} UTC"
