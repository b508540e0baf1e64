"""The expressions by which PowerShell asks for the time as ISO 8601, and for a UUID."""

import re

_ISO = r"[\"']?(?:[osO]\b|yyyy-MM-dd[\"']{0,2}\\?T)"
_FORMATTED = rf"Get-Date\b[^()\n;|]*-U?Format\s+{_ISO}[^()\n;|]*"
_MOMENT = r"(?:\(\s*Get-Date[^()\n]*\)|\[(?:System\.)?DateTime(?:Offset)?\]::(?:UtcNow|Now))"
_NOW = rf"\(\s*{_FORMATTED}\)|{_MOMENT}(?:\.\w+\(\))*\.ToString\(\s*{_ISO}[^()\n]*\)"
_UUID = r"(?:\[(?:System\.)?guid\]::NewGuid\(\)|\(\s*New-Guid\s*\))(?:\.Guid\b|\.ToString\(\))?"
_EXPRESSION = re.compile(rf"(?P<now>{_NOW})|(?P<uuid>{_UUID})", re.IGNORECASE)
_IN_STRING = re.compile(rf"\$\(\s*(?:(?P<now>{_NOW}|{_FORMATTED})|(?P<uuid>{_UUID}|New-Guid))\s*\)", re.IGNORECASE)


def clock_at(text: str, at: int, *, in_string: bool = False) -> tuple[str, int] | None:
    """The placeholder for an expression at an offset, or for `$(…)` in a string, and its end; None for any other."""
    found = (_IN_STRING if in_string else _EXPRESSION).match(text, at)
    if found is None:
        return None
    return ("{{now}}" if found["now"] else "{{uuid}}"), found.end()
