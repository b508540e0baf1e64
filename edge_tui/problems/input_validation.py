"""01xx: the request itself, before anything looked at its content."""

from edge_tui.problems.explanation import Explanation, by_code

INPUT_VALIDATION = by_code(
    Explanation(
        "0100",
        "JSON processing error",
        "The gateway could not turn the body into an event, or the event back into JSON.",
        "A value that is JSON and still cannot be processed: a number too large, text that is no valid Unicode.",
        "Look for unusual values, simplify the event until it passes, and then add part after part.",
    ),
    Explanation(
        "0101",
        "Invalid JSON request",
        "The body is not the JSON this endpoint takes.",
        "The JSON is malformed, or the envelope is of the other version: v2 interact takes one event object, v1 and "
        "collect take an events array.",
        "Correct the JSON where the detail points to, and use event or events as the version wants it.",
    ),
    Explanation(
        "0102",
        "Invalid request field",
        "A field holds a value that is not allowed there.",
        "The wrong type, or a word that is not in the field's list, such as an unknown consent standard or version.",
        "Give the field that the detail or the report names a value that it takes.",
    ),
    Explanation(
        "0103",
        "Missing required value",
        "A field that must be there is not.",
        "A mandatory member was left out, such as the value of a consent.",
        "Add the member that the detail or the report names.",
    ),
    Explanation(
        "0104",
        "Input validation error",
        "The body is well-formed JSON, but what it says does not hold together.",
        "Each fault stands in report.errors, such as an empty consent string or an identity without an id.",
        "Correct what report.errors lists, one by one.",
    ),
    Explanation(
        "0105",
        "Input validation error",
        "What the body says does not hold together, and the gateway does not say where.",
        "A value of the wrong shape in identityMap, meta or query.",
        "Send a template that passes, then carry your own values into it part by part; the first that is refused is "
        "it.",
    ),
    Explanation(
        "0106",
        "Invalid Content-Type header",
        "The Content-Type header cannot be read.",
        "The header is malformed: a missing slash, a stray character.",
        "Write it as type/subtype: application/json, with nothing behind it but perhaps ; charset=UTF-8.",
    ),
    Explanation(
        "0107",
        "Missing required parameter",
        "A query parameter that this endpoint needs is not in the URL.",
        "It was left out, or its name is misspelt, if only by a capital letter.",
        "Add the parameter that the detail names to the URL; a media session takes configId.",
    ),
    Explanation(
        "0108",
        "Invalid parameter type",
        "A query parameter holds a value of the wrong type.",
        "A requestId that is no UUID, or silent that is neither true nor false.",
        "Correct the parameter that the detail names: ids are UUIDs, switches are true or false.",
    ),
    Explanation(
        "0109",
        "Empty request",
        "The request has no body.",
        "Nothing was sent after the headers, or a proxy on the way dropped it.",
        "Send a body. The status 408 looks like a timeout; sending the same again does not help.",
    ),
    Explanation(
        "0110",
        "Missing parameter value",
        "The request allows the gateway to set cookies, but does not say for which domain.",
        "In meta.state, cookiesEnabled is true and domain is missing or empty.",
        "Add meta.state.domain, or leave cookiesEnabled out, as a server-side caller should.",
    ),
    Explanation(
        "0111",
        "Invalid request",
        "The gateway does not take bodies of this content type.",
        "The Content-Type is none of application/json, application/x-jackson-smile, text/plain and text/javascript.",
        "Send Content-Type: application/json.",
    ),
    Explanation(
        "0112",
        "Invalid request",
        "The body is too large.",
        "It exceeds 64 KB, the most the gateway takes in one request.",
        "Split the events over several requests, or leave out what the dataset does not need.",
    ),
    Explanation(
        "0113",
        "Invalid request",
        "The datastream does not allow the overrides that the request asks for.",
        "A dataset, report suite or property token stands in meta.configOverrides and is not declared on the "
        "datastream; or enabled: true does; or idSyncContainerId is in quotes, though it is a number.",
        "Declare the value as an override in the datastream's settings first, on the service it belongs to. A service "
        "can only be switched off for an event (enabled: false), never on.",
    ),
)
