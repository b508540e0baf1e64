"""Rules that are replaced while calls pass."""

from collections.abc import Sequence

from edge_tui.model.passing import Kept, PassingRequest, PassingResponse, RequestAction
from edge_tui.rewriting.rules import Rule, Rules


class ChangingRules:
    """A `Rewriter` whose rules may be replaced at any moment: the next call is asked about with the new ones.

    Threads may share it. A call that is on its way keeps the destination it was given.
    """

    def __init__(self, rules: Sequence[Rule] = ()) -> None:
        self._rules = Rules(rules)

    def replace(self, rules: Sequence[Rule]) -> None:
        """Uses other rules from now on; a rule that stays goes on counting."""
        self._rules = Rules(rules, self._rules)

    @property
    def sentences(self) -> tuple[str, ...]:
        """A sentence for each rule that is on."""
        return self._rules.sentences

    @property
    def keeps_back(self) -> bool:
        """Whether a rule that is on keeps calls from where their site sends them."""
        return self._rules.keeps_back

    def kept_of(self, url: str) -> Kept:
        """How many of the calls to a URL don't get to its host, as far as a URL tells."""
        return self._rules.kept_of(url)

    def on_request(self, request: PassingRequest) -> RequestAction:
        """What happens to a request; None lets it pass."""
        return self._rules.on_request(request)

    def wants_response(self, request: PassingRequest) -> bool:
        """Whether a rule about responses fits the request."""
        return self._rules.wants_response(request)

    def on_response(self, request: PassingRequest, response: PassingResponse) -> tuple[str, PassingResponse] | None:
        """The names of the rules and the changed response, or None when it passes as it is."""
        return self._rules.on_response(request, response)
