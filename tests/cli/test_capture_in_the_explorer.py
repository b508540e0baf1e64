"""`edge-tui capture --tui`: the explorer gets what the command line was asked for."""

from pathlib import Path

import pytest

from edge_tui.cli import run
from edge_tui.workspace import Workspace
from edge_tui.workspace.site_recording import SiteOptions, Target
from tests.conftest import Command

ID = "11111111-2222-4333-8444-555555555555:dev"


def opened_with(home: Path, *arguments: str) -> SiteOptions:
    """What the explorer is asked to record."""
    sites: list[SiteOptions | None] = []

    def explore(_workspace: Workspace, _profile: str | None, site: SiteOptions | None) -> int:
        sites.append(site)
        return 0

    status = run(["capture", *arguments, "--tui"], explore, Workspace({"EDGE_TUI_HOME": str(home)}))
    assert status == 0
    (site,) = sites
    assert site is not None
    return site


def test_the_explorer_gets_every_option(home: Path) -> None:
    steps = home / "visit.steps"
    steps.write_text("goto /cart\n")
    site = opened_with(
        home,
        *("shop.example", "shop.example/cart", "--browser", "chromium", "--headless", "--name", "sale"),
        *("--profile-folder", "logins", "--to-datastream", ID, "--edge-host", "edge.shop.example"),
        *("--browser-arg", "--no-sandbox", "--steps", str(steps)),
    )
    assert site.urls == ("shop.example", "shop.example/cart")
    assert (site.name, site.browser, site.headless, site.profile_folder) == ("sale", "chromium", True, "logins")
    assert (site.target, site.target_value) == (Target.DATASTREAM, ID)
    assert (site.edge_hosts, site.arguments, len(site.steps)) == (("edge.shop.example",), ("--no-sandbox",), 1)
    assert site.rewriting().to_datastream == ID


@pytest.mark.parametrize(
    ("arguments", "target"),
    [((), Target.SITE), (("--to-emulator",), Target.EMULATOR), (("--to-profile", "stage"), Target.PROFILE)],
)
def test_calls_go_where_they_are_led(home: Path, arguments: tuple[str, ...], target: Target) -> None:
    assert opened_with(home, "shop.example", *arguments).target is target


@pytest.mark.parametrize(
    "arguments",
    [
        ("--for", "3s"),
        ("--until-idle", "3s"),
        ("--expect", "no blocked"),
        ("--junit", "x"),
        ("--har", "x"),
        ("--json",),
    ],
    ids=lambda arguments: arguments[0],
)
def test_what_only_a_run_without_a_screen_has_is_refused(command: Command, arguments: tuple[str, ...]) -> None:
    ended = command("capture", "shop.example", "--tui", *arguments)
    assert ended.status == 2
    assert f"--tui shows the visit on the screen, without {arguments[0]}." in ended.talk


def test_an_invalid_datastream_id_is_a_usage_error(command: Command) -> None:
    ended = command("capture", "shop.example", "--tui", "--to-datastream", "4f1c")
    assert ended.status == 2
    assert "'4f1c' isn't a datastream ID" in ended.talk


def test_two_places_to_send_to_are_refused(command: Command) -> None:
    ended = command("capture", "shop.example", "--tui", "--to-emulator", "--to-datastream", ID)
    assert ended.status == 2
    assert "one place only" in ended.talk
