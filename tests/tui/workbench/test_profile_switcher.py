"""Profiles, without a screen: used, added, changed, renamed, deleted."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from edge_tui.model.errors import SetupError
from edge_tui.model.profile import EMULATOR, EMULATOR_PROFILE, ApiVersion, Authentication, Credentials, Profile
from edge_tui.store.secrets import SecretKind
from edge_tui.tui.profiles.form import FilledProfile, ProfileForm
from tests.tui.workbench.bench import Bench, open_bench

ACME = Profile("acme", url=EMULATOR, datastream_id="5f1c0000-0000-4000-8000-000000000001")


def submits(filled: FilledProfile, refused: list[str] | None = None) -> Callable[[ProfileForm], FilledProfile | None]:
    """Fills the form in; where it is refused, adds the reason and leaves the form."""

    def submit(form: ProfileForm) -> FilledProfile | None:
        try:
            form._save(filled)
        except SetupError as error:
            assert refused is not None
            refused.append(str(error))
            return None
        return filled

    return submit


def names(bench: Bench) -> list[str]:
    """The names of all profiles."""
    return [each.name for each in bench.workspace.profiles.all()]


def test_a_profile_in_use_is_shown_and_used_again_after_a_restart(home: Path) -> None:
    bench = open_bench(home)
    bench.workspace.profiles.add(ACME)
    bench.controllers.profiles.use(ACME)
    assert bench.state.profile.value == ACME
    assert (bench.profiles.listed, bench.profiles.current) == (("emulator", "acme"), "acme")
    assert bench.state.upstreams.value == bench.workspace.emulator.upstreams(ACME)
    assert open_bench(home).workspace.accounts.starting_profile(None) == ACME


def test_the_draft_takes_the_shape_of_the_profiles_api_version_as_an_edit(home: Path) -> None:
    bench = open_bench(home)
    before = bench.editor.text
    bench.controllers.profiles.use(replace(ACME, api_version=ApiVersion.V1))
    assert list(json.loads(bench.editor.text)) == ["events", "query"]
    assert bench.editor.undo == [before]
    assert "converted to API v1" in bench.toasts
    bench.controllers.profiles.use(EMULATOR_PROFILE)
    assert json.loads(bench.editor.text) == json.loads(before)


async def test_a_profile_is_added_and_used(home: Path) -> None:
    bench = open_bench(home, submits(FilledProfile(ACME, access_token="CANARY")))
    await bench.controllers.profiles.edit(None)
    assert bench.workspace.profiles.get("acme") == bench.state.profile.value == ACME
    assert [each.access_token for each in bench.secrets] == ["CANARY"]
    assert "CANARY" not in repr(bench.secrets)


async def test_a_form_that_is_left_changes_nothing(home: Path) -> None:
    bench = open_bench(home, None)
    await bench.controllers.profiles.edit(None)
    assert names(bench) == ["emulator"]
    assert bench.secrets == []


async def test_a_profile_is_changed_and_renamed_with_its_secrets(home: Path) -> None:
    bench = open_bench(home)
    bench.workspace.profiles.add(ACME)
    changed = replace(ACME, name="acme-web", datastream_id="4f1d")
    bench.dialogs.will_answer(submits(FilledProfile(changed)))
    await bench.controllers.profiles.edit(ACME)
    assert names(bench) == ["emulator", "acme-web"]
    assert bench.workspace.profiles.get("acme-web") == bench.state.profile.value == changed


@pytest.mark.parametrize(
    ("filled", "reason"),
    [(ACME, "already a profile"), (replace(ACME, name="b", schema="/nowhere/mine.json"), "can't be read")],
)
async def test_a_profile_that_cannot_be_is_refused_and_nothing_changes(
    home: Path, filled: Profile, reason: str
) -> None:
    refused: list[str] = []
    bench = open_bench(home, submits(FilledProfile(filled), refused))
    bench.workspace.profiles.add(ACME)
    await bench.controllers.profiles.edit(None)
    assert reason in refused[0]
    assert names(bench) == ["emulator", "acme"]
    assert bench.state.profile.value == EMULATOR_PROFILE


async def test_a_token_that_came_with_a_request_is_kept_unless_the_form_has_one(home: Path) -> None:
    token = replace(ACME, authentication=Authentication.TOKEN, org_id="O@AdobeOrg", credentials=Credentials("me"))
    bench = open_bench(home, submits(FilledProfile(token)))
    await bench.controllers.profiles.edit(None, token="from the request")
    bench.dialogs.will_answer(submits(FilledProfile(replace(token, name="b"), access_token="typed")))
    await bench.controllers.profiles.edit(None, token="from the request")
    assert [each.access_token for each in bench.secrets] == ["from the request", "typed"]


async def test_a_profile_that_cannot_work_is_refused_at_the_field(home: Path) -> None:
    refused: list[str] = []
    bench = open_bench(home, submits(FilledProfile(replace(ACME, authentication=Authentication.OAUTH)), refused))
    await bench.controllers.profiles.edit(None)
    assert names(bench) == ["emulator"]
    assert len(refused) == 1
    assert "org_id is missing" in refused[0]


async def test_what_is_unlikely_to_work_is_saved_and_said(home: Path) -> None:
    bench = open_bench(home, submits(FilledProfile(replace(ACME, site_domain="acme.example"))))
    await bench.controllers.profiles.edit(None)
    assert names(bench) == ["emulator", "acme"]
    assert "Site domain has no effect." in bench.toasts


async def test_the_built_in_profile_is_neither_changed_nor_deleted(home: Path) -> None:
    bench = open_bench(home)
    await bench.controllers.profiles.edit(EMULATOR_PROFILE)
    await bench.controllers.profiles.delete(EMULATOR_PROFILE)
    assert len(bench.dialogs.toasts) == 2
    assert all("built in" in toast for toast in bench.dialogs.toasts)
    assert bench.dialogs.shown == []


@pytest.mark.parametrize("answer", ["delete", "back", None])
async def test_a_profile_is_deleted_after_asking_and_its_exchanges_stay(home: Path, answer: str | None) -> None:
    bench = open_bench(home, answer)
    bench.workspace.profiles.add(ACME)
    bench.controllers.profiles.use(ACME)
    await bench.send()
    await bench.controllers.profiles.delete(ACME)
    is_deleted = answer == "delete"
    assert ("acme" not in names(bench)) is is_deleted
    assert bench.state.profile.value == (EMULATOR_PROFILE if is_deleted else ACME)
    assert bench.profiles.current == bench.state.profile.value.name
    assert [each.profile_name for each in bench.workspace.history.recent()] == ["acme"]


async def test_the_profile_of_an_exchange_is_used_again_or_said_to_be_gone(home: Path) -> None:
    bench = open_bench(home)
    bench.workspace.profiles.add(ACME)
    bench.controllers.profiles.use(ACME)
    exchange = await bench.send()
    bench.controllers.profiles.use(EMULATOR_PROFILE)
    assert bench.controllers.profiles.use_profile_of(exchange)
    assert bench.state.profile.value == ACME
    bench.controllers.profiles.use(EMULATOR_PROFILE)
    bench.workspace.accounts.delete(ACME)
    assert not bench.controllers.profiles.use_profile_of(exchange)
    assert "The profile acme no longer exists" in bench.toasts
    assert bench.state.profile.value == EMULATOR_PROFILE


async def test_the_emulators_switches_are_for_its_own_profile(home: Path) -> None:
    bench = open_bench(home)
    bench.state.profile.value = Profile("acme", url="https://edge.acme.example", datastream_id="4f1c")
    await bench.controllers.profiles.show_emulator()
    assert "built-in emulator" in bench.toasts
    assert bench.dialogs.shown == []


async def test_another_datastream_of_the_emulator_is_used_until_the_end(home: Path) -> None:
    bench = open_bench(home)
    datastreams = bench.workspace.emulator.datastreams()
    other = next(each for each in datastreams if each.id != EMULATOR_PROFILE.datastream_id)
    bench.dialogs.will_answer(other)
    await bench.controllers.profiles.show_emulator()
    assert bench.state.profile.value.datastream_id == other.id
    assert f"Sending to {other.name}" in bench.toasts
    assert bench.workspace.profiles.get("emulator") == EMULATOR_PROFILE


def test_typed_secrets_are_stored_and_an_empty_one_leaves_what_is_stored(home: Path) -> None:
    bench = open_bench(home)
    called: list[object] = []

    def call(function: Callable[..., object], *arguments: object) -> None:
        called.append(function)
        function(*arguments)

    bench.controllers.profiles.store_secrets(FilledProfile(ACME, "S3CRET", "T0KEN"), call)
    bench.controllers.profiles.store_secrets(FilledProfile(ACME, "", "T0KEN-2"), call)
    secrets = bench.workspace.secrets
    assert secrets.get("acme", SecretKind.CLIENT_SECRET) == "S3CRET"
    assert secrets.get("acme", SecretKind.ACCESS_TOKEN) == "T0KEN-2"
    # One toast for each, and none from the thread of the caller.
    assert len(called) == 3
    assert "client secret" in bench.toasts
    assert "access token" in bench.toasts
    assert not any(secret in bench.toasts for secret in ("S3CRET", "T0KEN"))
