"""03xx and 0400: consent, identities and the visitor's location."""

from edge_tui.problems.explanation import Explanation, by_code

CONSENT_AND_IDENTITY = by_code(
    Explanation(
        "0300",
        "Could not check consent",
        "The gateway couldn't look up the visitor's consent, so it stopped.",
        "The consent service is temporarily unavailable.",
        "Retry after a pause. If it persists, check status.adobe.com.",
        retry=True,
    ),
    Explanation(
        "0301",
        "User consent missing",
        "The event was ignored because the visitor has opted out, or hasn't decided yet where consent is required.",
        "The consent cookie or the consent string in the event opts out of collection (general=out). Pending consent "
        "is different: it waits for a choice.",
        "Collect consent and send it with set-consent, or use a visitor who has opted in.",
        fatal=False,
    ),
    Explanation(
        "0302",
        "Update operation not supported",
        "This visitor's consent can no longer be changed.",
        "The visitor has opted out of all advertising, which overrides later choices.",
        "This can't be undone by a request; use another visitor for testing.",
    ),
    Explanation(
        "0303",
        "Unauthorized to fetch identities",
        "The event was accepted, but some requested identities aren't allowed to be returned.",
        "The list query.identity.fetch has namespaces other than ECID, or CORE without third-party cookies.",
        "Request ECID only.",
        fatal=False,
    ),
    Explanation(
        "0304",
        "Unexpected identities provided",
        "The request contains identities that aren't allowed in it.",
        "The identityMap contains an ECID or another namespace that the gateway sets itself.",
        "Remove the identities named in the detail from identityMap; to get one back, request it in "
        "query.identity.fetch.",
    ),
    Explanation(
        "0305",
        "Invalid identity provided",
        "An identity in the event isn't valid for its namespace.",
        "An ECID that isn't 38 digits: truncated, sent as a number, or from another namespace.",
        "Correct the ID named in the detail, or omit the ECID and the gateway will assign one.",
    ),
    Explanation(
        "0306",
        "Event is missing the primary identity",
        "The event has no primary identity.",
        "No identity in xdm.identityMap has primary: true. An authenticated request must include one.",
        "Set primary: true on exactly one identity of the event.",
    ),
    Explanation(
        "0307",
        "User consent update error",
        "The new consent wasn't saved.",
        "The consent store is temporarily unavailable.",
        "Send the same set-consent again after a pause; until then the previous choice applies.",
        retry=True,
    ),
    Explanation(
        "0308",
        "Invalid identity format",
        "An identity doesn't have the format its namespace requires.",
        "The ID named in the detail. Adobe documents this for an FPID that isn't a version 4 UUID, although the "
        "gateway is known to accept others.",
        "Correct the ID named in the detail. Random (version 4) UUIDs are always valid FPIDs.",
    ),
    Explanation(
        "0400",
        "Geographical restriction",
        "Adobe doesn't accept requests from this location.",
        "The sender's IP address belongs to a blocked country.",
        "Changing the request won't fix it. On a server, check which address you send in X-Forwarded-For.",
    ),
)
