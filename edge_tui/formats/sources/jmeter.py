"""Test plans of JMeter: the requests of its HTTP samplers, with the headers and variables beside them.

Source: Apache JMeter's user manual, HTTP Request, HTTP Header Manager, User Defined Variables, Functions.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import islice

from edge_tui.formats.fill_limit import FillLimit
from edge_tui.formats.reading import Reading, only_the_first
from edge_tui.formats.sources.http_import import reading_of
from edge_tui.formats.sources.http_request import HttpRequest

KIND = "JMeter plan"
_MARK = re.compile(r"<jmeterTestPlan\b|<HTTPSamplerProxy\b")
# Entities of one's own can grow without limit, and nothing that JMeter writes has any.
_DECLARATION = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_VARIABLE = re.compile(r"\$\{([\w.-]+)\}")
_FUNCTIONS = (
    (re.compile(r"\$\{__UUID(?:\(\))?\}"), "{{uuid}}"),
    (re.compile(r"\$\{__(?:time|timeShift)(?:\([^{}]*\))?\}"), "{{now}}"),
)
_FIX = "Save it again from JMeter."
_MAX_DEPTH = 50
_MAX_REQUESTS, _MAX_HEADERS = 1_000, 500
_MAX_LENGTH = 10_000_000


def read_jmeter(text: str) -> Reading | None:
    """The requests of a plan; None for any other text."""
    if len(text) > _MAX_LENGTH or not _MARK.search(text):
        return None
    if _DECLARATION.search(text):
        return Reading(KIND, missing="The JMeter plan declares entities, which aren't read.", fix=_FIX)
    try:
        plan = ET.fromstring(text[text.index("<") :])
    except ET.ParseError as error:
        return Reading(KIND, missing=f"The JMeter plan isn't valid XML at line {error.position[0]}.", fix=_FIX)
    variables = dict(_pairs(plan, "Argument"))
    defaults = next((each for each in plan.iter("ConfigTestElement") if _text(each, "HTTPSampler.domain")), None)
    enabled = ((sampler, headers) for sampler, headers in _samplers(plan, ()) if sampler.get("enabled") != "false")
    samplers, limit = list(islice(enabled, _MAX_REQUESTS + 1)), FillLimit()
    requests = [_request(sampler, headers, defaults, variables, limit) for sampler, headers in samplers[:_MAX_REQUESTS]]
    if not requests:
        return Reading(KIND, missing="The JMeter plan has no HTTP request.", fix="Save the plan with its samplers.")
    notes = (only_the_first(_MAX_REQUESTS, "requests"),) if len(samplers) > _MAX_REQUESTS else ()
    return reading_of(KIND, requests, notes)


_Pairs = tuple[tuple[str, str], ...]


def _samplers(tree: ET.Element, headers: _Pairs, depth: int = 0) -> Iterator[tuple[ET.Element, _Pairs]]:
    """The samplers in a tree with the headers that apply to them: a manager's are for what is beside and below it."""
    here = headers + tuple(pair for each in tree.findall("HeaderManager") for pair in _pairs(each, "Header"))
    children = list(tree)
    for index, child in enumerate(children):
        if child.tag == "HTTPSamplerProxy":
            below = children[index + 1] if index + 1 < len(children) else None
            own = below.findall("HeaderManager") if below is not None and below.tag == "hashTree" else []
            yield child, here + tuple(pair for each in own for pair in _pairs(each, "Header"))
        elif child.tag == "hashTree" and depth < _MAX_DEPTH:
            yield from _samplers(child, here, depth + 1)


def _request(
    sampler: ET.Element,
    headers: _Pairs,
    defaults: ET.Element | None,
    variables: dict[str, str],
    limit: FillLimit,
) -> HttpRequest:
    def setting(name: str) -> str:
        given = _text(sampler, f"HTTPSampler.{name}")
        return given or (_text(defaults, f"HTTPSampler.{name}") if defaults is not None else "")

    def filled(text: str) -> str:
        text = limit.filled(text, _VARIABLE, variables)
        for function, ours in _FUNCTIONS:
            text = function.sub(ours, text)
        return text

    host, path = setting("domain"), setting("path")
    url = path if "://" in path else f"{setting('protocol') or 'https'}://{host}/{path.lstrip('/')}"
    arguments = [(_text(each, "Argument.name"), _text(each, "Argument.value")) for each in _arguments(sampler)]
    is_raw = all(not name for name, _ in arguments)
    body = "".join(value for _, value in arguments) if is_raw else None
    if not is_raw:
        query = "&".join(f"{name}={value}" for name, value in arguments)
        url = f"{url}{'&' if '?' in url else '?'}{query}"
    method = setting("method") or "POST"
    notes = () if method == "POST" else (f"The Edge Network accepts only POST; {method} was ignored.",)
    return HttpRequest(
        filled(url),
        tuple((name, filled(value)) for name, value in headers[:_MAX_HEADERS]),
        filled(body) if body else None,
        notes=notes,
    )


def _arguments(sampler: ET.Element) -> Iterator[ET.Element]:
    return (each for each in sampler.iter("elementProp") if each.get("elementType") == "HTTPArgument")


def _pairs(tree: ET.Element, kind: str) -> Iterator[tuple[str, str]]:
    for each in tree.iter("elementProp"):
        if each.get("elementType") == kind and (name := _text(each, f"{kind}.name")):
            yield name, _text(each, f"{kind}.value")


def _text(tree: ET.Element, name: str) -> str:
    found = next((each for each in tree if each.get("name") == name), None)
    return (found.text or "").strip() if found is not None else ""
