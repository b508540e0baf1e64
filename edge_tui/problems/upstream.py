"""02xx: a solution behind the gateway; the event itself was accepted."""

from edge_tui.problems.explanation import MAYBE, Explanation, by_code

UPSTREAM = by_code(
    Explanation(
        "0200",
        "Service call timed out",
        "A solution behind the gateway did not answer in time. The rest of the answer is complete.",
        "The solution named in the title is slow at the moment.",
        "Send again after a pause. If it stays, look at status.adobe.com for that solution.",
        fatal=False,
        retry=True,
    ),
    Explanation(
        "0201",
        "Service temporarily unavailable",
        "A solution behind the gateway is not available. The rest of the answer is complete.",
        "The solution named in the title is down or overloaded; nothing is wrong with the event.",
        "Send again after a pause, as long as retry-after says if it is there.",
        fatal=False,
        retry=True,
    ),
    Explanation(
        "0202",
        "Service failed to process",
        "A solution behind the gateway took the event and could not process it.",
        "Its part of the event or of the datastream is wrong: a property token or report suite that does not exist, a "
        "mapping that fails.",
        "Check that solution's settings on the datastream, then the fields of the event that are meant for it. "
        "report.cause says more, when it is there.",
        fatal=False,
        again=MAYBE,
    ),
    Explanation(
        "0203",
        "Service call failed",
        "The gateway could not reach a solution behind it. The rest of the answer is complete.",
        "The network between gateway and solution, which nobody outside Adobe can mend. With event forwarding: a "
        "server that does not answer.",
        "Send again after a pause. For event forwarding, check the address in its rule.",
        fatal=False,
        retry=True,
    ),
    Explanation(
        "0204",
        "Completed with warnings",
        "A solution did its work, but not all of it.",
        "Part of its result is missing; report.cause has its own message and code.",
        "Read report.cause. If what you asked for came back, there is nothing to mend.",
        fatal=False,
    ),
    Explanation(
        "0205",
        "Data exchange producer failed",
        "The event could not be handed on to a component that the solutions share.",
        "That component is not available at the moment, so a solution may not have seen this event.",
        "Send again after a pause; with xdm._id unchanged, datasets that drop duplicates keep one.",
        fatal=False,
        retry=True,
    ),
)
