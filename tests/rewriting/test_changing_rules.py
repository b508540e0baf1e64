"""Rules that are replaced, and rules that are off."""

from edge_tui.model.passing import AnswerWith, PassingRequest, Rewriter
from edge_tui.rewriting.changing_rules import ChangingRules
from edge_tui.rewriting.conditions import When
from edge_tui.rewriting.fault import Fault
from edge_tui.rewriting.rule_file import Gateways, read_rules
from edge_tui.rewriting.rules import Rule

CALL = PassingRequest("POST", "https://edge.adobedc.net/ee/v1/interact?configId=a&requestId=r", body=b"{}")
BUSY = Rule("busy", fault=Fault(status=503))
THIRD = Rule("third", when=When(every=3), fault=Fault(status=500))


def status(rewriter: Rewriter) -> int:
    """The status of a made-up response; 0 for a call that passes."""
    action = rewriter.on_request(CALL)
    return action.response.status if isinstance(action, AnswerWith) else 0


def test_the_next_call_meets_the_new_rules() -> None:
    rewriter = ChangingRules()
    assert (status(rewriter), rewriter.sentences) == (0, ())
    rewriter.replace([BUSY])
    assert (status(rewriter), rewriter.sentences) == (503, ("busy: calls get status 503.",))
    rewriter.replace([])
    assert (status(rewriter), rewriter.sentences) == (0, ())


def test_a_rule_that_stays_goes_on_counting() -> None:
    rewriter = ChangingRules([THIRD])
    assert [status(rewriter) for _ in range(2)] == [0, 0]
    rewriter.replace([Rule("offer", fault=Fault(delay_ms=5)), THIRD])
    assert [status(rewriter) for _ in range(3)] == [500, 0, 0]


def test_a_rule_that_is_off_does_nothing_and_may_name_what_is_not_there() -> None:
    text = "[[rules]]\nenabled = false\nto.profile = 'gone'\n[[rules]]\nname = 'busy'\nfault.status = 503\n"
    rewriter = ChangingRules(read_rules(text, "rules.toml", Gateways()))
    assert rewriter.sentences == ("busy: calls get status 503.",)
    assert status(rewriter) == 503
