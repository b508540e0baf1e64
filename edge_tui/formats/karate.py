"""Features of Karate: each scenario as the JavaScript that its steps are, which the reader of scripts reads.

Source: Karate's documentation: url, path, param, header, request, def, set, configure, Scenario Outline.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from edge_tui.formats import script
from edge_tui.formats.fill_limit import FillLimit
from edge_tui.formats.imported import Imported
from edge_tui.formats.reading import Reading

_KIND = "Karate feature"
_MAX_LENGTH = 1_000_000
_MAX_FUNCTIONS = 20
_MARK = re.compile(r"^[ \t]*(?:\*|Given|When|Then|And|But)[ \t]+method[ \t]+\w+[ \t]*$", re.MULTILINE | re.IGNORECASE)
_SECTION = re.compile(r"^\s*(Background|Scenario Outline|Scenario|Examples):\s*(.*)$")
_STEP = re.compile(r"^\s*(?:\*|Given|When|Then|And|But)\s+(.*)")
_ASSIGNED = re.compile(r"(?:(def|json|text|string|set|param|header)\s+)([\w.$\[\]'\"-]+)\s*=(?!=)\s*(.*)", re.DOTALL)
_CONFIGURED = re.compile(r"configure\s+headers\s*=\s*(.*)", re.DOTALL)
_PLAIN = re.compile(r"(url|path|params|headers|request)\s+(.*)", re.DOTALL)
# A value that Karate computes within JSON: '#(name)', or '##(name)' for one that may be missing.
_EMBEDDED = re.compile(r"""(["'])##?\(([^\n]{0,300}?)\)\1""")
_FILE = re.compile(r"JSON\.stringify\(read\(['\"]([\w ./:-]+)['\"]\)")
# Functions that features define for the time and for IDs, as JavaScript has them.
_DEFINED = {
    re.compile(r"function\s*\(\)\s*\{.*(?:Instant\.now|new Date\b|java\.time)"): "new Date().toISOString()",
    re.compile(r"function\s*\(\)\s*\{.*randomUUID"): "crypto.randomUUID()",
}
_MORE_EXAMPLES = re.compile(r"^[ \t]*Examples:[^\n]*(?:\n[ \t]*\|[^\n]*){3}", re.MULTILINE)
_PATH_PART = re.compile(r"(?:'[^']*'|\"[^\"]*\"|[^,])+")
_PLACE_OF_VALUE = re.compile(r"<([^<>\n]{1,200})>")
_QUOTES = '"""'
# Places in the script that was written for a scenario say nothing.
_PLACE = re.compile(r" \(line \d+, column \d+\)")
_TOO_LONG = "What its steps repeat makes the feature too long; the rest wasn't read."
_FIX = "Paste the body in place of the file, or pass the file with it."


@dataclass
class _Steps:
    """What the steps of a scenario have set: declarations in JavaScript, and the parts of the request."""

    declared: list[str] = field(default_factory=list)
    url: str = ""
    paths: list[str] = field(default_factory=list)
    params: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    request: str = ""
    functions: dict[str, str] = field(default_factory=dict)

    def copy(self) -> "_Steps":
        """The same for a scenario that goes on from the background."""
        lists = (self.declared, self.paths, self.params, self.headers)
        declared, paths, params, headers = (list(each) for each in lists)
        return _Steps(declared, self.url, paths, params, headers, self.request, dict(self.functions))

    def call(self) -> str:
        """The request as a call of `fetch`; empty without a body."""
        if not self.request:
            return ""
        pieces = [self.url or "'https://'", *(f"'/' + {each}" for each in self.paths)]
        query = [f"{'&' if index else '?'}' + {each}" for index, each in enumerate(self.params)]
        address = " + ".join([*pieces, *(f"'{each}" for each in query)])
        headers = ", ".join(self.headers)
        body = self.request
        call = f"fetch({address}, {{method: 'POST', headers: {{{headers}}}, body: JSON.stringify({body})}});"
        for function, same in self.functions.items():
            call = call.replace(function, same)
        return call


def read_karate(text: str) -> Reading | None:
    """The requests of a feature's scenarios; None for a text without Karate's `method` step."""
    if len(text) > _MAX_LENGTH or not _MARK.search(text):
        return None
    found: list[Imported] = []
    files: list[str] = []
    limit = FillLimit()
    for name, program in _programs(text, limit):
        if file := _FILE.search(program):
            files.append(file[1])
            continue
        reading = script.read(program)
        found += [
            replace(each, name=name, notes=tuple(_PLACE.sub("", note) for note in each.notes))
            for each in (reading.requests if reading else ())
        ]
    notes = tuple(f"A scenario has its body in the file {name[:80]}, which wasn't read." for name in files)
    if limit.is_reached:
        notes = (*notes, _TOO_LONG)
    if _MORE_EXAMPLES.search(text):
        notes = (*notes, "Of the examples of a scenario, the first was read.")
    if found:
        return Reading(_KIND, tuple(found), notes)
    missing = notes[0] if notes else "The Karate feature has no request to the Edge Network with its body."
    return Reading(_KIND, missing=missing, fix=_FIX)


def _programs(text: str, limit: FillLimit) -> Iterator[tuple[str, str]]:
    """The name and the script of each scenario; of an outline, with the values of its first example."""
    background, current, name = _Steps(), _Steps(), ""
    calls: list[str] = []
    for section, title, step in _steps(_with_examples(text)):
        if section:
            if calls:
                yield name, "\n".join(calls)
            if section == "Background":
                current = background
            else:
                current, name = background.copy(), title
            calls = []
        elif step.lower().startswith("method "):
            made = [*current.declared, call] if (call := current.call()) else []
            if not limit.allows(made):
                break
            calls += made
            current.declared, current.request, current.paths, current.params = [], "", [], []
        else:
            _apply(current, step)
    if calls:
        yield name, "\n".join(calls)


def _apply(steps: _Steps, step: str) -> None:
    if configured := _CONFIGURED.match(step):
        steps.headers.append(f"...{_value(configured[1])}")
    elif assigned := _ASSIGNED.match(step):
        kind, name, value = assigned[1], assigned[2], _value(assigned[3])
        match kind:
            case "param":
                steps.params.append(f"'{name}=' + {value}")
            case "header":
                steps.headers.append(f"'{name}': {value}")
            case "set":
                steps.declared.append(f"{name} = {value};")
            case _:
                same = next((made for function, made in _DEFINED.items() if function.match(value)), "")
                if same and len(steps.functions) < _MAX_FUNCTIONS:
                    steps.functions[f"{name}()"] = same
                steps.declared.append(f"const {name} = {value};")
    elif plain := _PLAIN.match(step):
        _set(steps, plain[1], _value(plain[2]))


def _set(steps: _Steps, kind: str, value: str) -> None:
    match kind:
        case "url":
            steps.url = value
        case "path":
            # Karate puts a slash between the parts; one that begins with a slash has none too many.
            parts = _PATH_PART.findall(value)
            steps.paths += [re.sub(r"^(['\"])/", r"\1", part.strip()) for part in parts]
        case "params":
            steps.params += [f"new URLSearchParams({value})"]
        case "headers":
            steps.headers.append(f"...{value}")
        case "request":
            steps.request = value


def _value(written: str) -> str:
    return _EMBEDDED.sub(lambda value: f"({value[2]})", written.strip())


def _with_examples(text: str) -> str:
    """The text with `<name>` filled in from the first row of the examples below each outline."""
    filled, outline = list[str](), list[str]()
    lines, limit = text.split("\n"), FillLimit(_MAX_LENGTH)
    for index, line in enumerate(lines):
        section = _SECTION.match(line)
        if section and section[1] == "Examples":
            rows = [each for each in lines[index + 1 : index + 4] if each.strip().startswith("|")]
            cells = [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in rows[:2]]
            values = dict(zip(*cells, strict=False)) if len(cells) == 2 else {}
            filled.append(limit.filled("\n".join(outline), _PLACE_OF_VALUE, values))
            outline = []
        elif section:
            filled += outline
            outline = []
        outline.append(line)
    return "\n".join([*filled, *outline])


def _steps(text: str) -> Iterator[tuple[str, str, str]]:
    """Each section with its title, and each step with the text in quotes below it."""
    step, quoted, is_quoted = "", list[str](), False
    for line in text.split("\n"):
        if line.strip().startswith(_QUOTES):
            is_quoted = not is_quoted
        elif is_quoted:
            quoted.append(line)
        elif (section := _SECTION.match(line)) or (matched := _STEP.match(line)):
            if step:
                yield "", "", " ".join([step, "\n".join(quoted)]) if quoted else step
            step, quoted = "", []
            if section:
                yield section[1], section[2].strip(), ""
            elif matched:
                step = matched[1].rstrip()
    if step:
        yield "", "", " ".join([step, "\n".join(quoted)]) if quoted else step
