"""Rules of files and options, with the profiles and the emulator that they name."""

from pathlib import Path

import httpx
import pytest

from edge_tui.model.errors import SetupError
from edge_tui.model.passing import GoElsewhere, PassingRequest
from edge_tui.model.profile import EMULATOR_DATASTREAM_ID, Profile
from edge_tui.workspace import Workspace
from edge_tui.workspace.rewriting import RewritingOptions

CALL = PassingRequest("POST", "https://edge.adobedc.net/ee/v1/interact?configId=a&requestId=r")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "rules.toml"
    path.write_text("[[rules]]\nname = 'busy'\nfault.status = 503\n")
    return path


def test_without_rules_nothing_is_changed(workspace: Workspace) -> None:
    with workspace.rewriting.rewriter(RewritingOptions()) as rewriter:
        assert rewriter is None


def test_destinations_come_before_the_rules_of_files(workspace: Workspace, rules: Path) -> None:
    with workspace.rewriting.rewriter(RewritingOptions((rules,), to_datastream="b")) as rewriter:
        assert rewriter is not None
        assert rewriter.sentences == (
            "--to-datastream: calls go to datastream b.",
            "busy: calls get status 503.",
        )


def test_a_file_may_start_with_a_byte_order_mark_and_end_lines_as_windows_does(
    workspace: Workspace, rules: Path
) -> None:
    rules.write_bytes(b"\xef\xbb\xbf" + rules.read_bytes().replace(b"\n", b"\r\n"))
    with workspace.rewriting.rewriter(RewritingOptions((rules,))) as rewriter:
        assert rewriter is not None
        assert rewriter.sentences == ("busy: calls get status 503.",)


def test_a_profile_is_named_by_an_option_or_a_rule(workspace: Workspace, tmp_path: Path) -> None:
    workspace.profiles.add(Profile(name="stage", url="https://edge.stage.example", datastream_id="s"))
    named = tmp_path / "rules.toml"
    named.write_text("[[rules]]\nto.profile = 'stage'\n")
    for options in (RewritingOptions(to_profile="stage"), RewritingOptions((named,))):
        with workspace.rewriting.rewriter(options) as rewriter:
            assert rewriter is not None
            action = rewriter.on_request(CALL)
            assert isinstance(action, GoElsewhere)
            assert action.url == "https://edge.stage.example/ee/v1/interact?configId=s&requestId=r"


@pytest.mark.parametrize("options", [RewritingOptions(to_emulator=True), RewritingOptions(to_profile="emulator")])
def test_the_emulator_listens_for_as_long_as_it_is_needed(workspace: Workspace, options: RewritingOptions) -> None:
    with workspace.rewriting.rewriter(options) as rewriter:
        assert rewriter is not None
        action = rewriter.on_request(CALL)
        assert isinstance(action, GoElsewhere)
        assert f"configId={EMULATOR_DATASTREAM_ID}" in action.url
        assert httpx.post(action.url, content="{}").status_code == 400
    with pytest.raises(httpx.ConnectError):
        httpx.post(action.url, content="{}")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (RewritingOptions((Path("missing.toml"),)), "missing.toml can't be read: No such file or directory."),
        (RewritingOptions(to_datastream="a", to_emulator=True), "Calls can go to one place only."),
        (RewritingOptions(to_profile="stag"), "stag"),
        (RewritingOptions(to_datastream=" "), "isn't a datastream ID"),
    ],
)
def test_what_can_not_be_followed_is_said(workspace: Workspace, options: RewritingOptions, message: str) -> None:
    with pytest.raises(SetupError) as raised, workspace.rewriting.rewriter(options):
        pass
    assert message in str(raised.value)
