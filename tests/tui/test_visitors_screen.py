"""The visitors screen: visitors and their client state, and the keys that change them."""

import json
from datetime import timedelta

from textual.widgets import Input, TextArea

from edge_tui.model.exchange import Draft
from edge_tui.model.profile import EMULATOR_ORG_ID
from edge_tui.model.visitor import Identity, Visitor
from edge_tui.tui.dialogs.choice import Choice
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


async def test_client_state_is_shown_with_expiry_and_the_exchange_that_set_it(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        exchange = await stage.send()
        await open_visitors(stage)
        assert "hint or2 30 min" in stage.drawn
        assert "394 d" in stage.drawn or "395 d" in stage.drawn
        await stage.focus(stage.find(HandleTree))
        await stage.press("j", "j", "j", "j")
        await stage.until(lambda: exchange.request_id in stage.drawn.replace("\n", ""))


async def test_countdowns_leave_the_cursor_and_open_nodes_in_place(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        await open_visitors(stage)
        tree = stage.find(HandleTree)
        await stage.focus(tree)
        await stage.use("tree.expand")
        await stage.until(lambda: "cluster" in stage.drawn)
        lines = [str(node.label) for node in (tree.get_node_at_line(n) for n in range(tree.last_line + 1)) if node]
        cluster = lines.index("cluster")
        await stage.press(*("j" * cluster))
        cursor, opened = tree.cursor_node, tree.last_line
        assert cursor is not None
        assert "30 min left" in stage.drawn
        workspace.clock = lambda: NOON + timedelta(seconds=65)
        await stage.until(lambda: "30 min left" not in stage.drawn.lower())
        # In the list, in the tree and in the explanation.
        assert "hint or2 29 min" in stage.drawn
        assert stage.drawn.lower().count("29 min left") > 2
        before = stage.drawn
        workspace.clock = lambda: NOON + timedelta(seconds=115)
        stage.app.screen.count_down()
        await stage.still()
        assert stage.drawn == before, "seconds are shown in the last minute only"
        workspace.clock = lambda: NOON + timedelta(minutes=29, seconds=18)
        await stage.until(lambda: "hint or2 42 s" in stage.drawn)
        assert (tree.cursor_node, tree.cursor_line, tree.last_line) == (cursor, cluster, opened)
        workspace.clock = lambda: NOON + timedelta(minutes=31)
        await stage.until(lambda: "expired 1 min ago" in stage.drawn)
        assert (tree.cursor_node, tree.cursor_line, tree.last_line) == (cursor, cluster, opened)


async def test_visitors_are_added_cloned_renamed_chosen_and_deleted(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        await open_visitors(stage)
        await stage.use("visitor.clone")
        await name_it(stage, "anna")
        assert keys(workspace, "anna") == keys(workspace) != []
        await stage.use("visitor.rename")
        await name_it(stage, "bert")
        await stage.press("a")
        await name_it(stage, "cleo")
        assert workspace.visitors.names() == ("default", "bert", "cleo")
        await stage.press("delete")
        await stage.shows(Question)
        await stage.press("right", "enter")
        await stage.shows(Visitors)
        assert workspace.visitors.names() == ("default", "bert")
        stage.find(VisitorList).highlighted = 1
        await stage.press("enter")
        await stage.shows(Workbench)
        assert stage.bench.state.visitor.value == "bert"


async def test_state_expired_by_hand_is_no_longer_sent(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        await open_visitors(stage)
        await stage.use("visitor.expire")
        assert keys(workspace) == []
        await stage.press("ctrl+z")
        assert len(keys(workspace)) == 3
        await stage.use("visitor.expire")
        await stage.press("escape")
        await stage.shows(Workbench)
        exchange = await stage.send()
        assert "meta" not in json.loads(exchange.request.body)
        assert "/ee/v2/interact" in exchange.request.url


async def test_a_browsers_cookies_are_imported(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_visitors(stage)
        await stage.press("i")
        await stage.shows(TextForm)
        stage.find(TextArea).text = f"Cookie: _ga=1; {PREFIX}consent=general%3Din; {PREFIX}cluster=va6; FPID={FPID}"
        await stage.press("f3")
        await stage.shows(Question)
        await stage.press("enter")
        await stage.shows(Visitors)
        assert keys(workspace) == [], "the visitor that sends is left alone"
        assert keys(workspace, "visitor-2") == ["consent", "cluster"]
        assert workspace.visitors.get("visitor-2").identity("FPID") == FPID
        await stage.press("enter")
        await stage.shows(Workbench)
        assert stage.bench.state.session.state.hint is not None
        assert "/ee/va6/v2/" in (await stage.send()).request.url


async def test_a_variable_of_a_visitor_fills_only_its_events(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_visitors(stage)
        await stage.use("visitor.part")
        await stage.shows(Choice)
        await stage.press("down", "enter")
        await stage.shows(Fields)
        stage.find(Input, "#variable").value = "my cart"
        await stage.press("enter")
        assert "without spaces" in stage.drawn
        stage.find(Input, "#variable").value = "cart"
        stage.find(Input, "#value").value = "7"
        assert isinstance(stage.app.screen, Fields)
        await stage.press("enter")
        await stage.shows(Visitors)
        await stage.until(lambda: "cart" in stage.drawn)
        await stage.focus(stage.find(HandleTree))
        await stage.press("j", "e")
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


async def test_an_identity_of_a_visitor_is_sent_with_every_event(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_visitors(stage)
        await stage.use("visitor.part")
        await stage.shows(Choice)
        await stage.press("enter")
        await stage.shows(Fields)
        stage.find(Input, "#namespace").value = "Email"
        stage.find(Input, "#id").value = "anna@acme.example"
        stage.find(Input, "#state").value = "sure"
        await stage.press("enter")
        assert "Unknown authenticated state" in stage.drawn
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


async def test_an_identity_and_a_variable_are_deleted_and_do_not_expire(workspace: Workspace) -> None:
    workspace.visitors.save(Visitor("default", identities=(Identity("FPID", FPID),), variables={"cart": "7"}))
    async with explorer(workspace) as stage:
        await open_visitors(stage)
        await stage.focus(stage.find(HandleTree))
        await stage.press("j", "0")
        assert "This doesn't expire" in stage.drawn
        await stage.press("delete")
        await stage.until(lambda: not workspace.visitors.get("default").identities)
        await stage.press("j", "backspace")
        await stage.until(lambda: "nothing yet" in stage.drawn)
        assert workspace.visitors.get("default") == Visitor("default")
