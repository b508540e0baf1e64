"""Visitors and their state, without a screen: created, changed, expired, deleted, imported."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from edge_tui.model.client_state import ClientState, StateEntry
from edge_tui.model.errors import SetupError
from edge_tui.model.profile import EMULATOR_ORG_ID
from edge_tui.model.visitor import Identity, Visitor
from edge_tui.outline.visitor_tree import Place
from edge_tui.tui.dialogs.fields import Fields
from edge_tui.tui.visitors.changes import VisitorChanges
from edge_tui.tui.visitors.state_actions import StateActions
from edge_tui.tui.visitors.visitor_actions import VisitorActions
from edge_tui.workspace import Workspace
from tests.tui.scripted_dialogs import ScriptedDialogs
from tests.tui.stage import NOON

PREFIX = "kndctr_0E0F1A2B3C4D5E6F7A8B9C0D_AdobeOrg_"
FPID = "b95e6f0b-8b1c-4c2e-9d57-0f2d1c8a7e11"
STATE = ClientState(
    (
        StateEntry(PREFIX + "consent", "general=in"),
        StateEntry(PREFIX + "identity", "CiY", 60, NOON + timedelta(seconds=60)),
    )
)
KEPT = Visitor().with_state(EMULATOR_ORG_ID, STATE)


class Listing:
    """The visitors that are listed, and the cursor on one of them."""

    def __init__(self, workspace: Workspace, *answers: object, on: str = "default") -> None:
        self.current = "default"
        self._on = on
        self._workspace = workspace
        self.dialogs = ScriptedDialogs(*answers)
        self.changes = changes = VisitorChanges(workspace, self.dialogs, self)
        self.whole = VisitorActions(workspace, self.dialogs, self, changes)
        self.parts = StateActions(self.dialogs, self, changes, workspace.clock)

    @property
    def names(self) -> list[str]:
        """The names of all visitors."""
        return list(self._workspace.visitors.names())

    @property
    def under_cursor(self) -> Visitor | None:
        """The visitor under the cursor."""
        return self._workspace.visitors.get(self._on)

    def show_visitors(self, on: str) -> None:
        """Puts the cursor on a visitor."""
        self._on = on

    @property
    def state(self) -> ClientState:
        """The state of the visitor under the cursor."""
        return self._workspace.visitors.get(self._on).state(EMULATOR_ORG_ID)


def fills(**texts: str) -> Callable[[Fields], dict[str, str]]:
    """Fills fields of a form in, as far as it takes that."""

    def fill(form: Fields) -> dict[str, str]:
        filled = {field.key: field.value for field in form._fields} | texts
        form._validate(filled)
        return filled

    return fill


async def test_visitors_are_created_cloned_renamed_and_deleted(workspace: Workspace) -> None:
    workspace.visitors.save(KEPT)
    listing = Listing(workspace, fills(name="anna"), fills(name="bert"), fills(name="cleo"), "delete")
    await listing.whole.clone()
    assert listing.state == STATE
    await listing.whole.rename()
    assert listing.names == ["default", "bert"]
    await listing.whole.create()
    assert listing.state == ClientState()
    await listing.whole.delete(workspace.visitors.get("cleo"))
    assert listing.names == ["default", "bert"]
    assert listing.current == "default"


async def test_the_visitor_that_sends_is_followed_when_renamed_and_replaced_when_deleted(workspace: Workspace) -> None:
    workspace.visitors.save(Visitor("anna"))
    listing = Listing(workspace, fills(name="bert"), "delete", on="anna")
    listing.current = "anna"
    await listing.whole.rename()
    assert listing.current == "bert"
    await listing.whole.delete(workspace.visitors.get("bert"))
    assert listing.current == "default"


@pytest.mark.parametrize("name", ["", "default", "DEFAULT"])
async def test_a_name_that_is_taken_or_empty_is_refused(workspace: Workspace, name: str) -> None:
    workspace.visitors.save(KEPT)
    for action in ("create", "clone", "rename"):
        with pytest.raises(SetupError):
            await getattr(Listing(workspace, fills(name=name)).whole, action)()
    assert workspace.visitors.names() == ("default",)


@pytest.mark.parametrize("answer", ["back", None])
async def test_a_visitor_is_deleted_only_when_told(workspace: Workspace, answer: str | None) -> None:
    workspace.visitors.save(KEPT)
    listing = Listing(workspace, answer)
    await listing.whole.delete(KEPT)
    assert listing.dialogs.question.destructive
    assert workspace.visitors.get("default") == KEPT


async def test_the_cookies_of_a_browser_are_imported(workspace: Workspace) -> None:
    text = f"Cookie: _ga=1; {PREFIX}consent=general%3Din; {PREFIX}cluster=va6; FPID={FPID}"
    listing = Listing(workspace, text, "new", text, "add", text, "back")
    await listing.whole.import_cookies()
    assert list(listing.dialogs.question.answers) == ["new", "add", "back"]
    assert workspace.visitors.get("default").state(EMULATOR_ORG_ID) == ClientState()
    for name in ("visitor-2", "default"):
        state = workspace.visitors.get(name).state(EMULATOR_ORG_ID).live(NOON)
        assert [each.key.removeprefix(PREFIX) for each in state.entries] == ["consent", "cluster"]
        assert workspace.visitors.get(name).identity("FPID") == FPID
        listing.show_visitors("default")
        await listing.whole.import_cookies()
    assert listing.dialogs.is_finished
    assert workspace.visitors.names() == ("default", "visitor-2")


async def test_a_visitor_that_is_not_stored_yet_keeps_its_name(workspace: Workspace) -> None:
    listing = Listing(workspace, f"Cookie: {PREFIX}cluster=va6", "new")
    listing.current = "visitor-2"
    await listing.whole.import_cookies()
    assert listing.dialogs.question.answers["new"] == "New visitor visitor-3"
    assert workspace.visitors.names() == ("default", "visitor-3")


async def test_every_change_to_a_visitor_is_undone_by_one_key_latest_first(workspace: Workspace) -> None:
    workspace.visitors.save(KEPT)
    listing = Listing(workspace, "variable", fills(variable="cart", value="7"))
    states = [workspace.visitors.get("default")]
    for change in (
        lambda: listing.parts.expire(None),
        lambda: listing.parts.remove(entry("consent")),
        lambda: listing.parts.remove(entry("identity")),
    ):
        change()
        states.append(workspace.visitors.get("default"))
    await listing.parts.add()
    for before in reversed(states):
        listing.changes.undo()
        assert workspace.visitors.get("default") == before
    listing.changes.undo()
    assert "Nothing to undo" in listing.dialogs.toasts[-1]


async def test_a_deleted_visitor_is_not_brought_back_by_undoing_a_change_to_it(workspace: Workspace) -> None:
    workspace.visitors.save(replace(KEPT, name="anna"))
    listing = Listing(workspace, on="anna")
    listing.parts.expire(None)
    workspace.visitors.delete("anna")
    listing.changes.undo()
    assert "no longer exists" in listing.dialogs.toasts[-1]
    assert workspace.visitors.names() == ("default",)


@pytest.mark.parametrize("text", [None, " \n", "nothing known", "Cookie: _ga=1"])
async def test_a_text_without_cookies_of_the_edge_network_changes_nothing(workspace: Workspace, text: str) -> None:
    listing = Listing(workspace, text)
    await listing.whole.import_cookies()
    assert listing.state == ClientState()
    assert bool(listing.dialogs.toasts) is bool(text and text.strip())


def entry(name: str) -> Place:
    """The place of an entry in the tree."""
    return Place("entry", EMULATOR_ORG_ID, PREFIX + name)


async def test_an_entry_is_edited_and_has_no_origin_any_more(workspace: Workspace) -> None:
    workspace.visitors.save(KEPT)
    listing = Listing(workspace, fills(value="general=out", seconds="60"))
    await listing.parts.edit(entry("consent"))
    edited = next(each for each in listing.state.entries if each.key.endswith("consent"))
    assert (edited.value, edited.expires_at, edited.origin) == ("general=out", NOON + timedelta(seconds=60), "")
    assert len(listing.state.entries) == 2


@pytest.mark.parametrize("changed", [{"key": ""}, {"seconds": "soon"}, {"seconds": "-1"}, {"seconds": "²"}])
async def test_an_entry_that_cannot_be_is_refused(workspace: Workspace, changed: dict[str, str]) -> None:
    workspace.visitors.save(KEPT)
    with pytest.raises(SetupError):
        await Listing(workspace, fills(**changed)).parts.edit(entry("consent"))
    assert workspace.visitors.get("default") == KEPT


def test_one_entry_or_everything_expires(workspace: Workspace) -> None:
    workspace.visitors.save(KEPT)
    listing = Listing(workspace)
    listing.parts.expire(entry("consent"))
    assert [each.key for each in listing.state.live(NOON).entries] == [PREFIX + "identity"]
    listing.parts.expire(None)
    assert listing.state.live(NOON).entries == ()
    assert len(listing.dialogs.toasts) == 2


async def test_identities_and_variables_are_added_changed_removed_and_do_not_expire(workspace: Workspace) -> None:
    listing = Listing(
        workspace,
        "identity",
        fills(namespace="Email", id="anna@acme.example", state="authenticated"),
        "variable",
        fills(variable="cart", value="7"),
        fills(value="8"),
    )
    await listing.parts.add()
    await listing.parts.add()
    await listing.parts.edit(Place("variable", "", "cart"))
    visitor = workspace.visitors.get("default")
    assert visitor.identities == (Identity("Email", "anna@acme.example", "authenticated"),)
    assert visitor.variables == {"cart": "8"}
    for place in (Place("identity", "", "Email"), Place("variable", "", "cart")):
        listing.parts.expire(place)
        assert "delete" in listing.dialogs.toasts[-1]
        listing.parts.remove(place)
    assert workspace.visitors.get("default") == Visitor("default")


@pytest.mark.parametrize(
    ("action", "texts"),
    [
        ("identity", {"namespace": "", "id": "1"}),
        ("identity", {"namespace": "Email", "id": ""}),
        ("identity", {"namespace": "Email", "id": "1", "state": "sure"}),
        ("identity", {"namespace": "Email", "id": "1", "primary": "maybe"}),
        ("variable", {"variable": "my cart"}),
        ("variable", {"variable": ""}),
        ("variable", {"variable": "a}b"}),
    ],
)
async def test_what_cannot_be_an_identity_or_a_variable_is_refused(
    workspace: Workspace, action: str, texts: dict[str, Any]
) -> None:
    with pytest.raises(SetupError):
        await Listing(workspace, action, fills(**texts)).parts.add()


async def test_state_that_another_process_received_meanwhile_survives_an_edit(workspace: Workspace, home: Path) -> None:
    def meanwhile(form: Fields) -> dict[str, str]:
        elsewhere = Workspace({"EDGE_TUI_HOME": str(home)}).visitors
        elsewhere.change("default", lambda visitor: visitor.with_state(EMULATOR_ORG_ID, STATE))
        return fills(namespace="FPID", id=FPID)(form)

    listing = Listing(workspace, "identity", meanwhile)
    await listing.parts.add()
    assert listing.state == replace(STATE)
    assert workspace.visitors.get("default").identity("FPID") == FPID
