"""The rules by name, in the order they run."""

from collections.abc import Callable, Iterator

from edge_tui.lint import (
    client_state,
    config_overrides,
    consent,
    decision_scopes,
    deprecated_field,
    duplicate_name,
    ecid,
    envelope,
    environment,
    event_measure,
    event_type,
    field_value,
    fpid,
    hashed_identity,
    identity_map,
    measure,
    misplaced,
    personal_data,
    placeholder,
    primary_identity,
    query,
    queue_time,
    required_field,
    schema,
    size,
    timestamp,
    unknown_field,
)
from edge_tui.lint.rule_hit import RuleHit
from edge_tui.lint.subject import Subject

Rule = Callable[[Subject], Iterator[RuleHit]]

RULES: dict[str, Rule] = {
    "duplicate-name": duplicate_name.check,
    "envelope": envelope.check,
    "misplaced": misplaced.check,
    "placeholder": placeholder.check,
    "environment": environment.check,
    "identity-map": identity_map.check,
    "primary-identity": primary_identity.check,
    "ecid": ecid.check,
    "fpid": fpid.check,
    "hashed-identity": hashed_identity.check,
    "personal-data": personal_data.check,
    "timestamp": timestamp.check,
    "event-type": event_type.check,
    "event-measure": event_measure.check,
    "unknown-field": unknown_field.check,
    "measure": measure.check,
    "field-value": field_value.check,
    "required-field": required_field.check,
    "deprecated-field": deprecated_field.check,
    "query": query.check,
    "decision-scopes": decision_scopes.check,
    "config-overrides": config_overrides.check,
    "consent": consent.check,
    "client-state": client_state.check,
    "queue-time": queue_time.check,
    "size": size.check,
    "schema": schema.check,
}
