"""02xx: services behind the gateway; the event itself was accepted."""

from dataclasses import replace

from edge_tui.problems.explanation import IF_TEMPORARY, Explanation, by_code

_UNNAMED = "The service named in the title"
# Service names in the titles of upstream errors, such as com.adobe.experience_platform.ajo.
_SERVICES = {
    "com.adobe.target": "Adobe Target",
    "com.adobe.analytics": "Adobe Analytics",
    "com.adobe.audiencemanager": "Audience Manager",
    "com.adobe.media": "Media Analytics",
    "com.adobe.launch.ssf": "Event forwarding",
    ".ajo": "Adobe Journey Optimizer",
    ".ode": "Offer Decisioning",
}

UPSTREAM = by_code(
    Explanation(
        "0200",
        "Service call timed out",
        "The service named in the title didn't respond in time. All other services responded.",
        "That service is slow right now.",
        "Retry after a pause. If it persists, check status.adobe.com for that service.",
        fatal=False,
        retry=True,
    ),
    Explanation(
        "0201",
        "Service temporarily unavailable",
        "The service named in the title didn't respond. All other services responded.",
        "That service is down or overloaded; the event is fine.",
        "Retry after a pause, or after the time in retry-after, if given.",
        fatal=False,
        retry=True,
    ),
    Explanation(
        "0202",
        "Service failed to process",
        "The service named in the title received the event, but couldn't process it.",
        "Its part of the event or of the datastream is wrong: a property token or report suite that doesn't exist, or "
        "a mapping that fails.",
        "Check that service's settings on the datastream, then the fields of the event that it reads. report.cause "
        "has details, if present.",
        fatal=False,
        retry_note=IF_TEMPORARY,
    ),
    Explanation(
        "0203",
        "Service call failed",
        "The service named in the title couldn't be reached. All other services responded.",
        "A network problem between the gateway and that service, which only Adobe can fix. With event forwarding: a "
        "server that doesn't respond.",
        "Retry after a pause. For event forwarding, check the URL in the rule.",
        fatal=False,
        retry=True,
    ),
    Explanation(
        "0204",
        "Completed with warnings",
        "A service processed the event only partially.",
        "Part of its result is missing; report.cause has the service's message and code.",
        "Read report.cause. If everything you requested came back, there is nothing to fix.",
        fatal=False,
    ),
    Explanation(
        "0205",
        "Data exchange producer failed",
        "The event couldn't be passed on to a component that the services share.",
        "That component is temporarily unavailable, so a service may not have received this event.",
        "Retry after a pause; if xdm._id is unchanged, datasets that deduplicate keep one copy.",
        fatal=False,
        retry=True,
    ),
)


def with_service_name(explanation: Explanation, title: str) -> Explanation:
    """An explanation that names the service in the title of the problem, if it is a known one."""
    name = next((name for part, name in _SERVICES.items() if part in title.lower()), None)
    return replace(explanation, meaning=explanation.meaning.replace(_UNNAMED, name)) if name else explanation
