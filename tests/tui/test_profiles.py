"""Profiles on the screen: added, edited, deleted, switched; their secrets never in a file."""

import json
import re
from pathlib import Path

import pytest
from textual import events
from textual.containers import VerticalScroll
from textual.widgets import Input, Select, Static, TextArea

from edge_tui.model.profile import (
    EMULATOR,
    EMULATOR_ORG_ID,
    EMULATOR_PROFILE,
    ApiVersion,
    Authentication,
    Credentials,
    Environment,
    Profile,
)
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.history.screen import History
from edge_tui.tui.history.selectable_list import SelectableHistoryList
from edge_tui.tui.palette.screen import Palette
from edge_tui.tui.profiles.form import ProfileForm
from edge_tui.tui.profiles.form_fields import CONNECTION, EVENTS, SERVICES, summary_of
from edge_tui.tui.profiles.profile_list import ProfileList
from edge_tui.tui.widgets.checkboxes import CheckList
from edge_tui.tui.widgets.fold import Fold
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.tables import every_row
from tests.tui.stage import MEDIUM, WIDE, Stage, explorer

LOCKED_ID = "5f1c0000-0000-4000-8000-000000000002"
SECRET = "emulator-secret"


async def open_form(stage: Stage, key: str = "profiles.add") -> None:
    """Opens the form from the list of profiles."""
    await stage.focus(stage.find(ProfileList))
    await stage.use(key)
    await stage.shows(ProfileForm)


async def fill(stage: Stage, **fields: str) -> None:
    """Fills in fields of the form."""
    for key, text in fields.items():
        stage.app.screen.query_one(f"#{key}", Select if stage.app.screen.query(f"Select#{key}") else Input).value = text
        await stage.still()


async def unfold(stage: Stage, section: str) -> None:
    """Opens a folded section of the form, by its title."""
    title = stage.app.screen.query_one(f"#fold-{section.lower()}", Fold).title
    await stage.focus(title)
    await stage.press("enter")


async def save(stage: Stage) -> None:
    """Saves the form."""
    await stage.press("ctrl+s")
    await stage.shows(Workbench)


def commands_listed(stage: Stage) -> list[str]:
    """The commands that the palette shows."""
    return stage.app.screen.titles if isinstance(stage.app.screen, Palette) else []


def everything_written(home: Path) -> bytes:
    """Every byte of every file below a folder, and every name."""
    return b"\n".join(str(path).encode() + (path.read_bytes() if path.is_file() else b"") for path in home.rglob("*"))


async def test_the_list_takes_a_row_for_each_profile_and_scrolls_if_there_are_many(workspace: Workspace) -> None:
    name = "a-name-that-is-longer-than-the-list-of-profiles-is-wide"
    for number in range(3):
        workspace.profiles.add(Profile(f"{name}-{number}", url="http://127.0.0.1:9", datastream_id="ds"))
    async with explorer(workspace, size=WIDE) as stage:
        listed = stage.find(ProfileList)
        assert listed.size.height == listed.virtual_size.height == listed.option_count == 4
        for number in range(3, 20):
            workspace.profiles.add(Profile(f"{name}-{number}", url="http://127.0.0.1:9", datastream_id="ds"))
        stage.bench.controllers.profiles.show()
        await stage.still()
        assert listed.virtual_size.height == listed.option_count == 21
        assert listed.size.height < 21


async def test_the_first_screen_says_how_to_add_a_datastream(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.until(lambda: "your own: ^p profile: add" in stage.drawn)
        await stage.press("ctrl+p", *"profile: add")
        await stage.until(lambda: commands_listed(stage)[:1] == ["profile: add"])
        await stage.press("enter")
        await stage.shows(ProfileForm)
        assert stage.bench.editor.text == stage.bench.state.saved_text


async def test_the_palette_shows_every_template_and_profile(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.press("ctrl+p")
        await stage.until(lambda: "quit" in commands_listed(stage))
        assert not any(each.startswith("template: Page") for each in commands_listed(stage))
        assert "profile: use emulator" in commands_listed(stage)
        await stage.press(*"template:")
        listed = commands_listed(stage)
        assert [
            f"template: {each.title}" for each in workspace.templates.all() if f"template: {each.title}" not in listed
        ] == []


async def test_the_hint_about_the_emulator_is_for_its_profile_only(workspace: Workspace) -> None:
    workspace.profiles.add(Profile("acme-web", datastream_id="4f1c"))
    async with explorer(workspace) as stage:
        await stage.until(lambda: "no account needed" in stage.drawn)
        stage.bench.controllers.profiles.use(workspace.profiles.get("acme-web"))
        await stage.until(lambda: "no account needed" not in stage.drawn)


async def test_a_profile_is_added_and_used_at_once(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_form(stage)
        await fill(stage, name="acme-web", datastream_id="4f1c", url="https://edge.acme.example/", environment="stage")
        await save(stage)
        profile = workspace.profiles.get("acme-web")
        assert profile == Profile(
            "acme-web", url="https://edge.acme.example", datastream_id="4f1c", environment=Environment.STAGE
        )
        assert stage.bench.state.profile.value == profile
        assert "acme-web" in stage.lines[0]
        assert "edge.acme.example" in stage.drawn


async def discard(stage: Stage) -> None:
    """Leaves a form that was filled in."""
    await stage.press("escape")
    await stage.shows(Question)
    await stage.click("#discard")
    await stage.shows(Workbench)


def trouble(stage: Stage) -> str:
    """What the form says is wrong."""
    return str(stage.app.screen.query_one("#trouble").render())


async def test_the_form_shows_errors_by_the_labels_of_fields_and_stays_open(workspace: Workspace) -> None:
    workspace.profiles.add(Profile("taken", datastream_id="4f1c"))
    async with explorer(workspace) as stage:
        await open_form(stage)
        await fill(stage, name="taken", datastream_id="4f1c")
        await stage.press("ctrl+s")
        assert isinstance(stage.app.screen, ProfileForm)
        assert "already a profile" in trouble(stage)
        await fill(stage, name="acme", timeout_seconds="soon")
        await stage.press("ctrl+s")
        assert "Timeout" in trouble(stage)
        await discard(stage)

        await open_form(stage)
        await fill(stage, name="acme", url="edge.acme.example")
        await stage.press("ctrl+s")
        assert trouble(stage).startswith("Gateway URL is 'edge.acme.example'")
        assert "profiles.toml" not in trouble(stage)
        assert stage.app.focused is not None
        assert stage.app.focused.id == "url"
        await discard(stage)

        await open_form(stage)
        await fill(stage, name="acme", authentication="token")
        field = stage.app.screen.query_one("#access_token", Input)
        field.focus()
        field.post_message(events.Paste("eyJ.CANARY1\nCANARY2.sig\n"))
        await stage.until(lambda: field.value == "eyJ.CANARY1\nCANARY2.sig")
        await stage.press("ctrl+s")
        assert trouble(stage).startswith("Access token has a line break at position 12 of 23.")
        assert "CANARY" not in stage.drawn
        assert [profile.name for profile in workspace.profiles.all()] == ["emulator", "taken"]


async def test_a_form_that_was_filled_in_is_left_only_after_asking_and_another_at_once(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_form(stage)
        await stage.press("escape")
        await stage.shows(Workbench)
        for field in ("name", "environment", "upstreams", "variables"):
            await open_form(stage)
            if field == "upstreams":
                stage.find(CheckList).select("target")
            elif field == "variables":
                stage.find(TextArea).text = "shop=7"
            else:
                await fill(stage, **{field: "stage"})
            await stage.still()
            for leave in (stage.press("escape"), stage.click("#back")):
                await leave
                await stage.shows(Question)
                await stage.press("escape")
                await stage.shows(ProfileForm)
            if field in ("name", "environment"):
                assert stage.app.screen.query_one(f"#{field}", Input if field == "name" else Select).value == "stage"
            await discard(stage)
            assert [each.name for each in workspace.profiles.all()] == ["emulator"], field


async def test_the_form_shows_only_the_fields_of_the_authentication_method(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_form(stage)
        shown = {}
        for way in Authentication:
            await fill(stage, authentication=str(way))
            fields = ("client_id", "client_secret", "scopes", "ims_url", "access_token")
            shown[way] = {key for key in fields if stage.app.screen.query_one(f"#field-{key}").display}
        assert shown == {
            Authentication.NONE: set(),
            Authentication.TOKEN: {"client_id", "access_token"},
            Authentication.OAUTH: {"client_id", "client_secret", "scopes", "ims_url"},
        }


async def test_without_a_keyring_a_secret_is_kept_for_this_run_and_in_no_file(workspace: Workspace, home: Path) -> None:
    async with explorer(workspace) as stage:
        await open_form(stage)
        await fill(stage, name="locked", url=EMULATOR, datastream_id=LOCKED_ID, org_id=EMULATOR_ORG_ID)
        await fill(stage, authentication="oauth", client_id="edge-tui", client_secret=SECRET, ims_url=EMULATOR)
        assert SECRET not in stage.drawn
        await save(stage)
        assert "this run" in await stage.told("client secret")
        assert SECRET not in "".join(stage.toasts)
        identity = '{"ECID": [{"id": "{{ecid}}", "primary": true}]}'
        stage.editor.load('{"event": {"xdm": {"timestamp": "{{now}}", "identityMap": ' + identity + "}}}")
        exchange = await stage.send()
        assert exchange.request.authenticated
        assert exchange.response is not None
        assert exchange.response.status == 200
        headers = dict(exchange.request.shown_headers)
        assert headers["x-gw-ims-org-id"] == EMULATOR_ORG_ID
        assert headers["x-api-key"] == "edge-tui"
    workspace.history.close()
    written = everything_written(home)
    assert b"locked" in written
    assert SECRET.encode() not in written
    assert b"eyJ" not in exchange.request.body.encode()


async def test_a_profile_is_deleted_after_asking_and_its_exchanges_stay(workspace: Workspace) -> None:
    profile = Profile("acme", url=EMULATOR, datastream_id="5f1c0000-0000-4000-8000-000000000001")
    workspace.profiles.add(profile)
    async with explorer(workspace, profile="acme") as stage:
        await stage.send()
        await stage.focus(stage.find(ProfileList))
        await stage.use("profiles.delete")
        await stage.shows(Question)
        assert "acme" in stage.drawn
        await stage.press("escape")
        await stage.shows(Workbench)
        assert workspace.profiles.get("acme") == profile
        await stage.use("profiles.delete")
        await stage.shows(Question)
        await stage.click("#delete")
        await stage.shows(Workbench)
        await stage.until(lambda: stage.bench.state.profile.value.name == "emulator")
        assert [each.name for each in workspace.profiles.all()] == ["emulator"]
        assert [each.profile_name for each in workspace.history.recent()] == ["acme"]


async def test_a_v1_profile_converts_the_draft_and_ctrl_z_undoes_it(workspace: Workspace) -> None:
    v1 = Profile(
        "old-api",
        url=EMULATOR,
        datastream_id="5f1c0000-0000-4000-8000-000000000001",
        org_id=EMULATOR_ORG_ID,
        api_version=ApiVersion.V1,
    )
    workspace.profiles.add(v1)
    async with explorer(workspace) as stage:
        event = json.loads(stage.editor.text)["event"]
        profiles = stage.find(ProfileList)
        await stage.focus(profiles)
        profiles.highlighted = 1
        await stage.press("enter")
        await stage.until(lambda: stage.bench.state.profile.value == v1)
        await stage.still()
        assert json.loads(stage.editor.text)["events"] == [event]
        assert await stage.told("converted to API v1")
        exchange = await stage.send()
        assert exchange.response is not None
        assert exchange.response.status == 200
        assert "/v1/interact?configId=" in exchange.request.url
        assert "events" in json.loads(exchange.request.body)
        await stage.focus(profiles)
        profiles.highlighted = 0
        await stage.press("enter")
        await stage.until(lambda: stage.bench.state.profile.value.name == "emulator")
        await stage.still()
        assert json.loads(stage.editor.text)["event"] == event


async def test_a_profile_without_its_secret_says_how_to_give_it_and_sends_nothing(workspace: Workspace) -> None:
    credentials = Credentials("edge-tui", ims_url=EMULATOR)
    workspace.profiles.add(
        Profile(
            "locked",
            url=EMULATOR,
            datastream_id=LOCKED_ID,
            authentication=Authentication.OAUTH,
            credentials=credentials,
        )
    )
    async with explorer(workspace, profile="locked") as stage:
        await stage.press("f5")
        assert "EDGE_TUI_CLIENT_SECRET" in await stage.told("has no client secret")
        assert workspace.history.count() == 0


async def test_variables_upstreams_and_a_schema_are_filled_in(workspace: Workspace, home: Path) -> None:
    schema = home / "mine.json"
    schema.write_text('{"type": "object"}')
    async with explorer(workspace) as stage:
        await open_form(stage)
        await fill(stage, name="acme", datastream_id="4f1c", schema=str(schema))
        for service in ("target", "analytics"):
            stage.find(CheckList).select(service)
        await unfold(stage, "Events")
        await stage.focus(stage.find(TextArea, "#variables"))
        await stage.write("shop = EU\npage = home")
        await save(stage)
        profile = workspace.profiles.get("acme")
        assert profile.variables == {"shop": "EU", "page": "home"}
        assert profile.upstreams == ("analytics", "target")
        await stage.pilot.resize_terminal(120, 70)
        assert profile.schema == str(schema)
        stage.bench.run_worker(stage.bench.controllers.profiles.edit(profile))
        await stage.shows(ProfileForm)
        assert stage.find(TextArea, "#variables").text == "shop = EU\npage = home"
        drawn = " ".join(stage.drawn.split())
        assert "▶ Services analytics, target" in drawn
        assert "▶ Events history on · schema mine.json · 2 variables" in drawn
        await unfold(stage, "Services")
        assert sorted(stage.find(CheckList).selected) == ["analytics", "target"]
        assert sum("■" in line for line in stage.lines) == 2
        assert sum("□" in line for line in stage.lines) == 10


async def test_the_lists_cursor_is_on_the_added_profile(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_form(stage)
        await fill(stage, name="acme-web", datastream_id="4f1c")
        await save(stage)
        await stage.focus(stage.find(ProfileList))
        await stage.use("profiles.edit")
        await stage.shows(ProfileForm)
        assert stage.find(Input, "#name").value == "acme-web"


async def test_the_built_in_emulators_profile_can_be_neither_changed_nor_deleted(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.focus(stage.find(ProfileList))
        for key in ("profiles.edit", "profiles.delete"):
            await stage.use(key)
            await stage.still()
            assert isinstance(stage.app.screen, Workbench)
        assert "can't be changed" in " ".join(stage.drawn.split())


async def run_trial(stage: Stage) -> str:
    """Presses the key of the test; returns the lines of its result."""
    await stage.press("f5")
    shown = stage.find(Static, "#trial")
    await stage.until(lambda: shown.content and "asking" not in str(shown.content))
    return str(shown.content)


async def test_a_profile_is_tested_before_it_is_saved_and_the_services_that_respond_are_ticked(
    workspace: Workspace, home: Path
) -> None:
    async with explorer(workspace, size=(120, 70)) as stage:
        await open_form(stage)
        await fill(stage, datastream_id=EMULATOR_PROFILE.datastream_id, org_id=EMULATOR_ORG_ID, url=EMULATOR)
        lines = await run_trial(stage)
        assert [line.split()[1] for line in lines.splitlines() if line[0] != " "] == [
            "secret",
            "gateway",
            "datastream",
            "access",
            "services",
        ]
        assert "✖" not in lines
        assert set(stage.find(CheckList).selected) == {
            "target",
            "audience_manager",
            "edge_destinations",
            "journey_optimizer",
        }
        assert workspace.history.count() == 0
        assert workspace.visitors.names() == ("default",)
        assert not (home / "profiles.toml").exists()


async def test_a_secret_that_ims_refuses_is_shown_before_it_is_stored(workspace: Workspace, home: Path) -> None:
    async with explorer(workspace, size=(120, 70)) as stage:
        await open_form(stage)
        await fill(stage, datastream_id=LOCKED_ID, org_id=EMULATOR_ORG_ID, url=EMULATOR, authentication="oauth")
        await fill(stage, client_id="edge-tui", ims_url=EMULATOR, client_secret="not-the-secret")
        lines = await run_trial(stage)
        assert "✖ token" in lines
        assert "invalid_client" in lines
        assert "✓ gateway" in lines, "whether the URL is right is another question"
        assert "not-the-secret" not in stage.drawn
        await fill(stage, client_secret=SECRET)
        lines = await run_trial(stage)
        assert "✓ token" in lines
        assert "kept for this run only This machine has no system keyring." in " ".join(lines.split())
        assert "stored when you save" not in " ".join(lines.split())
        assert re.search(r"valid until \d{4}-\d\d-\d\d \d\d:\d\d UTC", " ".join(lines.split()))
        assert "✓ access" in lines
        assert "✖" not in lines
        assert SECRET.encode() not in everything_written(home)


async def test_a_missing_secret_is_the_only_thing_to_fix_and_its_field_is_named(workspace: Workspace) -> None:
    async with explorer(workspace, size=(120, 70)) as stage:
        await open_form(stage)
        await fill(stage, datastream_id=LOCKED_ID, org_id=EMULATOR_ORG_ID, url=EMULATOR, authentication="oauth")
        await fill(stage, client_id="edge-tui", ims_url=EMULATOR)
        lines = " ".join((await run_trial(stage)).split())
        assert lines.count("✖") == 1
        assert "✖ secret no client secret is stored Enter the client secret above, or set EDGE_TUI_CLIENT_" in lines
        assert "– token not asked for without the client secret" in lines
        assert "✓ gateway" in lines
        assert "profiles login" not in lines


@pytest.mark.parametrize("size", [(160, 45), (80, 24), (60, 20)])
async def test_the_verdict_of_a_test_and_what_needs_attention_are_in_sight(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with explorer(workspace, size=size) as stage:
        stage.bench.action_add_profile()
        await stage.shows(ProfileForm)
        await fill(stage, datastream_id=EMULATOR_PROFILE.datastream_id, org_id=EMULATOR_ORG_ID, url=EMULATOR)
        await run_trial(stage)
        await stage.until(lambda: "Test · ✓ nothing to fix" in stage.drawn)
        await fill(stage, datastream_id="5f1c0000-0000-4000-8000-00000000dead")
        await run_trial(stage)
        await stage.until(lambda: "Test · ✖ 1 to fix" in stage.drawn)
        assert "✖ datastream" in stage.drawn


async def test_a_test_says_what_is_wrong_with_the_fields_first(workspace: Workspace) -> None:
    async with explorer(workspace, size=(120, 70)) as stage:
        await open_form(stage)
        await fill(stage, url="nonsense")
        await stage.press("f5")
        await stage.until(lambda: "Gateway URL" in str(stage.find(Static, "#trouble").render()))
        assert not stage.find(Static, "#trial").content


async def test_a_gateway_that_nobody_listens_at_is_named_with_what_to_check(workspace: Workspace) -> None:
    async with explorer(workspace, size=(80, 24)) as stage:
        await open_form(stage)
        await fill(stage, datastream_id="4f1c", url="http://127.0.0.1:1")
        lines = await run_trial(stage)
        assert "✖ gateway" in lines
        assert "127.0.0.1:1" in lines
        assert "Save" in stage.drawn, "the buttons stay in sight"


@pytest.mark.parametrize("size", [(160, 45), (120, 36), (80, 24), (60, 20)])
async def test_what_a_profile_needs_is_in_sight_at_once_and_the_rest_is_folded(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with explorer(workspace, size=size) as stage:
        await open_form(stage) if size[0] >= 100 else stage.bench.action_add_profile()
        await stage.shows(ProfileForm)
        drawn = stage.drawn
        for words in ("Name", "Datastream ID", "Gateway URL", "Authentication", "▶ Connection", "▶ Services", "Save"):
            assert words in drawn, words
        assert "▶ Events" in drawn or size[1] < 24
        assert "Base path" not in drawn
        await stage.click("#fold-connection FoldTitle")
        assert "Base path" in stage.drawn


async def test_an_error_in_a_folded_field_unfolds_it(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_form(stage)
        await fill(stage, name="acme", datastream_id="4f1c", timeout_seconds="soon")
        await stage.press("ctrl+s")
        await stage.until(lambda: "Timeout" in str(stage.find(Static, "#trouble").render()))
        assert stage.find(Input, "#timeout_seconds").has_focus
        assert "Timeout, s" in stage.drawn


async def test_the_result_of_a_test_says_so_once_it_is_about_something_else(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_form(stage)
        await fill(stage, datastream_id=EMULATOR_PROFILE.datastream_id, org_id=EMULATOR_ORG_ID, url=EMULATOR)
        await run_trial(stage)
        result = stage.find(VerticalScroll, "#trial-scroll")
        assert not result.has_class("-old")
        assert "nothing to fix" in str(result.border_title)
        said = str(stage.app.screen.query_one("#fold-services", Fold).title.content)
        assert said.startswith("▶ Services  target, audience manager, edge destinations and 1 more")
        await fill(stage, datastream_id="4f1c")
        assert result.has_class("-old")
        assert "changed since, f5 tests again" in str(result.border_title)
        await run_trial(stage)
        assert "changed since" not in str(result.border_title)


@every_row(
    ("section", "changes", "services", "words"),
    [
        (CONNECTION, {}, [], "/ee · v2 · 10 s"),
        (CONNECTION, {"base_path": "", "site_domain": "acme.example"}, [], "no base path · v2 · 10 s · acme.example"),
        (SERVICES, {}, [], "unknown"),
        (SERVICES, {}, ["target"], "target"),
        (SERVICES, {}, ["identity", "target", "media", "consent"], "identity, target, media and 1 more"),
        (EVENTS, {}, [], "history on · no schema · no variables"),
        (EVENTS, {"keeps_history": "no", "schema": "/a/b.json"}, [], "history off · schema b.json · no variables"),
        (EVENTS, {"variables": "a = 1\n\n"}, [], "history on · no schema · 1 variable"),
    ],
)  # fmt: skip
def test_a_folded_section_says_what_is_in_it(
    section: str, changes: dict[str, str], services: list[str], words: str
) -> None:
    texts = {"base_path": "ee", "api_version": "v2", "timeout_seconds": "10", "site_domain": ""}
    texts |= {"keeps_history": "yes", "schema": "", "variables": ""}
    assert summary_of(section, texts | changes, services) == words


ENVIRONMENTS = {
    "local": (EMULATOR, Environment.DEV),
    "dev": ("https://edge.adobedc.net", Environment.DEV),
    "stage": ("https://edge.adobedc.net", Environment.STAGE),
    "PROD": ("https://edge.adobedc.net", Environment.PROD),
}


async def test_an_environment_has_one_name_on_every_screen(workspace: Workspace) -> None:
    for name, (url, environment) in ENVIRONMENTS.items():
        profile = Profile(f"in-{name}", url=url, datastream_id=LOCKED_ID, environment=environment)
        assert profile.environment_name == name
        workspace.profiles.add(profile)
    async with explorer(workspace, size=WIDE) as stage:
        hosts = {name: "built-in emulator" if name == "local" else "edge.adobedc.net" for name in ENVIRONMENTS}
        assert {f"in-{name} {name}" for name in ENVIRONMENTS} <= {" ".join(line.split()[1:3]) for line in stage.lines}
        await stage.send()
        await stage.press("ctrl+p")
        await stage.shows(Palette)
        await stage.write("profile: use in-")
        assert all(f"Send to {host}, {name}" in stage.drawn for name, host in hosts.items())
        await stage.press("escape", "f11")
        await stage.shows(History)
        await stage.until(lambda: bool(stage.find(SelectableHistoryList).summaries))
        await stage.press("V")
        await stage.shows(Choice)
        assert all(f"{name} · {host}" in stage.drawn for name, host in hosts.items())
        await stage.press("escape", "escape")
        await stage.shows(Workbench)
        await open_form(stage)
        environment = stage.app.screen.query_one("#environment", Select)
        environment.value = "prod"
        await stage.still()
        assert "PROD" in str(environment.query_one("#label", Static).content)


async def test_what_the_controls_of_the_form_say_is_whole_on_a_narrow_terminal(workspace: Workspace) -> None:
    async with explorer(workspace, size=(60, 20)) as stage:
        await stage.press("p")
        await open_form(stage)
        for control in stage.app.screen.query("Input, Select"):
            for fold in (each for each in control.ancestors if isinstance(each, Fold)):
                fold.show_inside()
        await stage.still()
        for control in stage.app.screen.query("Input, Select"):
            shown = (
                control.placeholder if isinstance(control, Input) else str(control.query_one("#label", Static).content)
            )
            room = control.content_size.width - (0 if isinstance(control, Input) else len("   ▼"))
            assert len(shown) <= room or not control.region, shown


@pytest.mark.parametrize("size", [WIDE, MEDIUM, (60, 20)], ids=["160x45", "120x36", "60x20"])
async def test_every_environment_is_in_sight_beside_the_longest_name(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    workspace.profiles.add(Profile("p" * 60, datastream_id="4f1c", environment=Environment.PROD))
    async with explorer(workspace, size=size) as stage:
        stage.bench.panes.focus_list("profiles")
        await stage.still()
        shown = [line for line in stage.lines if "ppp" in line or "● emulator" in line]
        assert [word in line for line, word in zip(shown[-2:], ("local", "PROD"), strict=True)] == [True, True]
