"""The rules of a recording that goes on, with the profiles and the emulator that they name."""

from pathlib import Path

import httpx
import pytest

from edge_tui.model.errors import SetupError
from edge_tui.model.passing import AnswerWith, GoElsewhere, PassingRequest
from edge_tui.model.profile import EMULATOR_DATASTREAM_ID, Environment, Profile
from edge_tui.rewriting.destination import Destination
from edge_tui.rewriting.fault import Fault
from edge_tui.rewriting.rules import Rule
from edge_tui.workspace import Workspace
from edge_tui.workspace.rewriting import RewritingOptions

CALL = PassingRequest("POST", "https://edge.adobedc.net/ee/v1/interact?configId=a&requestId=r", body=b"{}")
BUSY = Rule("busy", fault=Fault(status=503))
TO_EMULATOR = Rule("to the emulator", to=Destination(emulator=True))


def test_a_rule_counts_for_the_next_call_and_is_reported(workspace: Workspace) -> None:
    live = workspace.rewriting.live(RewritingOptions())
    reported: list[tuple[str, ...]] = []
    live.on_change = reported.append
    assert live.rewriter.on_request(CALL) is None
    live.replace([BUSY])
    assert isinstance(live.rewriter.on_request(CALL), AnswerWith)
    live.replace([])
    assert live.rewriter.on_request(CALL) is None
    assert reported == [("busy: calls get status 503.",), ()]
    live.close()


def test_the_emulator_starts_with_its_first_rule_and_ends_with_the_recording(workspace: Workspace) -> None:
    live = workspace.rewriting.live(RewritingOptions())
    live.replace([TO_EMULATOR])
    action = live.rewriter.on_request(CALL)
    assert isinstance(action, GoElsewhere)
    assert f"configId={EMULATOR_DATASTREAM_ID}" in action.url
    assert httpx.post(action.url, content="{}").status_code == 400
    live.replace([])
    live.replace([TO_EMULATOR])
    assert live.rewriter.on_request(CALL) == action, "the same emulator, which remembers"
    assert live.now.sentences == ("to the emulator: calls go to the built-in emulator.",)
    live.close()
    with pytest.raises(httpx.ConnectError):
        httpx.post(action.url, content="{}")
    with pytest.raises(SetupError):
        live.replace([BUSY])


def test_a_change_that_cannot_be_changes_nothing(workspace: Workspace) -> None:
    live = workspace.rewriting.live(RewritingOptions())
    live.replace([BUSY])
    with pytest.raises(SetupError, match="isn't a profile"):
        live.replace([Rule("away", to=Destination(profile="gone"))])
    assert live.rules == (BUSY,)
    assert isinstance(live.rewriter.on_request(CALL), AnswerWith)
    live.close()


def test_options_and_files_are_rules_as_they_are_written(workspace: Workspace, tmp_path: Path) -> None:
    workspace.profiles.add(
        Profile("live", environment=Environment.PROD, url="https://edge.shop.example", datastream_id="p")
    )
    file = tmp_path / "rules.toml"
    written = "# Busy.\n\n[[rules]]  # Friday\nname = 'busy'\nfault.status = 503\n"
    file.write_text(written)
    live = workspace.rewriting.live(RewritingOptions((file,), to_profile="live"))
    assert live.now.landing.leads_to_production
    assert "PRODUCTION" in live.now.landing.words
    assert 'to.profile = "live"' in live.text()
    assert live.text().endswith(f"\n\n{written}")
    assert live.read(live.text()).rules == live.rules
    live.close()


def test_without_a_rule_the_file_is_an_example_that_has_none(workspace: Workspace) -> None:
    live = workspace.rewriting.live(RewritingOptions())
    assert "# offer.scope" in live.text()
    assert live.read(live.text()).rules == ()
    assert live.read("").rules == ()
    with pytest.raises(SetupError, match=r"rules\.toml, line 2"):
        live.read("[[rules]]\nfault.state = 503")
    live.close()


def test_a_file_that_cannot_be_read_leaves_nothing_open(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(SetupError):
        workspace.rewriting.live(RewritingOptions((tmp_path / "none.toml",)))
    with pytest.raises(SetupError, match="one place"):
        workspace.rewriting.live(RewritingOptions(to_datastream="a", to_emulator=True))
