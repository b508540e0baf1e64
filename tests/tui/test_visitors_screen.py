"""The visitors screen: who there is, what each keeps, and what can be done about it."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from textual.widgets import Input, TextArea

from edge_tui.model.client_state import ClientState, StateEntry
from edge_tui.model.exchange import Draft
from edge_tui.model.profile import EMULATOR_ORG_ID
from edge_tui.model.visitor import Identity, Visitor
from edge_tui.tui.dialogs.fields import Fields
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.dialogs.text_form import TextForm
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.visitors.screen import Visitors
from edge_tui.tui.visitors.visitor_list import VisitorList
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.tui.stage import NOON, Stage, explorer

PREFIX = "kndctr_0E0F1A2B3C4D5E6F7A8B9C0D_AdobeOrg_"
FPID = "b95e6f0b-8b1c-4c2e-9d57-0f2d1c8a7e11"


async def open_visitors(stage: Stage) -> None:
    stage.bench.action_visitors()
    await stage.shows(Visitors)


def keys(workspace: Workspace, visitor: str = "default") -> list[str]:
    state = workspace.visitors.get(visitor).state(EMULATOR_ORG_ID).live(NOON)
    return [entry.key.removeprefix(PREFIX) for entry in state.entries]


async def name_it(stage: Stage, name: str) -> None:
    await stage.shows(Fields)
    stage.find(Input, "#name").value = name
    await stage.press("enter")
    await stage.shows(Visitors)


async def test_a_jar_shows_what_is_kept_until_when_and_since_which_exchange(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        exchange = await stage.send()
        await open_visitors(stage)
        assert "⬡ or2 30:00" in stage.drawn
        assert "394 d" in stage.drawn or "395 d" in stage.drawn
        await stage.focus(stage.find(HandleTree))
        await stage.press("j", "j", "j", "j")
        await stage.until(lambda: exchange.request_id in stage.drawn.replace("\n", ""))


async def test_time_passes_in_a_jar_and_leaves_the_cursor_and_what_is_open_where_they_are(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        await open_visitors(stage)
        tree = stage.find(HandleTree)
        await stage.focus(tree)
        await stage.press("e")
        await stage.until(lambda: "cluster" in stage.drawn)
        lines = [str(node.label) for node in (tree.get_node_at_line(n) for n in range(tree.last_line + 1)) if node]
        cluster = lines.index("cluster")
        await stage.press(*("j" * cluster))
        cursor, opened = tree.cursor_node, tree.last_line
        assert cursor is not None
        assert "30 min left" in stage.drawn
        workspace.clock = lambda: NOON + timedelta(seconds=65)
        await stage.until(lambda: "30 min left" not in stage.drawn.lower())
        # In the list, in the jar and in the explanation.
        assert "⬡ or2 28:55" in stage.drawn
        assert stage.drawn.lower().count("28 min 55 s left") > 2
        assert (tree.cursor_node, tree.cursor_line, tree.last_line) == (cursor, cluster, opened)
        workspace.clock = lambda: NOON + timedelta(minutes=31)
        await stage.until(lambda: "expired 1 min ago" in stage.drawn)
        assert (tree.cursor_node, tree.cursor_line, tree.last_line) == (cursor, cluster, opened)


async def test_visitors_are_added_cloned_renamed_chosen_and_deleted(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        await open_visitors(stage)
        await stage.press("C")
        await name_it(stage, "anna")
        assert keys(workspace, "anna") == keys(workspace) != []
        await stage.press("R")
        await name_it(stage, "bert")
        await stage.press("a")
        await name_it(stage, "cleo")
        assert workspace.visitors.names() == ("default", "bert", "cleo")
        await stage.press("D")
        await stage.shows(Question)
        await stage.press("right", "enter")
        await stage.shows(Visitors)
        assert workspace.visitors.names() == ("default", "bert")
        stage.find(VisitorList).highlighted = 1
        await stage.press("enter")
        await stage.shows(Workbench)
        assert stage.bench.state.visitor.value == "bert"


async def test_a_name_that_is_taken_is_said_at_once(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_visitors(stage)
        await stage.press("a")
        await stage.shows(Fields)
        await stage.write("default")
        await stage.press("enter")
        assert "There is already a visitor default" in stage.drawn
        assert isinstance(stage.app.screen, Fields)


async def test_what_expired_by_hand_is_not_sent_any_more(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        await open_visitors(stage)
        await stage.press("x")
        assert keys(workspace) == []
        await stage.press("escape")
        await stage.shows(Workbench)
        exchange = await stage.send()
        assert "meta" not in json.loads(exchange.request.body)
        assert "/ee/v2/interact" in exchange.request.url


async def test_one_entry_is_edited_and_another_deleted(workspace: Workspace) -> None:
    entries = (StateEntry(PREFIX + "consent", "general=in"), StateEntry(PREFIX + "identity", "CiY", 60, NOON))
    state = workspace.visitors.get("default").state(EMULATOR_ORG_ID)
    kept = Visitor().with_state(EMULATOR_ORG_ID, replace(state, entries=entries))
    workspace.visitors.save(kept)
    async with explorer(workspace) as stage:
        await open_visitors(stage)
        await stage.focus(stage.find(HandleTree))
        await stage.press("j", "E")
        await stage.shows(Fields)
        stage.find(Input, "#value").value = "general=out"
        stage.find(Input, "#seconds").value = "60"
        await stage.press("enter")
        await stage.shows(Visitors)
        edited = workspace.visitors.get("default").state(EMULATOR_ORG_ID).entries[0]
        assert (edited.value, edited.expires_at, edited.origin) == ("general=out", NOON + timedelta(seconds=60), "")
        await stage.focus(stage.find(HandleTree))
        await stage.until(lambda: stage.find(HandleTree).cursor_line == 0)
        await stage.press("j", "j", "delete")
        assert keys(workspace) == ["consent"]


async def test_a_browsers_cookies_are_imported(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_visitors(stage)
        await stage.press("i")
        await stage.shows(TextForm)
        stage.find(TextArea).text = f"Cookie: _ga=1; {PREFIX}consent=general%3Din; {PREFIX}cluster=va6; FPID={FPID}"
        await stage.press("f3")
        await stage.shows(Visitors)
        assert keys(workspace) == ["consent", "cluster"]
        assert workspace.visitors.get("default").identity("FPID") == FPID
        assert stage.bench.state.session.state.hint is not None
        await stage.press("escape")
        await stage.shows(Workbench)
        assert "/ee/va6/v2/" in (await stage.send()).request.url


async def test_an_identity_of_its_own_is_sent_with_every_event(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_visitors(stage)
        await stage.press("I")
        await stage.shows(Fields)
        stage.find(Input, "#namespace").value = "Email"
        stage.find(Input, "#id").value = "anna@acme.example"
        stage.find(Input, "#state").value = "sure"
        await stage.press("enter")
        assert "That is no authenticated state" in stage.drawn
        stage.find(Input, "#state").value = "authenticated"
        await stage.press("enter")
        await stage.shows(Visitors)
        assert workspace.visitors.get("default").identities == (
            Identity("Email", "anna@acme.example", "authenticated"),
        )
        await stage.press("escape")
        await stage.shows(Workbench)
        body = json.loads((await stage.send()).request.body)
        assert body["event"]["xdm"]["identityMap"]["Email"][0]["id"] == "anna@acme.example"


async def test_a_variable_of_its_own_fills_events_of_this_visitor_alone(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_visitors(stage)
        await stage.press("V")
        await stage.shows(Fields)
        stage.find(Input, "#variable").value = "my cart"
        await stage.press("enter")
        assert "without blanks" in stage.drawn
        stage.find(Input, "#variable").value = "cart"
        stage.find(Input, "#value").value = "7"
        assert isinstance(stage.app.screen, Fields)
        await stage.press("enter")
        await stage.shows(Visitors)
        await stage.until(lambda: "variables" in stage.drawn)
        await stage.focus(stage.find(HandleTree))
        await stage.press("j", "E")
        await stage.shows(Fields)
        stage.find(Input, "#value").value = "8"
        await stage.press("enter")
        await stage.shows(Visitors)
        await stage.press("escape")
        await stage.shows(Workbench)
        await stage.bench.load_draft(Draft('{"event": {"xdm": {"_id": "{{var:cart}}"}}}')).wait()
        await stage.still()
        assert json.loads((await stage.send()).request.body)["event"]["xdm"]["_id"] == "8"
        assert workspace.visitors.get("anna").variables == {}


async def test_an_identity_and_a_variable_are_deleted_from_the_jar_and_do_not_expire(workspace: Workspace) -> None:
    workspace.visitors.save(Visitor("default", identities=(Identity("FPID", FPID),), variables={"cart": "7"}))
    async with explorer(workspace) as stage:
        await open_visitors(stage)
        await stage.focus(stage.find(HandleTree))
        await stage.press("j", "x")
        assert "It does not expire" in stage.drawn
        await stage.press("D")
        await stage.until(lambda: "identities" not in stage.drawn)
        await stage.press("j", "D")
        await stage.until(lambda: "nothing yet" in stage.drawn)
        assert workspace.visitors.get("default") == Visitor("default")


async def test_what_another_process_was_given_meanwhile_survives_an_edit(workspace: Workspace, home: Path) -> None:
    async with explorer(workspace) as stage:
        await open_visitors(stage)
        await stage.press("I")
        await stage.shows(Fields)
        given = ClientState((StateEntry(PREFIX + "consent", "general=in"),))
        elsewhere = Workspace({"EDGE_TUI_HOME": str(home)}).visitors
        elsewhere.change("default", lambda visitor: visitor.with_state(EMULATOR_ORG_ID, given))
        stage.find(Input, "#namespace").value = "FPID"
        stage.find(Input, "#id").value = FPID
        await stage.press("enter")
        await stage.shows(Visitors)
        assert keys(workspace) == ["consent"]
        assert workspace.visitors.get("default").identity("FPID") == FPID
