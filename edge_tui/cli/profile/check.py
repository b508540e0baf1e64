"""A check of a profile: what is missing, and whether IMS and the gateway accept it."""

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from edge_tui.cli.exchange.exit_code import exit_status_for
from edge_tui.cli.profile.edited_fields import gap_sentence
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.doctor import Check, Status
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonObject
from edge_tui.model.profile import Profile
from edge_tui.model.profile_gaps import gaps

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Report:
    """Sentences about the secret and about missing settings, and the answers of IMS and the gateway if asked."""

    profile: Profile
    secret: str
    problems: tuple[str, ...]
    checks: tuple[Check, ...] = ()
    note: str = ""
    exchange: Exchange | None = None

    @property
    def ok(self) -> bool:
        """Whether an event can be sent with the profile."""
        return not self.problems and not any(each.status is Status.TROUBLE for each in self.checks)

    @property
    def exit_status(self) -> ExitStatus:
        """SETUP for a missing setting or a refused secret, otherwise the status of the probe."""
        troubled = {each.subject for each in self.checks if each.status is Status.TROUBLE}
        if self.problems or troubled & {"secret", "token", "access", "organization"}:
            return ExitStatus.SETUP
        if not troubled:
            return ExitStatus.OK
        status = exit_status_for(self.exchange)[0] if self.exchange else ExitStatus.SETUP
        return ExitStatus.NO_RESPONSE if status is ExitStatus.OK else status

    def document(self) -> JsonObject:
        """The report as JSON; `troubles` is the field that scripts know."""
        checks = [
            {"subject": each.subject, "status": str(each.status), "detail": each.detail, "fix": each.fix}
            for each in self.checks
        ]
        return {
            "profile": self.profile.name,
            "ok": self.ok,
            "secret": self.secret,
            "troubles": list(self.problems),
            "checks": checks,
        }

    def lines(self) -> list[str]:
        """The report as text, the profile first."""
        profile = self.profile
        heading = f"{profile.name}: {profile.host}, {profile.environment_name}"
        heading += f", datastream {profile.datastream_id}." if profile.datastream_id else "."
        verdict = [f"  ✖ {problem}" for problem in self.problems]
        verdict += [line for each in self.checks if each.subject != "secret" for line in _lines(each)]
        verdict += [f"  {self.note}"] if self.note else []
        return [heading, f"  {self.secret}", *(verdict or ["  ✓ Complete."])]


def check_profile(workspace: "Workspace", profile: Profile) -> Report:
    """Checks one profile; reads the keyring only if the profile authenticates."""
    kind = workspace.accounts.secret_kind(profile)
    secret = workspace.secrets.where(profile.name, kind) if kind else "No authentication, no secret needed."
    problems = [gap_sentence(gap) for gap in gaps(profile)]
    if kind and not workspace.secrets.get(profile.name, kind):
        problems.append(f"No {kind.words}.")
    return Report(profile, secret, tuple(problems))


def try_profile(workspace: "Workspace", report: Report) -> Report:
    """The report with the answers of IMS and the gateway; a profile with missing settings isn't tried."""
    if report.problems:
        return report
    trial = workspace.profile_trial(report.profile)

    async def ask() -> tuple[Check, ...]:
        return tuple([check async for check in trial.checks()])

    return replace(report, checks=asyncio.run(ask()), exchange=trial.exchange)


def _lines(check: Check) -> list[str]:
    mark = {Status.SEEN: "✓", Status.TROUBLE: "✖"}.get(check.status, "–")
    return [f"  {mark} {check.subject}: {check.detail}", *([f"    {check.fix}"] if check.fix else [])]
