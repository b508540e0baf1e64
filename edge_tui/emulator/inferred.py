"""What no source documents: every behaviour the emulator had to decide, in one table that a config can change.

The `[inferred]` table of a config file overrides any field of `Inferred` by name; what stands
around it is fixed. What is documented or was captured from a real gateway is not here, it is
where it is used.
"""

import hashlib
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from edge_tui.model.document import JsonObject
from edge_tui.model.identity import mint_ecid


@dataclass(frozen=True, slots=True)
class Inferred:
    """One field a decision. Statuses are HTTP statuses, times are seconds."""

    # Answers
    preflight_status: Literal[200, 204] = 200  # no capture of a preflight exists
    opt_out_status: Literal[200, 403] = 200  # Alloy's source mentions a 403 beside the observed 200 with a warning
    dead_media_session_status: Literal[404, 410] = 404  # older documents have 410
    legacy_request_id: bool = False  # true echoes the client's id without the 16 hex digits
    retry_after_seconds: int = 30  # the only captured value
    rate_limit_remaining: int = 599  # the only captured value, told while no limit is configured
    konductor: str = "26.7.3:edge0tui"  # <release>:<build>, as captures have it

    # Identity
    mint_for_server_calls: bool = False  # documents only say that other calls are given an ECID
    refuse_identities: tuple[str, ...] = ("CORE",)  # namespaces only the gateway itself may give: 0304
    fpid_cookie_must_be_valid: bool = True  # 0308 for a cookie as for identityMap.FPID

    # Consent
    consent_check_failure_is_fatal: bool = False  # 0300 as an entry of a 207
    pending_consent_drops_events: bool = True  # a datastream that waits for consent answers 0301

    # Input
    missing_content_type_is_refused: bool = True  # 0106
    most_decision_scopes: int = 30  # documented as a limit; what exceeding it does is not: 0105
    longest_queue_time_ms: int = 300_000  # Alloy's own bound for meta.queueTimeMillis
    region_of_unmapped_cluster: str = "or2"  # a path hint t<N> whose cluster no capture has


# The order in which a request is checked; of two things that are wrong, the first one is told.
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

# Target cluster and Audience Manager region of the hints that no capture shows them beside: both
# services' own documented numbers.
UNSEEN_REGIONS = {"ind1": (31, 12), "jpn3": (32, 11), "aus3": (36, 8)}


def ecid_of(seed: str) -> str:
    """The ECID of a first-party or a third-party id: always the same one, by a digest through the SDKs' own rule.

    That it is always the same is documented; how the gateway derives it is not.
    """
    return mint_ecid(UUID(bytes=hashlib.sha256(seed.lower().encode()).digest()[:16], version=4))


def merged_xdm(common: JsonObject, own: JsonObject) -> JsonObject:
    """The event's `xdm` over the request's; of their identity maps, namespace by namespace."""
    if not common:
        return own
    merged = {**common, **own}
    maps = common.get("identityMap"), own.get("identityMap")
    if maps[0] and maps[1]:
        merged["identityMap"] = {**maps[0], **maps[1]}
    return merged
