"""00xx: the gateway itself, and the datastream it was asked to use."""

from edge_tui.problems.explanation import Explanation, by_code

DATASTREAM = by_code(
    Explanation(
        "0000",
        "Service unavailable",
        "The gateway cannot take requests at the moment.",
        "It is overloaded or under maintenance. Nothing is wrong with the request.",
        "Wait as long as the retry-after header says, or a few seconds, and send again. If it goes on, look at "
        "status.adobe.com.",
        retry=True,
    ),
    Explanation(
        "0001",
        "Unexpected error",
        "The gateway failed on this request in a way it did not foresee.",
        "A fault of the gateway, often set off by an unusual value somewhere in the event.",
        "Leave parts of the event out until it passes, to find the one that sets it off. Then report it to Adobe with "
        "the x-request-id header of the answer.",
    ),
    Explanation(
        "0002",
        "Missing datastream parameter",
        "The URL does not say which datastream to use.",
        "The query has no datastreamId (v2) or configId (v1), or one spelt for the other version.",
        "Put the datastream id into the profile. Version 2 takes datastreamId, version 1 and media take configId.",
    ),
    Explanation(
        "0003",
        "Invalid datastream ID",
        "The gateway knows no datastream of this id.",
        "A slip in the id, a datastream that was deleted or belongs to another organisation, or an environment suffix "
        "(:dev, :stage) that it does not have.",
        "Copy the id anew from Data Collection, Datastreams, and mind the suffix: none is production.",
    ),
    Explanation(
        "0004",
        "Datastream disabled",
        "The datastream exists and is switched off.",
        "Somebody disabled it, or it was never enabled after it was made.",
        "Enable the datastream in Data Collection, under Datastreams, or put the id of another one into the profile.",
    ),
    Explanation(
        "0010",
        "Invalid datastream configuration",
        "The datastream is not set up so that it can be used.",
        "Its Adobe Experience Platform service is missing or incomplete for this organisation.",
        "Open the datastream in Data Collection, complete its services and save it. A change takes a few minutes to "
        "reach every edge location.",
    ),
    Explanation(
        "0011",
        "Could not retrieve sandbox details",
        "The gateway could not find out which sandbox the datastream writes to.",
        "The Adobe Experience Platform service is not enabled on the datastream, or has no sandbox chosen.",
        "Add the Adobe Experience Platform service to the datastream and choose a sandbox and an event dataset.",
    ),
    Explanation(
        "0012",
        "Referenced sandbox cannot be resolved",
        "The datastream names a sandbox that does not exist.",
        "The sandbox was deleted or reset, or it belongs to another organisation.",
        "Point the datastream to a sandbox that exists, and choose its datasets again.",
    ),
    Explanation(
        "0013",
        "Identity namespace code cannot be resolved",
        "The datastream names an identity namespace that does not exist.",
        "A namespace code in the datastream's settings (for first-party ids, say) is misspelt, or lives in another "
        "sandbox.",
        "Create the namespace under Identities in Experience Platform, or correct the code in the datastream.",
    ),
)
