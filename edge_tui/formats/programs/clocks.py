"""The calls by which programs ask for the time as ISO 8601, and for a UUID, in any of their languages."""

import re

_CALLS = {
    "{{now}}": re.compile(
        r"(?:java\.time\.)?(?:Instant|ZonedDateTime|OffsetDateTime)\.now\([\w.]*\)(?:\.toString\(\))?"
        r"|Clock\.System\.now\(\)\.toString\(\)|date\(\s*(?:'c'|\"c\"|DATE_(?:ATOM|RFC3339)|DateTime::ATOM)\s*\)"
        r"|DateTime(?:Offset)?\.UtcNow(?:\.ToString\(\s*\"[oOs]\"\s*\))?|Date\(\)\.(?:ISO8601Format|iso8601)\(\)"
        r"|ISO8601DateFormatter\(\)\s*\.string\(\s*from:\s*(?:Date\(\)|\.now|Date\.now)\s*\)"
        r"|time\.Now\(\)(?:\.UTC\(\))?\.Format\(\s*time\.RFC3339(?:Nano)?\s*\)"
        r"|Time\.now(?:\.utc|\.getutc)?\.iso8601(?:\(\d\))?|DateTime\.now\(\)(?:\.toUtc\(\))?\.toIso8601String\(\)"
        r"|(?:chrono::)?Utc::now\(\)\.to_rfc3339\(\)"
    ),
    "{{uuid}}": re.compile(
        r"(?:java\.util\.)?UUID\.randomUUID\(\)(?:\.toString\(\))?|UUID\(\)\.uuidString(?:\.lowercased\(\))?"
        r"|Guid\.NewGuid\(\)(?:\.ToString\(\))?|uuid\.New(?:String\(\)|\(\)\.String\(\))|SecureRandom\.uuid"
        r"|(?:Uuid\(\)|const Uuid\(\))\.v4\(\)|(?:uuid::)?Uuid::new_v4\(\)(?:\.to_string\(\))?"
    ),
}


def placeholder_of(source: str) -> str:
    """The placeholder that gives the same as a call; empty for any other."""
    return next((ours for ours, calls in _CALLS.items() if calls.fullmatch(source.strip())), "")
