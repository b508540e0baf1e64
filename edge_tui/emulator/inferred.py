"""Undocumented behavior: what the emulator had to decide, in one place.

The `[inferred]` table of a config file overrides any field of `Inferred`; the rest of this
module is fixed. Behavior that is documented, or was captured from a real gateway, is
implemented where it's used.
"""

import hashlib
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from edge_tui.model.identity import new_ecid
from edge_tui.model.json.document import JsonObject


@dataclass(frozen=True, slots=True)
class Inferred:
    """One field per decision. Statuses are HTTP statuses; a unit is part of the name."""

    # Answers
    preflight_status: Literal[200, 204] = 200  # no capture of a preflight exists
    opt_out_status: Literal[200, 403] = 200  # Alloy's source mentions a 403 beside the observed 200 with a warning
    dead_media_session_status: Literal[404, 410] = 404  # older documents have 410
    legacy_request_id: bool = False  # true echoes the client's id without the 16 hex digits
    retry_after_seconds: int = 30  # the only captured value
    rate_limit_remaining: int = 599  # the only captured value, sent unless a limit is configured
    konductor: str = "26.7.3:edge0tui"  # <release>:<build>, as captures have it

    # Identity
    mint_for_server_calls: bool = False  # the documentation covers only other calls
    refuse_identities: tuple[str, ...] = ("CORE",)  # namespaces that only the gateway assigns: 0304

    # Consent
    consent_check_failure_is_fatal: bool = False  # 0300 as an entry of a 207
    # 0301 while there is no choice yet. Alloy waits for one by itself (its Consent component); an opt-out
    # is always refused.
    pending_consent_drops_events: bool = True

    # Media
    downloaded_session_is_returned: bool = False  # media-edge.yaml returns its ID, the guide's example doesn't

    # Input
    missing_content_type_is_refused: bool = True  # 0106
    most_decision_scopes: int = 30  # the limit is documented, the code isn't: 0105
    longest_queue_time_ms: int = 300_000  # Alloy's own bound for meta.queueTimeMillis
    region_of_unmapped_cluster: str = "or2"  # for a path hint t<N> whose cluster wasn't captured


# The order in which a request is checked: of several errors, the first one is reported.
# Each is the name of a check in `validation.py`.
CHECK_ORDER = (
    "method",
    "header_faults",
    "parameters",
    "body",
    "content_type",
    "size",
    "datastream",
    "datastream_faults",
    "configuration",
    "rate",
    "authentication",
    "json",
    "shape",
    "event_faults",
    "country",
    "state",
    "overrides",
    "identities",
    "consent",
)

# Target cluster and Audience Manager region of hints that weren't captured: from the
# documentation of both services.
UNSEEN_REGIONS = {"ind1": (31, 12), "jpn3": (32, 11), "aus3": (36, 8)}


def ecid_of(seed: str) -> str:
    """The ECID derived from a first-party or third-party ID.

    The documentation says that it's always the same, but not how the gateway derives it. Alloy's
    functional specs show the same for FPIDs that aren't UUIDs.
    """
    return new_ecid(UUID(bytes=hashlib.sha256(seed.lower().encode()).digest()[:16], version=4))


def merged_xdm(common: JsonObject, own: JsonObject) -> JsonObject:
    """The request's `xdm` overridden by the event's; identity maps are merged by namespace."""
    if not common:
        return own
    merged = {**common, **own}
    maps = common.get("identityMap"), own.get("identityMap")
    if maps[0] and maps[1]:
        merged["identityMap"] = {**maps[0], **maps[1]}
    return merged
