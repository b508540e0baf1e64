"""Rules, and what they do with a call that passes a browser or a proxy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from edge_tui.model.edge_path import is_conversation_path, is_edge_path
from edge_tui.model.passing import (
    MAX_DELAY_MS,
    AnswerWith,
    CutOff,
    GoElsewhere,
    Kept,
    PassingRequest,
    PassingResponse,
    RequestAction,
    with_headers,
)
from edge_tui.model.text import visible
from edge_tui.rewriting.conditions import Call, When
from edge_tui.rewriting.destination import Destination
from edge_tui.rewriting.fault import Fault
from edge_tui.rewriting.responses import Change, Offer, Reply, changed_response

# What a rule can do: exactly one of these.
ACTIONS = ("to", "offer", "change", "response", "fault")


@dataclass(frozen=True, slots=True)
class Rule:
    """A table of `[[rules]]`: a name, the calls it is for, and one thing that happens to them.

    One that isn't `enabled` stays in its file and does nothing.
    """

    name: str = ""
    enabled: bool = True
    when: When = field(default_factory=When)
    to: Destination | None = None
    offer: Offer | None = None
    change: Change | None = None
    response: Reply | None = None
    fault: Fault | None = None

    def config_errors(self) -> Iterator[tuple[str, str]]:
        """No action, or two."""
        given = self.actions
        if not given:
            yield "to", f"is missing: a rule needs one of {', '.join(ACTIONS)}"
        if len(given) > 1:
            yield given[1], f"can't be in one rule with {given[0]}: write two rules"

    @property
    def actions(self) -> tuple[str, ...]:
        """The names of what it does."""
        return tuple(name for name in ACTIONS if getattr(self, name) is not None)

    @property
    def acts_on_requests(self) -> bool:
        """Whether it's about requests; otherwise it's about responses."""
        return self.offer is None and self.change is None

    @property
    def is_never_sent(self) -> bool:
        """Whether the calls that fit get a response, or none, without leaving."""
        return bool(self.response or (self.fault and (self.fault.status or self.fault.network == "off")))

    @property
    def keeps_back(self) -> bool:
        """Whether the calls that fit don't get where their site sends them."""
        return self.to is not None or self.is_never_sent

    def kept_of(self, call: Call) -> Kept:
        """How many of the calls to a call's URL it keeps from their host. Another datastream is at the same one."""
        leaves = self.is_never_sent or (self.to is not None and bool(self.to.url))
        if not leaves or not self.when.fits_url(call):
            return Kept.NONE
        return Kept.ALL if self.when.takes_every_call else Kept.SOME

    def on_request(self, call: Call) -> RequestAction:
        """What it does with a request that fits; None for a rule about responses."""
        if self.to:
            return self.to.sent_there(call, self.name)
        if self.response:
            return AnswerWith(self.name, self.response.response(call.request))
        return self.fault.action(call.request, self.name) if self.fault else None

    def sentence(self) -> str:
        """What changes, for people."""
        if self.to:
            what = f"calls go {self.to}"
        elif self.offer:
            what = f"responses have a made-up offer for {self.offer.scope}"
        elif self.change:
            what = "responses are changed"
        elif self.response:
            what = f"calls get a made-up response with status {self.response.status}"
        else:
            what = f"calls {self.fault}"
        return visible(f"{self.name}: {what}{self.when}.")


class Rules:
    """A `Rewriter` of rules in their order. Destinations add up; the first made-up response or fault ends a call.

    Only POSTs to paths of the API are changed. Threads may share it. `before` are the rules that these replace: a rule
    that was among them goes on counting where it was.
    """

    def __init__(self, rules: Sequence[Rule], before: "Rules | None" = None) -> None:
        self._rules = tuple(rule for rule in rules if rule.enabled)
        self._numbers = [before.counter_of(rule) if before else count(1) for rule in self._rules]

    def counter_of(self, rule: Rule) -> "count[int]":
        """What counts the calls that fit a rule; a new counter for a rule that isn't one of these."""
        known = zip(self._rules, self._numbers, strict=True)
        return next((counter for each, counter in known if each == rule), None) or count(1)

    @property
    def sentences(self) -> tuple[str, ...]:
        """A sentence for each rule."""
        return tuple(rule.sentence() for rule in self._rules)

    @property
    def keeps_back(self) -> bool:
        """Whether a rule keeps calls from where their site sends them."""
        return any(rule.keeps_back for rule in self._rules)

    def kept_of(self, url: str) -> Kept:
        """How many of the calls to a URL don't get to its host, as far as a URL tells."""
        request = PassingRequest("POST", url)
        if not _is_call(request):
            return Kept.NONE
        return max((rule.kept_of(Call(request)) for rule in self._rules), default=Kept.NONE)

    def on_request(self, request: PassingRequest) -> RequestAction:
        """What happens to a request; None lets it pass."""
        if not _is_call(request):
            return None
        # Conditions are about the request as it was made, whatever earlier rules did to it.
        made, sent = Call(request), request
        going: GoElsewhere | None = None
        # Each rule counts every call that fits, also one that another rule has ended.
        acting = [
            rule for index, rule in enumerate(self._rules) if rule.acts_on_requests and self._takes(index, rule, made)
        ]
        for rule in acting:
            action = rule.on_request(Call(sent))
            if isinstance(action, GoElsewhere):
                going = action if going is None else _both(going, action)
                sent = _applied(request, going)
            elif action is not None:
                return action if going is None else _after(going, action)
        return going

    def wants_response(self, request: PassingRequest) -> bool:
        """Whether a rule about responses fits the request, though it may not be its turn."""
        if not _is_call(request) or is_conversation_path(request.url):
            return False
        call = Call(request)
        return any(rule.when.fits(call) for rule in self._rules if not rule.acts_on_requests)

    def on_response(self, request: PassingRequest, response: PassingResponse) -> tuple[str, PassingResponse] | None:
        """The names of the rules and the changed response, or None when it passes as it is."""
        if not _is_call(request) or is_conversation_path(request.url):
            return None
        call, names = Call(request), []
        for index, rule in enumerate(self._rules):
            change = rule.offer or rule.change
            if change is None or not self._takes(index, rule, call):
                continue
            if changed := changed_response(response, change):
                names.append(rule.name)
                response = changed
        return (", ".join(names), response) if names else None

    def _takes(self, index: int, rule: Rule, call: Call) -> bool:
        """Whether a rule acts on a call; counts the call when it fits."""
        return rule.when.fits(call) and rule.when.takes(next(self._numbers[index]))


def _is_call(request: PassingRequest) -> bool:
    return request.method.upper() == "POST" and is_edge_path(request.url)


def _both(first: GoElsewhere, second: GoElsewhere) -> GoElsewhere:
    return GoElsewhere(
        f"{first.rule}, {second.rule}",
        second.url,
        (*first.headers, *second.headers),
        first.body if second.body is None else second.body,
        min(first.delay_ms + second.delay_ms, MAX_DELAY_MS),
    )


def _after(going: GoElsewhere, action: AnswerWith | CutOff) -> AnswerWith | CutOff:
    """What ends a call, with the delays before it. It has its own name only, since nothing was sent elsewhere."""
    return replace(action, delay_ms=min(going.delay_ms + action.delay_ms, MAX_DELAY_MS))


def _applied(request: PassingRequest, going: GoElsewhere) -> PassingRequest:
    body = request.body if going.body is None else going.body
    return replace(request, url=going.url, headers=with_headers(request.headers, going.headers), body=body)
