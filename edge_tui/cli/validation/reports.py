"""The findings of several sources in the formats that editors, scripts and CI servers read, in chunks of text."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from edge_tui.cli.validation.findings import finding_document, finding_line
from edge_tui.model.finding import Finding, Severity
from edge_tui.model.json.document import JsonObject
from edge_tui.model.text import visible
from edge_tui.outline.json_text import json_text

_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_SARIF = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@dataclass(frozen=True, slots=True)
class Linted:
    """The findings of a source. `has_lines`: their lines are those of the file, not of a copied request's body.

    `analytics` says what Analytics will count; empty when the datastream has no Analytics.
    """

    source: str
    name: str
    findings: tuple[Finding, ...]
    has_lines: bool = True
    analytics: str = ""

    @property
    def has_error(self) -> bool:
        """Whether the gateway or the dataset would reject it."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def text(linted: Sequence[Linted]) -> Iterator[str]:
    """Compiler-style lines."""
    return (finding_line(each.name, finding) + "\n" for each in linted for finding in each.findings)


def documents(linted: Sequence[Linted]) -> Iterator[str]:
    """One JSON array of all findings."""
    listed = [{**finding_document(finding), "source": each.source} for each in linted for finding in each.findings]
    yield from json_text(listed)


def github(linted: Sequence[Linted]) -> Iterator[str]:
    """Workflow commands, which GitHub shows beside the lines (GitHub's workflow-commands page)."""
    for each in linted:
        for finding in each.findings:
            properties = [f"file={_property(each.source)}"]
            if each.has_lines and finding.line:
                properties += [f"line={finding.line}", f"col={finding.column}"]
            properties.append(f"title={_property(finding.rule)}")
            yield f"::{_GITHUB[finding.severity]} {','.join(properties)}::{_data(visible(finding.message))}\n"


def sarif(linted: Sequence[Linted]) -> Iterator[str]:
    """A SARIF 2.1.0 log with one run (OASIS, Static Analysis Results Interchange Format)."""
    rules = dict.fromkeys(finding.rule for each in linted for finding in each.findings)
    driver = {"name": "edge-tui", "rules": [{"id": rule} for rule in rules]}
    results = [_result(each, finding) for each in linted for finding in each.findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    yield from json_text({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def junit(linted: Sequence[Linted]) -> Iterator[str]:
    """A suite with one case for each source, which fails if it has an error."""
    failures = sum(each.has_error for each in linted)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuite name="edge-tui lint" tests="{len(linted)}" failures="{failures}" errors="0" skipped="0">\n'
    for each in linted:
        case = f'  <testcase classname="lint" name="{escape(visible(each.source))}"'
        lines = [escape(finding_line(each.name, finding)) for finding in each.findings]
        if each.has_error:
            first = next(finding for finding in each.findings if finding.severity is Severity.ERROR)
            failure = f'<failure message="{escape(visible(first.message))}">{chr(10).join(lines)}</failure>'
            yield f"{case}>{failure}</testcase>\n"
        else:
            yield f"{case}/>\n"
    yield "</testsuite>\n"


FORMATS: dict[str, Callable[[Sequence[Linted]], Iterator[str]]] = {
    "text": text,
    "json": documents,
    "github": github,
    "sarif": sarif,
    "junit": junit,
}


def _result(linted: Linted, finding: Finding) -> JsonObject:
    location: JsonObject = {"artifactLocation": {"uri": linted.source.replace("\\", "/")}}
    if linted.has_lines and finding.line:
        location["region"] = {"startLine": finding.line, "startColumn": finding.column}
    return {
        "ruleId": finding.rule,
        "level": _SARIF[finding.severity],
        "message": {"text": visible(finding.message)},
        "locations": [
            {"physicalLocation": location, "logicalLocations": [{"fullyQualifiedName": finding.pointer or "/"}]}
        ],
    }


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
