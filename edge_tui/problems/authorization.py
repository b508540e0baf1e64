"""05xx: who may send, checked on authenticated datastreams and on the server domain."""

from edge_tui.problems.explanation import AFTER_REFRESH, Explanation, by_code

AUTHORIZATION = by_code(
    Explanation(
        "0500",
        "Invalid authorization token",
        "The gateway wants a token and found none it could read.",
        "The Authorization header is missing, has no Bearer in it, or holds a damaged token. The datastream may "
        "accept authenticated requests only.",
        "Give the profile OAuth credentials or a fresh token. An authenticated request also carries x-api-key and "
        "x-gw-ims-org-id, which come from the profile's client id and organisation id.",
        again=AFTER_REFRESH,
    ),
    Explanation(
        "0501",
        "Invalid user authorization token",
        "The gateway wants a user token and found none.",
        "The x-user-token header is missing or damaged; only legacy integrations use it.",
        "Use OAuth server-to-server credentials instead of user tokens.",
    ),
    Explanation(
        "0502",
        "Invalid token signature",
        "The token was not signed by the IMS that the gateway trusts.",
        "A token of the stage IMS sent to production, or the other way round, or one that was cut or altered.",
        "Check the IMS host of the profile, and get a fresh token from there.",
        again=AFTER_REFRESH,
    ),
    Explanation(
        "0503",
        "Token expired",
        "The token is too old.",
        "Tokens last about 24 hours, and a pasted one does not renew itself.",
        "Get a fresh token. With OAuth credentials in the profile edge-tui does so by itself.",
        again=AFTER_REFRESH,
    ),
    Explanation(
        "0504",
        "Missing required product context",
        "The token is valid, but its organisation or project has no access to the Edge Network API.",
        "The credential's project lacks the Experience Platform API, or its product profile was not granted.",
        "Add the API and a product profile to the project in Adobe's Developer Console, then get a fresh token.",
    ),
    Explanation(
        "0505",
        "Missing token scope",
        "The token is valid, but was issued without a scope that is needed.",
        "The scope acp.foundation is missing from the token, because the project lacks the Experience Platform API.",
        "Add the Experience Platform API to the project in Adobe's Developer Console, take the scopes it shows into "
        "the profile, and get a fresh token.",
    ),
    Explanation(
        "0506",
        "Missing sandbox write permission",
        "The token is valid, but may not write into the datastream's sandbox.",
        "The technical account behind the credential may not write datasets (DATASET.WRITE) in that sandbox.",
        "Have an administrator add the credential, in Experience Platform under Permissions, to a role that may "
        "manage datasets in the sandbox.",
    ),
)
