"""01xx: validation of the request itself, before its content is processed."""

from edge_tui.problems.explanation import Explanation, by_code

INPUT_VALIDATION = by_code(
    Explanation(
        "0100",
        "JSON processing error",
        "The gateway couldn't convert the body to an event, or the event back to JSON.",
        "A value that is valid JSON but can't be processed: a number that is too large, or invalid Unicode text.",
        "Look for unusual values: remove parts of the event until it works, then add them back one at a time.",
    ),
    Explanation(
        "0101",
        "Invalid JSON request",
        "The body isn't the JSON this endpoint expects.",
        "The JSON is malformed, or has the envelope of the other version: v2 interact takes one event object, v1 and "
        "collect take an events array.",
        "Correct the JSON at the place named in the detail, and use event or events as the API version requires.",
    ),
    Explanation(
        "0102",
        "Invalid request field",
        "A field has a value that isn't allowed.",
        "The wrong type, or a value outside the field's list, such as an unknown consent standard or version.",
        "Give the field named in the detail or the report an allowed value.",
    ),
    Explanation(
        "0103",
        "Missing required value",
        "A required field is missing.",
        "A mandatory field was omitted, such as the value of a consent.",
        "Add the field named in the detail or the report.",
    ),
    Explanation(
        "0104",
        "Input validation error",
        "The body is well-formed JSON, but fails validation.",
        "See report.errors for each error, such as an empty consent string or an identity without an ID.",
        "Fix the errors in report.errors one by one.",
    ),
    Explanation(
        "0105",
        "Input validation error",
        "The body fails validation, and the gateway doesn't say where.",
        "A value of the wrong type in identityMap, meta or query.",
        "Start from a template that works and add your values one at a time.",
    ),
    Explanation(
        "0106",
        "Invalid Content-Type header",
        "The Content-Type header can't be parsed.",
        "The header is malformed: a missing slash, a stray character.",
        "Write it as type/subtype: application/json, optionally followed by ; charset=UTF-8.",
    ),
    Explanation(
        "0107",
        "Missing required parameter",
        "The URL lacks a query parameter that this endpoint requires.",
        "It was omitted, or its name is misspelled (names are case-sensitive).",
        "Add the parameter named in the detail to the URL; a media session needs configId.",
    ),
    Explanation(
        "0108",
        "Invalid parameter type",
        "A query parameter has a value of the wrong type.",
        "A requestId that isn't a UUID, or a silent that is neither true nor false.",
        "Correct the parameter named in the detail: IDs are UUIDs, switches are true or false.",
    ),
    Explanation(
        "0109",
        "Empty request",
        "The request has no body.",
        "Nothing was sent after the headers, or a proxy dropped it.",
        "Send a body. The status 408 looks like a timeout, but retrying won't help.",
    ),
    Explanation(
        "0110",
        "Missing parameter value",
        "The request lets the gateway set cookies, but doesn't say for which domain.",
        "In meta.state, cookiesEnabled is true and domain is missing or empty.",
        "Add meta.state.domain, or omit cookiesEnabled, as server-side callers should.",
    ),
    Explanation(
        "0111",
        "Invalid request",
        "The gateway doesn't accept this content type.",
        "The Content-Type isn't application/json, application/x-jackson-smile, text/plain or text/javascript.",
        "Send Content-Type: application/json.",
    ),
    Explanation(
        "0112",
        "Invalid request",
        "The body is too large.",
        "It exceeds 64 KB, the gateway's limit for one request.",
        "Split the events into several requests, or omit what the dataset doesn't need.",
    ),
    Explanation(
        "0113",
        "Invalid request",
        "The datastream doesn't allow the overrides in the request.",
        "In meta.configOverrides: a dataset, report suite or property token that isn't declared on the "
        "datastream; or enabled: true; or idSyncContainerId in quotes (it must be a number).",
        "Declare the value as an override in the datastream's settings first, on the service it belongs to. An "
        "override can only disable a service for an event (enabled: false), never enable it.",
    ),
)
