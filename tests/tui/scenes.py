"""Named scenes: keys, and the screen they lead to. Snapshots and screenshots are taken of them."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import httpx
from textual.widgets import Input, OptionList, Select, TextArea

from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind, Response, Timings
from edge_tui.model.profile import (
    EMULATOR,
    EMULATOR_ORG_ID,
    EMULATOR_PROFILE,
    Authentication,
    Credentials,
    Environment,
    Profile,
)
from edge_tui.model.request import InteractRequest
from edge_tui.rewriting.conditions import When
from edge_tui.rewriting.destination import Destination
from edge_tui.rewriting.fault import Fault
from edge_tui.rewriting.rules import Rule
from edge_tui.tui.capture.form import CaptureForm
from edge_tui.tui.capture.page_comparison import PageComparison
from edge_tui.tui.capture.rules_sheet import RulesSheet
from edge_tui.tui.capture.screen import Capture
from edge_tui.tui.compare.screen import Compare
from edge_tui.tui.compare.side_by_side import SideBySide
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.fields import Fields
from edge_tui.tui.dialogs.help import Help
from edge_tui.tui.dialogs.jump import Jump
from edge_tui.tui.dialogs.prompt import Prompt
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.dialogs.text_form import TextForm
from edge_tui.tui.dialogs.theme_menu import ThemeMenu
from edge_tui.tui.doctor.screen import Doctor
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.history.picker import PickExchange
from edge_tui.tui.history.screen import History
from edge_tui.tui.imports.form import ImportForm
from edge_tui.tui.imports.sheet import PasteSheet
from edge_tui.tui.palette.screen import Palette
from edge_tui.tui.profiles.emulator_switches import EmulatorSwitches
from edge_tui.tui.profiles.form import ProfileForm
from edge_tui.tui.profiles.picker import PickProfiles
from edge_tui.tui.templates.browser import TemplateBrowser
from edge_tui.tui.templates.save_form import SaveTemplate
from edge_tui.tui.timeline.replays import Replays
from edge_tui.tui.timeline.watch import Watch
from edge_tui.tui.visitors.screen import Visitors
from edge_tui.workspace import Workspace
from edge_tui.workspace.rewriting import RewritingOptions
from tests.tui.capture.shop_visit import PlayedFeed, UnstartedFeed, whole
from tests.tui.past_responses import CONSENT_AND_MEDIA, IDENTITY, PERSONALIZATION, PastResponse, exchange_of, record
from tests.tui.stage import MEDIUM, NARROW, NOON, WIDE, Stage

Step = Callable[[Stage], Awaitable[object]]
LOW = (60, 14)
# An upright window: the tree over the pane that explains it, both as wide as the screen.
TALL = (98, 48)
TINY = (20, 6)


@dataclass(frozen=True)
class Scene:
    """A preparation, the keys to press, and the screen it ends on.

    A step that is a text is a key to press; any other is awaited. `screen` is the module of `edge_tui.tui`
    that holds the screen.
    """

    name: str
    sizes: tuple[tuple[int, int], ...]
    steps: tuple[str | Step, ...] = ()
    screen: str = "workbench.screen"
    prepare: Callable[[Workspace], None] = lambda workspace: None
    profile: str | None = None
    environ: Mapping[str, str] = field(default_factory=dict)

    async def play(self, stage: Stage) -> None:
        """Does the steps, and waits until nothing moves."""
        await stage.still()
        for step in self.steps:
            await (stage.press(step) if isinstance(step, str) else step(stage))
        await stage.still_for_a_picture()


async def sent(stage: Stage) -> None:
    """Sends and waits for the response."""
    await stage.send()


def loaded(template: str) -> Step:
    """Loads a template."""
    return lambda stage: stage.load(template)


def does(binding_id: str) -> Step:
    """Presses the key of a binding."""
    return lambda stage: stage.use(binding_id)


def written(text: str) -> Step:
    """Puts a text into the editor, as typing it would."""

    async def write(stage: Stage) -> None:
        stage.editor.rewrite(text)
        await stage.still()

    return write


def open_on(screen: type) -> Step:
    """Waits for a screen."""
    return lambda stage: stage.shows(screen)


async def in_the_tree(stage: Stage) -> None:
    """Goes to the response tree."""
    await stage.focus(stage.tree)


def on(*labels: str) -> Step:
    """Goes to a node of the tree by the labels on the way to it, opening what is closed."""

    async def walk(stage: Stage) -> None:
        stage.tree.focus()
        branch = stage.tree.root
        for label in labels:
            branch = next(node for node in branch.children if str(node.label).startswith(label))
            if label != labels[-1]:
                branch.expand()
                await stage.still()
        stage.tree.move_cursor(branch)
        await stage.still()

    return walk


ACME = Profile(
    "acme-web",
    url="https://edge.acme.example",
    datastream_id="4f1c6d02-7c5e-4f3e-8d55-0e4b7a119e2b",
    org_id="53A16ACB5CC1D3760A495C99@AdobeOrg",
    environment=Environment.PROD,
)
LOCKED = Profile(
    "loyalty-api",
    url=EMULATOR,
    datastream_id="5f1c0000-0000-4000-8000-000000000002",
    org_id=EMULATOR_ORG_ID,
    environment=Environment.STAGE,
    authentication=Authentication.OAUTH,
    credentials=Credentials("edge-tui", ims_url=EMULATOR),
)
UNKNOWN = Profile(
    "checkout", url=EMULATOR, datastream_id="00000000-dead-4000-8000-00000000beef", org_id=EMULATOR_ORG_ID
)
DEAD = Profile("staging", url="http://127.0.0.1:1", datastream_id="4f1c6d02", environment=Environment.STAGE)


def with_profiles(*profiles: Profile) -> Callable[[Workspace], None]:
    """Profiles that are there already."""

    def prepare(workspace: Workspace) -> None:
        for profile in profiles:
            workspace.profiles.add(profile)

    return prepare


# Every way that text has been known to get at a terminal, a markup language or the direction of a line.
HOSTILE = "[/bold][link=x] \x00\x1b[31m \u202eevil\u202c 👩\u200d🚀 مرحبا"


def hostile_exchange() -> Exchange:
    """An exchange in which every text that comes from outside is hostile."""
    request_id = "708e4f90-1111-4111-8111-111111111111"
    item = {"id": HOSTILE, HOSTILE: HOSTILE, "namespace": {"code": HOSTILE}}
    body = {
        "requestId": HOSTILE,
        "handle": [
            {"type": HOSTILE, "payload": [item]},
            {"type": "identity:result", "payload": [item]},
            {"type": "locationHint:result", "payload": [{"scope": HOSTILE, "hint": HOSTILE, "ttlSeconds": 1800}]},
        ],
        "errors": [
            {"type": f"https://ns.adobe.com/aep/errors/EXEG-0201-503#{HOSTILE}", "status": 503, "title": HOSTILE}
        ],
        "warnings": [{"type": HOSTILE, "status": 200, "title": HOSTILE, "report": {HOSTILE: HOSTILE}}],
    }
    request = InteractRequest(
        request_id, f"https://edge.acme.example/ee/v2/interact?requestId={request_id}", ((HOSTILE, HOSTILE),), "{}"
    )
    response = Response(207, ((HOSTILE, HOSTILE), ("x-adobe-edge", HOSTILE)), json.dumps(body).encode(), Timings(12.5))
    draft = Draft(
        json.dumps({"event": {"xdm": {"eventType": HOSTILE}}}, ensure_ascii=False, indent=2), template=HOSTILE
    )
    return Exchange(draft, request, HOSTILE, HOSTILE, NOON, response, notes=(HOSTILE,))


def hostile_past(workspace: Workspace) -> None:
    """A history with the hostile exchange in it."""
    record(workspace, hostile_exchange())


def with_past(past: PastResponse) -> Callable[[Workspace], None]:
    """A history with one exchange in it."""
    return lambda workspace: record(workspace, exchange_of(past))


async def from_history(stage: Stage) -> None:
    """Shows the newest exchange of the history in the sidebar."""
    await stage.use("sidebar")
    await stage.focus(stage.bench.query_one(HistoryList))
    await stage.use("history.show")
    await stage.until(lambda: stage.exchange is not None and stage.tree.root.children)


def a_past(workspace: Workspace) -> None:
    """A morning's history: responses, a partial one, an error, a failure, and an interrupted one."""
    hint = {"type": "locationHint:result", "payload": [{"scope": "EdgeNetwork", "hint": "or2", "ttlSeconds": 1800}]}
    problem = {
        "type": "https://ns.adobe.com/aep/errors/EXEG-0003-400",
        "status": 400,
        "title": "Invalid datastream ID",
        "detail": "The datastream ID '4f1c6d02' referenced in your request does not exist.",
    }
    missing = {
        "type": "https://ns.adobe.com/aep/errors/EXEG-0201-503",
        "status": 503,
        "title": "The 'com.adobe.target' service is temporarily unavailable. Please try again later.",
    }
    silent = Failure(
        FailureKind.TIMEOUT, "No response within 10 s. Try again, or raise the profile's timeout.", 10_000.0
    )
    endings: list[tuple[str, str, str, object]] = [
        ("page-view", "web.webpagedetails.pageViews", "acme-web", (200, {"handle": [hint]}, 96.0)),
        ("add-to-cart", "commerce.productListAdds", "acme-web", (200, {"handle": [hint]}, 84.0)),
        (
            "personalization-view",
            "decisioning.propositionFetch",
            "acme-web",
            (207, {"handle": [hint], "errors": [missing]}, 143.0),
        ),
        ("page-view", "web.webpagedetails.pageViews", "staging", (400, problem, 31.0)),
        ("purchase", "commerce.purchases", "staging", silent),
        ("checkout", "commerce.checkouts", "acme-web", None),
        ("page-view", "web.webpagedetails.pageViews", "acme-web", (200, {"handle": [hint]}, 91.0)),
    ]
    for number, (template, event_type, profile, ending) in enumerate(endings):
        request_id = str(workspace.new_uuid())
        document = {"event": {"xdm": {"eventType": event_type}}}
        request = InteractRequest(
            request_id,
            f"https://edge.acme.example/ee/v2/interact?datastreamId=4f1c6d02&requestId={request_id}",
            (("content-type", "application/json"),),
            json.dumps(document),
        )
        sent_at = NOON - timedelta(minutes=17 * (len(endings) - number))
        exchange = Exchange(
            Draft(json.dumps(document, indent=2), template=template), request, profile, "default", sent_at
        )
        if isinstance(ending, tuple):
            status, body, elapsed_ms = ending
            answered = {"requestId": f"{request_id}-{workspace.new_uuid().hex[:16]}", **body}
            exchange = exchange.ended(
                Response(status, (("x-adobe-edge", "OR2;9"),), json.dumps(answered).encode(), Timings(elapsed_ms))
            )
        elif isinstance(ending, Failure):
            exchange = exchange.ended(ending)
        record(workspace, exchange)


async def an_oauth_profile(stage: Stage) -> None:
    """Fills in the form, up to its secret."""
    for key, text in (
        ("name", "acme-web"),
        ("datastream_id", ACME.datastream_id),
        ("org_id", ACME.org_id),
        ("client_id", "f3a0c1de8b7e4f60a2c1"),
        ("client_secret", "p8e-secret"),
    ):
        stage.find(Input, f"#{key}").value = text
    stage.find(Select, "#environment").value = "prod"
    stage.find(Select, "#authentication").value = "oauth"
    await stage.still()


async def adding_a_profile(stage: Stage) -> None:
    """Opens the form of a new profile."""
    await stage.use("pane.previous")
    await stage.use("profiles")
    await stage.use("profiles.add")
    await stage.shows(ProfileForm)


def shown(words: str) -> Step:
    """Waits until these words are drawn."""
    return lambda stage: stage.until(lambda: words in stage.drawn)


async def browsing(stage: Stage) -> None:
    """Searches for a template."""
    stage.bench.action_browse_templates()
    await stage.shows(TemplateBrowser)
    await stage.write("cart")


async def choosing_a_theme(stage: Stage) -> None:
    """Looks at a light theme."""
    stage.app.action_change_theme()
    await stage.shows(ThemeMenu)
    menu = stage.find(OptionList)
    menu.highlighted = menu.get_option_index("rose-pine-dawn")
    await stage.until(lambda: stage.app.current_theme.name == "rose-pine-dawn")


def importing(text: str) -> Step:
    """Opens the import form and fills in a text."""

    async def import_text(stage: Stage) -> None:
        stage.bench.action_import()
        await stage.shows(ImportForm)
        stage.find(TextArea, "#import-text").load_text(text)
        await stage.still()

    return import_text


@dataclass
class NoHost:
    """A workbench that nothing is asked of."""

    async def save_template(self, draft: Draft) -> bool:
        """Nothing is saved."""
        raise AssertionError(draft)

    def use_visitor(self, name: str) -> None:
        """Nobody is made."""
        raise AssertionError(name)


def captured(make_feed: Callable[[], PlayedFeed] = lambda: PlayedFeed(whole())) -> Step:
    """Opens the Capture screen on a visit that is played."""

    async def open_capture(stage: Stage) -> None:
        screen = Capture(stage.workspace, make_feed(), NoHost())
        stage.app.push_screen(screen)
        await stage.shows(Capture)
        await stage.until(
            lambda: screen.look is not None and (not screen.timeline.rows or screen.shown.row is not None)
        )

    return open_capture


async def changing_rules(stage: Stage) -> None:
    """Opens the Capture screen on a recording with two rules, one of them off."""
    rewriting = stage.workspace.rewriting.live(RewritingOptions())
    busy = Rule("status 503", enabled=False, when=When(events=("commerce.*",)), fault=Fault(status=503))
    to_dev = Rule("to dev", to=Destination(datastream="4f1c6d02-7c5e-4f3e-8d55-0e4b7a110002:dev"))
    rewriting.replace([to_dev, busy])
    await captured(lambda: PlayedFeed(whole(), rewriting=rewriting))(stage)


async def watching(stage: Stage) -> None:
    """Watches until a response has no ID syncs, because the visitor has been synced."""
    session, draft = stage.bench.state.session, stage.bench.controllers.drafts.current
    watch = Watch(stage.workspace, session, draft, until="handle:identity:exchange gone", pause_seconds=0.0, sends=5)
    stage.app.push_screen(watch)
    await stage.shows(Watch)
    await stage.until(lambda: "is gone after" in stage.drawn)


def stage_and_production(workspace: Workspace) -> None:
    """Two datastreams of the emulator: everything is on in stage, and only Target in production."""
    only = "5f1c0000-0000-4000-8000-000000000005"
    workspace.profiles.add(replace(EMULATOR_PROFILE, name="acme-stage", environment=Environment.STAGE))
    production = replace(EMULATOR_PROFILE, name="acme-prod", environment=Environment.PROD, datastream_id=only)
    workspace.profiles.add(production)
    transport = InTheirOrder(workspace.emulator.transport(), 2)
    workspace.emulator.transport = lambda: transport  # type: ignore[method-assign]


class InTheirOrder(httpx.AsyncBaseTransport):
    """Passes requests that are sent at once in the order of their URLs: the first of them gets the first new ID."""

    def __init__(self, inner: httpx.AsyncBaseTransport, count: int) -> None:
        self._inner = inner
        self._all_have_come = asyncio.Barrier(count)
        self._waiting: list[str] = []
        self._turn = asyncio.Condition()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response, once those before it have theirs."""
        url = str(request.url)
        self._waiting.append(url)
        await self._all_have_come.wait()
        async with self._turn:
            await self._turn.wait_for(lambda: url == min(self._waiting))
            response = await self._inner.handle_async_request(request)
            self._waiting.remove(url)
            self._turn.notify_all()
            return response


async def agreed(stage: Stage) -> None:
    """Confirms a question."""
    await stage.shows(Question)
    await stage.click("#send")


CURL = """curl -X POST 'https://edge.adobedc.net/ee/v2/interact?datastreamId=4f1c6d02' \\
  -H 'Content-Type: application/json' \\
  -d '{"event": {"xdm": {"eventType": "web.webpagedetails.pageViews"}}}'"""
HAR = json.dumps(
    {
        "log": {
            "entries": [
                {
                    "startedDateTime": f"2026-03-14T11:59:0{number}.000Z",
                    "request": {
                        "method": "POST",
                        "url": "https://edge.adobedc.net/ee/v2/interact?datastreamId=4f1c6d02",
                        "headers": [],
                        "postData": {
                            "mimeType": "application/json",
                            "text": json.dumps({"event": {"xdm": {"eventType": event_type}}}),
                        },
                    },
                    "response": {"status": 200, "headers": [], "content": {"text": "{}"}},
                    "time": 80,
                }
                for number, event_type in enumerate(("web.webpagedetails.pageViews", "commerce.productListAdds"))
            ]
        }
    }
)
ASKING = (
    '{"event": {"xdm": {"eventType": "commerce.purchases", "commerce": {"order": {"purchaseID": "{{ask:order id}}"}}}}}'
)
PARSE_ERROR = '{\n  "event": {\n    "xdm": {\n      "eventType": "web.webpagedetails.pageViews",\n    }\n  }\n}'
PLACEHOLDERS = """{
  "event": {
    "xdm": {
      "_id": "{{uuid}}",
      "timestamp": "{{now}}",
      "identityMap": {
        "ECID": [{ "id": "{{ecid}}" }],
        "Email_LC_SHA256": [{ "id": "{{sha256: Anna@Example.com }}" }]
      },
      "environment": { "type": "{{env:CHANNEL}}" },
      "channel": "{{env:NOT_SET}}"
    }
  }
}"""

SCENES = (
    Scene("first screen", (WIDE, MEDIUM, NARROW)),
    Scene("answer to a page view", (MEDIUM, NARROW), (sent,)),
    Scene("identity cookie", (WIDE,), (sent, on("state:store", "identity", "value"))),
    Scene("part of an answer", (MEDIUM, NARROW), (loaded("target-unavailable"), sent)),
    Scene(
        "handles of identity",
        (TALL,),
        (from_history, on("state:store", "identity", "value")),
        prepare=with_past(IDENTITY),
    ),
    Scene(
        "handles of personalization",
        (TALL,),
        (from_history, on("personalization:decisions", "__view__"), "l"),
        prepare=with_past(PERSONALIZATION),
    ),
    Scene(
        "handles of consent and media",
        (TALL,),
        (from_history, on("consent:preferences", "collect")),
        prepare=with_past(CONSENT_AND_MEDIA),
    ),
    Scene("body", (MEDIUM,), (sent, in_the_tree, "]", "pagedown")),
    Scene("finding in the body", (MEDIUM, NARROW), (sent, in_the_tree, "]", "/", *"adobeorg", "enter", "n")),
    Scene("refused", (MEDIUM,), (sent,), prepare=with_profiles(UNKNOWN), profile="checkout"),
    Scene("parse error", (MEDIUM,), (written(PARSE_ERROR), "f5")),
    Scene("dead host", (MEDIUM,), (sent,), prepare=with_profiles(DEAD), profile="staging"),
    Scene("placeholders", (MEDIUM,), (written(PLACEHOLDERS),), environ={"CHANNEL": "browser"}),
    Scene("adding a profile", (MEDIUM, NARROW), (adding_a_profile, an_oauth_profile), "profiles.form"),
    Scene("palette", (WIDE, MEDIUM, NARROW), ("ctrl+p", open_on(Palette)), "palette.screen"),
    Scene("theme", (MEDIUM, NARROW), (sent, choosing_a_theme), "dialogs.theme_menu"),
    Scene("saving a template", (MEDIUM,), ("f3", open_on(SaveTemplate)), "templates.save_form"),
    Scene(
        "production", (MEDIUM,), ("f5", open_on(Question)), "dialogs.question", with_profiles(ACME, LOCKED), "acme-web"
    ),
    Scene("history", (MEDIUM, NARROW), ("f11", open_on(History), "down", "down", "down"), "history.screen", a_past),
    Scene("help", (MEDIUM,), ("f1", open_on(Help)), "dialogs.help"),
    Scene("jump", (MEDIUM,), (sent, "f6", open_on(Jump)), "dialogs.jump"),
    Scene("hostile text", (WIDE,), ("f11", open_on(History)), "history.screen", hostile_past),
    Scene("finding a template", (MEDIUM,), (browsing,), "templates.browser"),
    Scene("what can be done", (MEDIUM,), (sent, on("state:store"), ".", open_on(Choice)), "dialogs.choice"),
    Scene("comparing with", (MEDIUM,), (sent, sent, in_the_tree, "d", open_on(PickExchange)), "history.picker"),
    Scene(
        "comparing",
        (MEDIUM, NARROW),
        (
            *(sent, loaded("target-unavailable"), sent, in_the_tree, "d"),
            *(open_on(PickExchange), "enter", open_on(Compare), on("errors", "+ EXEG-0201-503")),
        ),
        "compare.screen",
    ),
    Scene("emulator", (NARROW,), (sent, in_the_tree, "u", open_on(EmulatorSwitches)), "profiles.emulator_switches"),
    Scene(
        "doctor",
        (MEDIUM, NARROW),
        (in_the_tree, "U", open_on(Doctor), shown("nothing to fix")),
        "doctor.screen",
    ),
    Scene("visitors", (MEDIUM, NARROW), (sent, in_the_tree, "v", open_on(Visitors)), "visitors.screen"),
    Scene(
        "cookies", (MEDIUM,), (sent, in_the_tree, "v", open_on(Visitors), "i", open_on(TextForm)), "dialogs.text_form"
    ),
    Scene("note", (MEDIUM,), ("f11", open_on(History), "down", "M", open_on(Fields)), "dialogs.fields", a_past),
    Scene("import", (MEDIUM,), (importing(CURL),), "imports.form"),
    Scene("import of many", (MEDIUM,), (importing(HAR), "ctrl+s", open_on(PasteSheet)), "imports.sheet"),
    Scene("asking", (MEDIUM,), (written(ASKING), "f5", open_on(Prompt)), "dialogs.prompt"),
    Scene(
        "picking datastreams",
        (MEDIUM,),
        (sent, in_the_tree, "m", open_on(PickProfiles)),
        "profiles.picker",
        with_profiles(ACME, LOCKED),
    ),
    Scene(
        "side by side",
        (WIDE, NARROW),
        (
            does("pane.previous"),
            "m",
            open_on(PickProfiles),
            "down",
            "down",
            "space",
            "enter",
            agreed,
            open_on(SideBySide),
            shown("lacks"),
        ),
        "compare.side_by_side",
        stage_and_production,
        "acme-stage",
    ),
    Scene("watch", (MEDIUM,), (watching,), "timeline.watch"),
    Scene("capture", (WIDE, MEDIUM, NARROW), (captured(), "J", "j", "j"), "capture.screen"),
    Scene("capture of a call", (NARROW,), (captured(), "J", "j", "j", "enter"), "capture.screen"),
    Scene(
        "capture with rules",
        (MEDIUM,),
        (
            captured(lambda: PlayedFeed(whole(), rules=("all calls: calls go to datastream …0002.",))),
            "slash",
            *"blocked",
            "enter",
        ),
        "capture.screen",
    ),
    Scene("rules of a recording", (MEDIUM,), (changing_rules, "W", open_on(RulesSheet)), "capture.rules_sheet"),
    Scene("capture without a browser", (MEDIUM,), (captured(UnstartedFeed),), "capture.screen"),
    Scene(
        "pages compared",
        (MEDIUM,),
        (captured(), "home", "d", "enter", open_on(PageComparison)),
        "capture.page_comparison",
    ),
    Scene("capture form", (MEDIUM,), (in_the_tree, "C", open_on(CaptureForm)), "capture.form", with_profiles(ACME)),
    Scene(
        "replays",
        (MEDIUM,),
        (
            *(sent, sent, sent, "f11", open_on(History), "space", "space", "space", "s", open_on(Choice)),
            *("enter", shown("How fast?"), "enter", open_on(Replays), shown("3 replayed")),
        ),
        "timeline.replays",
    ),
    Scene("narrow start", (NARROW,), ("f9",)),
    Scene("low terminal", (LOW,), (sent,)),
    Scene("tiny terminal", (TINY,), (sent,)),
)
