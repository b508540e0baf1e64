"""Overrides of the datastream's configuration in a v2 request."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, warning
from edge_tui.lint.subject import Subject
from edge_tui.model.json.document import join
from edge_tui.model.profile import ApiVersion


def check(subject: Subject) -> Iterator[RuleHit]:
    """Where Adobe's page and Adobe's tests differ.

    The guide to datastream overrides says in a box that API integrations don't support them. The
    tests of the mobile SDK against the gateway prove them with v1, the version that SDKs use.
    """
    if subject.context.version is not ApiVersion.V2:
        return
    for part in subject.metas:
        if part.members.get("configOverrides"):
            message = "Adobe documents that API integrations don't support overrides; its SDKs send them with v1."
            yield warning(join(part.pointer, "configOverrides"), message, on_name=True)
