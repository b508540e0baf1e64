"""Visitor identification: who the gateway took an exchange for, why, and what is odd about it."""

from edge_tui.identification.concerns import Concern, ConcernKind, concerns_of
from edge_tui.identification.reading import Continuity, Identification, Reason, ecid_of, identify
from edge_tui.identification.sent import Carrier, SentIdentity

__all__ = [
    "Carrier",
    "Concern",
    "ConcernKind",
    "Continuity",
    "Identification",
    "Reason",
    "SentIdentity",
    "concerns_of",
    "ecid_of",
    "identify",
]
