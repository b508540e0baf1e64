"""Who made a call: the rule of the site's tags, as far as the page says so, and the script on its stack."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from edge_tui.model.origin import Frame
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.subjects import page_host

_MAX_NAME = 60
_MAX_SCRIPT = 80


@dataclass(frozen=True, slots=True)
class Caller:
    """`script` is a place such as `own.js:12`, with its host where that isn't the page's; empty when it isn't known."""

    script: str = ""
    tag_rules: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """`tag rule “All pages” in launch-EN4f.min.js:1:20453`; empty when nothing is known."""
        names = ", ".join(f"“{_cut(each, _MAX_NAME)}”" for each in self.tag_rules)
        if not names:
            return self.script
        rules = f"{'tag rule' if len(self.tag_rules) == 1 else 'tag rules'} {names}"
        return f"{rules} in {self.script}" if self.script else rules


def caller_of(call: Call) -> Caller:
    """Who made a call."""
    origin = call.exchange.origin
    if origin is None:
        return Caller()
    own = page_host(call.page) if call.page else ""
    frame = calling_frame(origin.initiator, call.page.url if call.page else "")
    return Caller(_place(frame, own) if frame else "", origin.tag_rules)


def callers_of(finding: VisitFinding, visit: Visit) -> tuple[tuple[Call, Caller], ...]:
    """The calls that a finding is about and are still known, with who made each."""
    calls = (visit.by_key[key] for key in finding.calls if key in visit.by_key)
    return tuple((call, caller_of(call)) for call in calls)


def calling_frame(stack: Sequence[Frame], page_url: str = "") -> Frame | None:
    """The frame that asked the SDK for the call: the nearest of another script than the one that sent it.

    The page itself has the SDK's base code, through which other scripts call it: a script comes before the page. Where
    the SDK and what calls it are one file, as in tags, it is the outermost frame.
    """
    named = [frame for frame in stack if frame.url]
    if not named:
        return None
    others = [frame for frame in named if frame.url != named[0].url]
    page = page_url.partition("?")[0]
    scripts = [frame for frame in others if frame.url.partition("?")[0] != page]
    return (scripts[:1] or others[-1:] or named[-1:])[0]


def place_of(frame: Frame) -> str:
    """The URL with line and column; a column where a line alone says little, as in a script of one line."""
    column = f":{frame.column}" if frame.line == 1 and frame.column else ""
    return f"{frame.url}:{frame.line}{column}" if frame.line else frame.url


def _place(frame: Frame, own_host: str) -> str:
    try:
        parts = urlsplit(frame.url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    file = parts.path.rpartition("/")[2] or parts.path or "/"
    short = Frame("", _cut(file, _MAX_SCRIPT), frame.line, frame.column)
    return place_of(short) if host == own_host else f"{host}/{place_of(short)}".replace("//", "/")


def origins_of(first: Call, second: Call) -> str:
    """Where two calls came from, in a sentence about them: `, from own.js:12 and tag rule “All pages”`, or nothing."""
    one, other = caller_of(first).words, caller_of(second).words
    if not one and not other:
        return ""
    if one == other:
        return f", both from {one}"
    return f", from {one} and {other}" if one and other else f", the {'first' if one else 'second'} from {one or other}"


def with_place_of_stack(fix: str, *calls: Call) -> str:
    """A fix, and where the whole stack of the calls is, if any has one."""
    has_stack = any(call.exchange.origin and call.exchange.origin.initiator for call in calls)
    return (
        f"{fix} The tab Initiator of {'both' if len(calls) == 2 else 'these'} calls has the whole stack."
        if has_stack
        else fix
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
