"""05xx: authentication and permissions, checked on authenticated datastreams and on the server domain."""

from edge_tui.problems.explanation import AFTER_REFRESH, Explanation, by_code

AUTHORIZATION = by_code(
    Explanation(
        "0500",
        "Invalid authorization token",
        "No usable access token in the request.",
        "The Authorization header is missing, doesn't start with Bearer, or holds a damaged token. The datastream may "
        "accept authenticated requests only.",
        "Add OAuth credentials or a new token to the profile. An authenticated request also needs the headers "
        "x-api-key and x-gw-ims-org-id, which come from the profile's client ID and organization ID.",
        retry_note=AFTER_REFRESH,
    ),
    Explanation(
        "0501",
        "Invalid user authorization token",
        "No usable user token in the request.",
        "The x-user-token header is missing or damaged; only legacy integrations use it.",
        "Use OAuth server-to-server credentials instead of user tokens.",
    ),
    Explanation(
        "0502",
        "Invalid token signature",
        "The token wasn't signed by the IMS environment that the gateway trusts.",
        "A stage IMS token was sent to production (or the reverse), or the token was truncated or altered.",
        "Check the IMS host in the profile and get a new token from there.",
        retry_note=AFTER_REFRESH,
    ),
    Explanation(
        "0503",
        "Token expired",
        "The access token has expired.",
        "Tokens last about 24 hours, and a pasted token isn't renewed automatically.",
        "Get a new token. With OAuth credentials in the profile, edge-tui renews it for you.",
        retry_note=AFTER_REFRESH,
    ),
    Explanation(
        "0504",
        "Missing required product context",
        "The token is valid, but its organization or project has no access to the Edge Network API.",
        "The credential's project lacks the Experience Platform API, or its product profile wasn't granted.",
        "Add the API and a product profile to the project in Adobe Developer Console, then get a new token.",
    ),
    Explanation(
        "0505",
        "Missing token scope",
        "The token is valid, but was issued without a required scope.",
        "The token lacks the scope acp.foundation because the project doesn't include the Experience Platform API.",
        "Add the Experience Platform API to the project in Adobe Developer Console, copy the scopes shown there into "
        "the profile, and get a new token.",
    ),
    Explanation(
        "0506",
        "Missing sandbox write permission",
        "The token is valid, but has no write access to the datastream's sandbox.",
        "The technical account behind the credential lacks the dataset write permission (DATASET.WRITE) there.",
        "Ask an administrator to add the credential to a role that can manage datasets in the sandbox (Experience "
        "Platform, Permissions).",
    ),
)
