"""03xx and 0400: consent, identities, and where the visitor is."""

from edge_tui.problems.explanation import Explanation, by_code

CONSENT_AND_IDENTITY = by_code(
    Explanation(
        "0300",
        "Could not check consent",
        "The gateway could not find out whether the visitor agreed, and does not go on without knowing.",
        "The consent service is not available at the moment.",
        "Send the event again after a pause. If it goes on, look at status.adobe.com.",
        retry=True,
    ),
    Explanation(
        "0301",
        "User consent missing",
        "The event was ignored, because the visitor has opted out.",
        "The consent state that was sent, or the consent string in the event, says no to collection (general=out).",
        "Obtain consent and tell it with set-consent, or use a visitor who has not opted out.",
        fatal=False,
    ),
    Explanation(
        "0302",
        "Update operation not supported",
        "This visitor's consent cannot be changed any more.",
        "The visitor has opted out of all advertising, which outweighs later choices.",
        "Nothing can be sent to undo it; use another visitor to test with.",
    ),
    Explanation(
        "0303",
        "Unauthorized to fetch identities",
        "The event was accepted, but some of the identities asked for may not be told.",
        "Namespaces other than ECID stand in query.identity.fetch, or CORE without third-party cookies.",
        "Ask for ECID only.",
        fatal=False,
    ),
    Explanation(
        "0304",
        "Unexpected identities provided",
        "The request brings identities that have no place in it.",
        "An ECID or another namespace stands in identityMap where the gateway supplies it itself.",
        "Leave the identities that the detail names out of identityMap; where you need one back, ask for it in "
        "query.identity.fetch.",
    ),
    Explanation(
        "0305",
        "Invalid identity provided",
        "An identity in the event is not one of its namespace.",
        "An ECID that is not 38 digits: shortened, put into a number, or of another namespace.",
        "Correct the id that the detail names, or leave the ECID out, and the gateway supplies one.",
    ),
    Explanation(
        "0306",
        "Event is missing the primary identity",
        "The gateway cannot tell whose event this is.",
        "No identity in xdm.identityMap has primary: true. An authenticated request must bring one itself.",
        "Set primary: true on exactly one identity of the event.",
    ),
    Explanation(
        "0307",
        "User consent update error",
        "The new consent was not saved.",
        "The consent store is not available at the moment.",
        "Send the same set-consent again after a pause; until then the old choice counts.",
        retry=True,
    ),
    Explanation(
        "0308",
        "Invalid identity format",
        "An identity is not written as its namespace wants it.",
        "Most often an FPID that is no version 4 UUID, such as a customer number.",
        "Make FPIDs as random (version 4) UUIDs; correct the id that the detail names.",
    ),
    Explanation(
        "0400",
        "Geographical restriction",
        "Adobe does not take requests from where this one came from.",
        "The sender's address belongs to a country that is blocked.",
        "Nothing in the request mends it. A server-side caller can check which address X-Forwarded-For tells.",
    ),
)
