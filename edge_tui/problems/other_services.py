"""Codes of services other than the gateway, which come in the same `errors[]`, and of the configuration service.

Their digits have nothing to do with those of EXEG: `ODE-0001` is not `EXEG-0001`.
"""

from edge_tui.problems.explanation import Explanation, by_code

_RECORDS = "Alloy, packages/reactor-extension, fetchConfigs"
_REGISTRY = "https://developer.adobe.com/experience-platform-apis/references/schema-registry/"
# Families seen in responses, and whose they are.
_OWNERS = {
    "ODE": ("Offer Decisioning", "Check the decision scopes of the query and the decisions in Journey Optimizer."),
    "XDM": ("the Schema Registry", "Compare the request with the Schema Registry API reference."),
    "UIS": ("the Identity Service", "Check the namespaces and the permissions of the credential."),
    "AJO": ("Adobe Journey Optimizer", "Check the surfaces of the query and the campaigns for them."),
    "TGT": ("Adobe Target", "Check the property token and the activities in Target."),
}

OTHER_SERVICES = by_code(
    Explanation(
        "ODE-0001",
        "Scope not found",
        "The query requests a decision scope that Offer Decisioning doesn't have. Other scopes are in the response.",
        "The activity or the placement in the scope was deleted, isn't published yet, or is in another sandbox than "
        "the datastream's.",
        "Decode the scope with `edge-tui decode`, and copy it again from the decision in Journey Optimizer.",
        fatal=False,
        source="Alloy, integration specs: a 207 with ODE-0001-404 in errors",
    ),
    Explanation(
        "3032",
        "Not authorized to read datastreams",
        "The configuration service, which stores datastreams, doesn't accept the token.",
        "The token has expired, or its credential has no access to Data Collection.",
        "Get a new token, and give the credential permission to view datastreams.",
        source=_RECORDS,
    ),
    Explanation(
        "3036",
        "API key is invalid for datastreams",
        "The configuration service, which stores datastreams, doesn't accept this API key.",
        "It isn't a public API: only client IDs of Adobe's own applications are accepted.",
        "Look the datastream up in the Data Collection user interface instead.",
        source=_RECORDS,
    ),
    Explanation(
        "3050",
        "No permission to read datastreams",
        "The configuration service, which stores datastreams, knows the user but denies access.",
        "The user's role doesn't include datastreams in this sandbox.",
        "Ask an administrator for the permission to view datastreams, in the sandbox of the datastream.",
        source=_RECORDS,
    ),
    Explanation(
        "XDM-1006",
        "Wrong Accept header for a list",
        "The Schema Registry refused the Accept header: lists don't take a version.",
        "The header ends in ;version=1 although several schemas were requested.",
        "Remove the version from the Accept header, or request one schema by its ID.",
        source=_REGISTRY,
    ),
    Explanation(
        "XDM-1007",
        "Wrong Accept header for a schema",
        "The Schema Registry refused the Accept header: a single schema needs a version.",
        "The header lacks ;version=1.",
        "Add ;version=1 to the Accept header.",
        source=_REGISTRY,
    ),
    Explanation(
        "XDM-1012",
        "Schema not found",
        "The Schema Registry has no schema with this ID.",
        "The schema was deleted, or is in another sandbox.",
        "Check the schema's $id, and the x-sandbox-name header.",
        source=_REGISTRY,
    ),
)


def is_known_service(family: str) -> bool:
    """Whether a family of codes has been seen in responses."""
    return family in _OWNERS


def explain_other_service(family: str, digits: str, status: int | None) -> Explanation:
    """A code of a family other than EXEG and va-edge."""
    known = OTHER_SERVICES.get(f"{family}-{digits}")
    if known:
        return known
    owner, fix = _OWNERS.get(family, ("another service", "Read its title, detail and report."))
    return Explanation(
        f"{family}-{digits}",
        f"Problem of {owner}",
        f"This code isn't the gateway's: the family {family} is of {owner}, whose result is in the same response.",
        "See the title, detail and report of the problem; its digits have another meaning than those of EXEG.",
        fix,
        fatal=False,
        retry=status in (429, 502, 503, 504),
        source="Edge Network API reference, errors of services behind the gateway",
        is_known=False,
    )
