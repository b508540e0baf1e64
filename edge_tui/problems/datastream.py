"""00xx: the gateway itself, and the datastream in the request."""

from edge_tui.problems.explanation import Explanation, by_code

DATASTREAM = by_code(
    Explanation(
        "0000",
        "Service unavailable",
        "The gateway can't accept requests right now.",
        "It is overloaded or under maintenance. The request itself is fine.",
        "Wait as long as the retry-after header says, or a few seconds, and retry. If it persists, check "
        "status.adobe.com.",
        retry=True,
    ),
    Explanation(
        "0001",
        "Unexpected error",
        "The gateway failed on this request with an internal error.",
        "A gateway bug, often triggered by an unusual value somewhere in the event.",
        "Remove parts of the event until it succeeds, to find the cause. Then report it to Adobe with the "
        "x-request-id header of the response.",
    ),
    Explanation(
        "0002",
        "Missing datastream parameter",
        "The URL has no datastream ID.",
        "The query string lacks datastreamId (v2) or configId (v1), or uses the name from the other version.",
        "Set the datastream ID in the profile. API v2 expects datastreamId; v1 and media expect configId.",
    ),
    Explanation(
        "0003",
        "Invalid datastream ID",
        "No datastream has this ID.",
        "A typo in the ID, a datastream that was deleted or belongs to another organization, or an environment suffix "
        "(:dev, :stage) it doesn't have.",
        "Copy the ID again from Data Collection, Datastreams. No suffix means production; check :dev or :stage.",
    ),
    Explanation(
        "0004",
        "Datastream disabled",
        "The datastream exists, but is disabled.",
        "It was disabled in Data Collection, or never enabled after it was created.",
        "Enable the datastream in Data Collection, Datastreams, or use another datastream ID in the profile.",
    ),
    Explanation(
        "0010",
        "Invalid datastream configuration",
        "The datastream's configuration is incomplete.",
        "Its Adobe Experience Platform service is missing or incomplete for this organization.",
        "Open the datastream in Data Collection, complete its services and save it. Changes take a few minutes to "
        "reach every edge location.",
    ),
    Explanation(
        "0011",
        "Could not retrieve sandbox details",
        "The gateway couldn't determine which sandbox the datastream writes to.",
        "The Adobe Experience Platform service isn't enabled on the datastream, or has no sandbox selected.",
        "Add the Adobe Experience Platform service to the datastream and select a sandbox and an event dataset.",
    ),
    Explanation(
        "0012",
        "Referenced sandbox cannot be resolved",
        "The datastream refers to a sandbox that doesn't exist.",
        "The sandbox was deleted or reset, or belongs to another organization.",
        "Select an existing sandbox in the datastream, and its datasets again.",
    ),
    Explanation(
        "0013",
        "Identity namespace code cannot be resolved",
        "The datastream refers to an identity namespace that doesn't exist.",
        "A namespace code in the datastream's settings (for first-party IDs, say) is misspelled or belongs to another "
        "sandbox.",
        "Create the namespace under Identities in Experience Platform, or correct the code in the datastream.",
    ),
)
