"""Visitors: who there is on the left, what the one under the cursor keeps on the right."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Footer

from edge_tui.jars import Place, jar_tree, place_of, read_jar
from edge_tui.model.client_state import ClientState, StateEntry
from edge_tui.model.errors import SetupError
from edge_tui.model.node import Node
from edge_tui.model.profile import Profile
from edge_tui.model.visitor import AUTHENTICATED_STATES, DEFAULT_VISITOR, Identity, Visitor
from edge_tui.tui.screens.fields import Field, Fields
from edge_tui.tui.screens.question import Question
from edge_tui.tui.widgets.explain_pane import ExplainPane
from edge_tui.tui.widgets.handle_tree import HandleTree
from edge_tui.tui.widgets.pane import Pane
from edge_tui.tui.widgets.visitor_list import VisitorList
from edge_tui.workspace import Workspace


class Visitors(Screen[str | None]):
    """Ends with the visitor who sends from now on, or None when that stays as it was."""

    CSS_PATH = "visitors.tcss"
    AUTO_FOCUS = "#visitors"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS = [
        Binding("a", "new", "New", id="visitor.add", tooltip="A visitor with an empty jar"),
        Binding("C", "clone", "Clone", id="visitor.clone", tooltip="A copy with all its state"),
        Binding("R", "rename", "Rename", id="visitor.rename"),
        Binding("i", "import", "Import", id="visitor.import", tooltip="document.cookie, a Cookie: header, HAR, curl"),
        Binding("E", "edit", "Edit", id="visitor.edit", tooltip="The entry or identity under the cursor of the jar"),
        Binding("I", "identity", "Identity", id="visitor.identity", tooltip="An FPID, ECID, Email … of its own"),
        Binding("x", "expire", "Expire", id="visitor.expire", tooltip="Now: this entry, or everything it keeps"),
        Binding("delete,D", "delete", "Delete", id="visitor.delete", tooltip="This entry, or the whole visitor"),
        Binding("escape,q", "leave", "Back"),
        Binding("tab", "app.focus_next", "Next pane", show=False),
    ]

    node: reactive[Node | None] = reactive(None, always_update=True)

    def __init__(self, workspace: Workspace, profile: Profile, current: str) -> None:
        super().__init__()
        self._workspace = workspace
        self._profile = profile
        self._current = current
        self._under_cursor: Node | None = None

    def compose(self) -> ComposeResult:
        """The list, the jar, and what the cursor of the jar is on."""
        with Horizontal(id="visitors-columns"):
            with Pane(id="visitors-pane"):
                yield VisitorList(self._profile.org_id, self._current)
            with Vertical(id="jar-column"):
                with Pane(id="jar-pane"):
                    yield HandleTree()
                yield ExplainPane(id="jar-explain").data_bind(Visitors.node)
        yield Footer()

    def on_mount(self) -> None:
        """Lists them; the hints count down."""
        self.query_one("#visitors-pane", Pane).title("Visitors")
        self._list(self._current)
        self.set_interval(1.0, lambda: self._listed.tick(self._workspace.clock()))

    @property
    def _listed(self) -> VisitorList:
        return self.query_one(VisitorList)

    def _list(self, on: str) -> None:
        names = list(self._workspace.visitors.names())
        names += [self._current] if self._current not in names else []
        try:
            found = [self._workspace.visitors.get(name) for name in names]
        except SetupError as error:
            self._refuse(error)
            found = [Visitor(self._current)]
        self._listed.fill(found, self._workspace.clock(), on)
        self.query_one("#visitors-pane", Pane).subtitle(str(len(found)))
        for trouble in self._workspace.visitors.troubles:
            self.notify(trouble, severity="warning", markup=False)

    def _refuse(self, error: SetupError) -> None:
        self.notify(f"{error.what}\n{error.how}".strip(), severity="error", markup=False)

    def on_visitor_list_highlighted(self, event: VisitorList.Highlighted) -> None:
        """Shows the jar of the visitor under the cursor."""
        pane = self.query_one("#jar-pane", Pane)
        pane.title(f"Jar of {event.visitor.name}")
        self.query_one(HandleTree).show(jar_tree(event.visitor, self._workspace.clock()))

    def on_visitor_list_chosen(self, event: VisitorList.Chosen) -> None:
        """Sends as this visitor from now on."""
        self.dismiss(event.name)

    def on_handle_tree_highlighted(self, event: HandleTree.Highlighted) -> None:
        """Explains the node under the cursor; its pointer leads nowhere but here."""
        self._under_cursor = event.node
        self.node = replace(event.node, pointer=None) if event.node else None

    def on_handle_tree_copy_asked(self, event: HandleTree.CopyAsked) -> None:
        """Copies a value."""
        self.app.copy_node(event.node, "value")  # type: ignore[attr-defined]

    def _place(self) -> Place | None:
        """What is meant: a place in the jar while the jar has the focus, None for the whole visitor."""
        return place_of(self._under_cursor) if self.query_one(HandleTree).has_focus else None

    def _change(self, change: Callable[[Visitor], Visitor]) -> None:
        """Changes the visitor under the cursor as it lies on the disk now."""
        visitor = self._listed.under_cursor
        if visitor is None:
            return
        try:
            self._workspace.visitors.change(visitor.name, change)
        except SetupError as error:
            self._refuse(error)
        self._list(visitor.name)

    async def _ask_name(self, title: str, value: str, accept: str) -> str | None:
        fields = [Field("name", "Name", value, "anna")]
        texts = await self.app.push_screen_wait(Fields(title, fields, self._judge_name, accept=accept))
        return texts["name"] if texts else None

    def _judge_name(self, texts: Mapping[str, str]) -> str:
        taken = {each.name.casefold() for each in self._listed.visitors}
        if not texts["name"]:
            raise SetupError("A visitor needs a name.")
        if texts["name"].casefold() in taken:
            raise SetupError(f"There is already a visitor {texts['name']}.", "Choose another name.")
        return ""

    @work
    async def action_new(self) -> None:
        """Adds a visitor with an empty jar."""
        name = await self._ask_name("New visitor", "", "Add")
        if name is not None:
            self._do(lambda: self._workspace.visitors.add(Visitor(name)), name)

    @work
    async def action_clone(self) -> None:
        """Copies the visitor under the cursor, with all its state."""
        visitor = self._listed.under_cursor
        if visitor and (name := await self._ask_name(f"Clone {visitor.name}", f"{visitor.name}-2", "Clone")):
            self._do(lambda: self._workspace.visitors.clone(visitor.name, name), name)

    @work
    async def action_rename(self) -> None:
        """Gives the visitor under the cursor another name."""
        visitor = self._listed.under_cursor
        if visitor and (name := await self._ask_name(f"Rename {visitor.name}", visitor.name, "Rename")):
            self._do(lambda: self._workspace.visitors.rename(visitor.name, name), name)
            if visitor.name == self._current:
                self._current = name

    def _do(self, deed: Callable[[], object], on: str) -> None:
        try:
            deed()
        except SetupError as error:
            self._refuse(error)
        self._list(on)

    @work
    async def action_import(self) -> None:
        """Reads a pasted text into the jar of the visitor under the cursor."""
        from edge_tui.tui.screens.text_form import TextForm

        visitor = self._listed.under_cursor
        if visitor is None:
            return
        title = f"Into the jar of {visitor.name}: document.cookie, a Cookie: header, HAR or curl"
        text = await self.app.push_screen_wait(TextForm(title, ""))
        if not text or not text.strip():
            return
        found = read_jar(text, visitor, self._workspace.clock())
        self.notify(found.words(), severity="information" if found.kept else "warning", markup=False)
        if found.kept:
            self._change(lambda now_kept: read_jar(text, now_kept, self._workspace.clock()).visitor)

    def action_expire(self) -> None:
        """Lets the entry under the cursor expire, or everything the visitor keeps."""
        place, now = self._place(), self._workspace.clock()

        def expire(visitor: Visitor) -> Visitor:
            if place is not None and place.kind == "entry":
                return visitor.with_state(place.org_id, visitor.state(place.org_id).expired(now, place.key))
            if place is not None and place.kind == "hint":
                return visitor.with_state(place.org_id, _without_hint(visitor.state(place.org_id), place.key))
            return replace(visitor, states={org: state.expired(now) for org, state in visitor.states.items()})

        if place is None or place.kind != "identity":
            self._change(expire)
            what = "It" if place else "Everything it keeps"
            self.notify(f"{what} has expired and is not sent any more.")

    @work
    async def action_delete(self) -> None:
        """Deletes the entry under the cursor, or the whole visitor after asking."""
        place, visitor = self._place(), self._listed.under_cursor
        if visitor is None:
            return
        if place is not None:
            self._change(lambda kept: _without(kept, place))
            return
        words = f"{visitor.name} and all that it keeps. Its past exchanges stay in history."
        question = Question("Delete the visitor?", words, {"back": "Keep", "delete": "Delete"}, is_grave=True)
        if await self.app.push_screen_wait(question) != "delete":
            return
        if visitor.name == self._current:
            self._current = DEFAULT_VISITOR
        self._do(lambda: self._workspace.visitors.delete(visitor.name), self._current)

    @work
    async def action_edit(self) -> None:
        """Edits the entry or identity under the cursor of the jar."""
        place, visitor = self._place(), self._listed.under_cursor
        if place is None or visitor is None or place.kind == "hint":
            self.notify("Tab goes to the jar: E edits the entry under its cursor.")
            return
        if place.kind == "identity":
            self._edit_identity(next((each for each in visitor.identities if each.namespace == place.key), None))
            return
        entries = visitor.state(place.org_id).entries
        entry = next((each for each in entries if each.key == place.key), None)
        if entry is None:
            return
        seconds = "" if entry.expires_at is None else str(_seconds_left(entry, self._workspace))
        fields = [
            Field("key", "Name", entry.key),
            Field("value", "Value", entry.value),
            Field("seconds", "Expires in", seconds, "seconds; empty: with the session"),
        ]
        texts = await self.app.push_screen_wait(Fields("Edit the entry", fields, _judge_entry, accept="Keep"))
        if texts is not None:
            self._change(lambda kept: self._edited(kept, place, texts))

    def _edited(self, visitor: Visitor, place: Place, texts: Mapping[str, str]) -> Visitor:
        from edge_tui.model.client_state import entry_of

        seconds = int(texts["seconds"]) if texts["seconds"] else None
        entry = entry_of(texts["key"], texts["value"], seconds, self._workspace.clock())
        state = visitor.state(place.org_id)
        state = state if entry.key == place.key else state.without_entry(place.key)
        return visitor.with_state(place.org_id, state.with_entry(entry))

    def action_identity(self) -> None:
        """Adds an identity of the visitor's own."""
        self._edit_identity(None)

    @work
    async def _edit_identity(self, identity: Identity | None) -> None:
        identity = identity or Identity("", "")
        fields = [
            Field("namespace", "Namespace", identity.namespace, "FPID, ECID, Email_LC_SHA256, CRMID …"),
            Field("id", "Id", identity.id),
            Field("state", "State", identity.authenticated_state, " · ".join(AUTHENTICATED_STATES)),
            Field("primary", "Primary", "yes" if identity.is_primary else "no", "yes or no"),
        ]
        texts = await self.app.push_screen_wait(
            Fields("An identity of its own", fields, _judge_identity, accept="Keep")
        )
        if texts is None:
            return
        kept = Identity(texts["namespace"], texts["id"], texts["state"], texts["primary"] == "yes")

        def put(visitor: Visitor) -> Visitor:
            others = [each for each in visitor.identities if each.namespace not in (identity.namespace, kept.namespace)]
            return replace(visitor, identities=(*others, kept))

        self._change(put)

    def action_leave(self) -> None:
        """Goes back; a visitor that was renamed or deleted is no longer who sends."""
        self.dismiss(self._current)


def _without_hint(state: ClientState, scope: str) -> ClientState:
    others = tuple(each for each in state.other_hints if each.scope != scope)
    hint = state.hint if state.hint and state.hint.scope != scope else None
    return ClientState(state.entries, hint, others)


def _without(visitor: Visitor, place: Place) -> Visitor:
    if place.kind == "identity":
        return replace(visitor, identities=tuple(each for each in visitor.identities if each.namespace != place.key))
    state = visitor.state(place.org_id)
    state = _without_hint(state, place.key) if place.kind == "hint" else state.without_entry(place.key)
    return visitor.with_state(place.org_id, state)


def _seconds_left(entry: StateEntry, workspace: Workspace) -> int:
    assert entry.expires_at is not None
    return max(int((entry.expires_at - workspace.clock()).total_seconds()), 0)


def _judge_entry(texts: Mapping[str, str]) -> str:
    if not texts["key"]:
        raise SetupError("An entry needs a name.", "Such as kndctr_…_AdobeOrg_consent.")
    if texts["seconds"] and not (texts["seconds"].isascii() and texts["seconds"].isdigit()):
        raise SetupError("Seconds are a whole number.", "Such as 1800; empty lasts a session.")
    return "It expires at once and is not sent." if texts["seconds"] == "0" else ""


def _judge_identity(texts: Mapping[str, str]) -> str:
    if not texts["namespace"] or not texts["id"]:
        raise SetupError("An identity needs a namespace and an id.", "Such as FPID and a UUIDv4.")
    if texts["state"] and texts["state"] not in AUTHENTICATED_STATES:
        raise SetupError("That is no authenticated state.", f"It is {', '.join(AUTHENTICATED_STATES)}, or empty.")
    if texts["primary"] not in ("yes", "no"):
        raise SetupError("Primary is yes or no.")
    return "It goes into the identity map of every event that does not name this namespace itself."
