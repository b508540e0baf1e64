"""Findings as compiler-style lines and as JSON."""

from typing import TYPE_CHECKING

from edge_tui.cli.terminal.streams import read_bytes
from edge_tui.model.encoding import decode_body
from edge_tui.model.errors import SetupError
from edge_tui.model.finding import Finding
from edge_tui.model.json.document import JsonObject, ParseError
from edge_tui.model.text import visible

if TYPE_CHECKING:
    from edge_tui.lint.own_schema import OwnSchema


def finding_line(name: str, finding: Finding) -> str:
    """`event.json:4:7: error primary-identity: …`, the format that editors can parse."""
    place = f"{name}:{finding.line}:{finding.column}" if finding.line else name
    predicts = f" (the gateway responds with EXEG-{finding.predicts})" if finding.predicts else ""
    return visible(f"{place}: {finding.severity} {finding.rule}: {finding.message}{predicts}")


def finding_document(finding: Finding) -> JsonObject:
    """A finding as JSON; the shape is stable."""
    suggestion = finding.suggestion
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "pointer": finding.pointer,
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
        "predicts": finding.predicts,
        "suggestion": suggestion
        and {
            "title": suggestion.title,
            "pointer": suggestion.pointer,
            "rename": suggestion.rename,
            "moveTo": suggestion.move_to,
            "remove": suggestion.remove,
            "value": suggestion.value,
        },
    }


def read_schema(path: str) -> "OwnSchema":
    """The schema in a file. Raises `SetupError` if it isn't one."""
    from edge_tui.lint.own_schema import read_schema as read

    try:
        schema = read(decode_body(read_bytes(path)))
    except ValueError as error:
        raise SetupError(f"{path} isn't a schema: {error}", "Export it from Platform as JSON Schema.") from error
    if isinstance(schema, ParseError):
        raise SetupError(f"{path} is neither JSON nor a list of fields: {schema}.")
    return schema
