"""The doctor: what it finds out about a datastream, and what it leaves behind."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from edge_tui.doctor import Check, Status, run_checks
from edge_tui.model.exchange import Exchange, Response, Timings
from edge_tui.model.profile import EMULATOR_DATASTREAM_ID, EMULATOR_ORG_ID, EMULATOR_PROFILE
from edge_tui.model.visitor import Visitor
from edge_tui.workspace import Workspace
from tests.compare.test_side_by_side import IDENTITY, exchange
from tests.conftest import Command

_READ_ONLY_PROBES = ["new visitor", "same visitor", "third-party id"]


def profile_for(home: Path, number: int) -> None:
    """A profile named `it` for one of the emulator's datastreams."""
    datastream_id = f"{EMULATOR_DATASTREAM_ID[:-1]}{number}"
    (home / "profiles.toml").write_text(
        f'[profiles.it]\nurl = "emulator"\ndatastream_id = "{datastream_id}"\norg_id = "{EMULATOR_ORG_ID}"\n'
    )


def examined(command: Command, *options: str, status: int = 0) -> dict[str, Any]:
    ended = command("doctor", *options, "--json")
    assert (ended.status, ended.talk) == (status, "")
    document: dict[str, Any] = json.loads(ended.out)
    return document


def statuses(document: Mapping[str, Any]) -> dict[str, str]:
    return {sign["subject"]: sign["standing"] for sign in document["signs"]}


def bodies(workspace: Workspace) -> list[dict[str, Any]]:
    """The bodies of all exchanges in history, oldest first."""
    past = [workspace.history.load(each.key) for each in reversed(workspace.history.recent(limit=50))]
    return [json.loads(each.request.body) for each in past if each]


def test_everything_that_is_enabled_is_seen(command: Command) -> None:
    document = examined(command)
    assert statuses(document) == {
        "gateway": "seen",
        "datastream": "seen",
        "access": "seen",
        "identity": "seen",
        "state": "seen",
        "third-party id": "not seen",
        "id syncs": "seen",
        "Adobe Target": "seen",
        "Adobe Journey Optimizer": "seen",
        "edge destinations": "seen",
        "cookie and URL destinations": "seen",
        "consent": "seen",
        "visitor": "seen",
        "hidden": "hidden",
    }
    assert [probe["name"] for probe in document["probes"]] == _READ_ONLY_PROBES
    assert all(probe["status"] == 200 and probe["gatewayRequestId"] for probe in document["probes"])


def test_a_service_that_is_not_configured_is_not_seen(command: Command, home: Path) -> None:
    profile_for(home, 5)
    found = statuses(examined(command, "--profile", "it"))
    assert found["Adobe Target"] == "seen"
    assert "Adobe Journey Optimizer" not in found
    assert {found[each] for each in ("id syncs", "edge destinations", "consent", "third-party id")} == {"not seen"}


@pytest.mark.parametrize(
    ("number", "subject", "code"),
    [(2, "access", "EXEG-0500-401"), (3, "datastream", "EXEG-0004-422"), (6, "datastream", "EXEG-0012-422")],
)
def test_a_refusal_is_explained_and_stops_the_probes(
    command: Command, home: Path, number: int, subject: str, code: str
) -> None:
    profile_for(home, number)
    document = examined(command, "--profile", "it", status=5)
    last = document["signs"][-1]
    assert (last["subject"], last["standing"]) == (subject, "trouble")
    assert last["words"].startswith(code)
    assert last["how"]
    assert [probe["name"] for probe in document["probes"]] == _READ_ONLY_PROBES[:1]


def test_an_unreachable_gateway_is_the_only_check(command: Command, home: Path) -> None:
    (home / "profiles.toml").write_text('[profiles.it]\nurl = "http://127.0.0.1:9"\ndatastream_id = "x"\n')
    document = examined(command, "--profile", "it", status=3)
    (sign,) = document["signs"]
    assert (sign["subject"], sign["standing"]) == ("gateway", "trouble")
    assert "nothing is listening there" in sign["words"]


def test_failing_services_are_named(command: Command, home: Path) -> None:
    profile_for(home, 7)
    document = examined(command, "--profile", "it", status=6)
    troubles = [sign for sign in document["signs"] if sign["standing"] == "trouble"]
    assert any("com.adobe.target" in sign["words"] and sign["how"] for sign in troubles)
    assert len({(sign["subject"], sign["words"]) for sign in troubles}) == len(troubles)


def test_nothing_else_is_checked_for_an_opted_out_visitor(command: Command, home: Path) -> None:
    profile_for(home, 4)
    found = statuses(examined(command, "--profile", "it"))
    assert found["consent"] == "trouble"
    assert "edge destinations" not in found


def test_scopes_and_page_are_requested(command: Command, workspace: Workspace) -> None:
    examined(command, "--scope", "hero", "--scope", "web://other.example/#a", "--page", "https://site.example/p")
    query = bodies(workspace)[0]["query"]["personalization"]
    assert query["decisionScopes"] == ["__view__", "hero"]
    assert query["surfaces"] == ["web://site.example/p", "web://other.example/#a"]


def test_by_default_no_events_are_recorded(command: Command, workspace: Workspace) -> None:
    examined(command)
    events = [body["event"]["xdm"]["eventType"] for body in bodies(workspace) if "event" in body]
    assert events == ["decisioning.propositionFetch"] * 2


def test_with_send_events_a_page_view_and_a_media_session_are_sent_and_ended(command: Command) -> None:
    document = examined(command, "--send-events")
    found = statuses(document)
    assert (found["page views"], found["streaming media"]) == ("seen", "seen")
    assert [(probe["name"], probe["status"]) for probe in document["probes"][3:]] == [
        ("page view", 200),
        ("media session", 200),
        ("end of the media session", 204),
    ]


def test_its_temporary_visitor_is_deleted_and_others_are_untouched(command: Command, workspace: Workspace) -> None:
    workspace.visitors.add(Visitor("doctor", variables={"a": "b"}))
    assert examined(command)["visitor"] == "doctor 2"
    assert workspace.visitors.names() == ("default", "doctor")
    assert workspace.visitors.get("doctor").variables == {"a": "b"}
    assert not workspace.visitors.get("doctor").states


def test_a_second_run_is_not_taken_for_the_visitor_of_the_first(command: Command, workspace: Workspace) -> None:
    first, second = examined(command), examined(command)
    assert first["visitor"] != second["visitor"]
    assert statuses(second) == statuses(first)
    assert not any(each.has_new_ecid for each in workspace.history.recent())


def test_a_named_visitor_keeps_the_returned_state(command: Command, workspace: Workspace) -> None:
    workspace.visitors.add(Visitor("Anna"))
    assert examined(command, "--visitor", "Anna")["visitor"] == "Anna"
    assert workspace.visitors.get("Anna").states


def test_the_report_is_a_tree(command: Command) -> None:
    report = command("doctor").out
    assert report.splitlines()[0].startswith(f"datastream {EMULATOR_DATASTREAM_ID}  emulator")
    assert "├─ ✓ identity" in report
    assert "└─ ? hidden" in report


def of(subject: str, found: tuple[Check, ...]) -> Check:
    return next(check for check in found if check.subject == subject)


def another(ecid: str) -> Exchange:
    state = {"type": "state:store", "payload": [{"key": "kndctr_A_AdobeOrg_identity", "value": "x"}]}
    return exchange({"type": "identity:result", "payload": [{"id": ecid, "namespace": {"code": "ECID"}}]}, state)


def test_a_visitor_who_is_not_recognized_is_reported() -> None:
    kept = run_checks(EMULATOR_PROFILE, {"new visitor": another("1"), "same visitor": another("1")})
    lost = run_checks(EMULATOR_PROFILE, {"new visitor": another("1"), "same visitor": another("2")})
    assert of("state", kept).status is Status.SEEN
    assert of("state", lost).status is Status.TROUBLE


def test_missing_state_is_not_seen() -> None:
    found = run_checks(EMULATOR_PROFILE, {"new visitor": exchange(IDENTITY)})
    assert of("state", found).status is Status.NOT_SEEN


@pytest.mark.parametrize(("status", "body"), [(200, b"<html>"), (404, b""), (502, b"<html>"), (200, b"")])
def test_a_server_that_is_not_an_edge_gateway_is_reported(status: int, body: bytes) -> None:
    other_server = exchange(IDENTITY).ended(Response(status, (), body, Timings(1.0)))
    last = run_checks(EMULATOR_PROFILE, {"new visitor": other_server})[-1]
    assert last.status is Status.TROUBLE
    assert "isn't an Edge gateway" in last.detail


DATASTREAM = "5f1c0000-0000-4000-8000-000000000001"


def test_state_of_another_organization_than_the_profiles_is_trouble(command: Command) -> None:
    command("profiles", "add", "theirs", "--url", "emulator", "--datastream-id", DATASTREAM, "--org-id", "X@AdobeOrg")
    document = json.loads(command("doctor", "--profile", "theirs", "--json").out)
    (sign,) = [each for each in document["signs"] if each["subject"] == "organization"]
    assert sign["standing"] == "trouble"
    assert "the profile has X@AdobeOrg" in sign["words"]
