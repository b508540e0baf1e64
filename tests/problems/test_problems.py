"""Problem codes and their explanations."""

import re

import pytest
from hypothesis import given

from edge_tui.model.exchange import Failure, FailureKind
from edge_tui.model.response import read_problem
from edge_tui.problems import PROBLEMS, explain
from edge_tui.problems.explanation import first_sentence
from tests.answers import ANY_JSON, ERROR, REFUSAL
from tests.tables import every_row

GATEWAY_CODES = {"00": (0, 1, 2, 3, 4, 10, 11, 12, 13), "01": range(14), "02": range(6), "03": range(9), "05": range(7)}
DOCUMENTED = [f"{family}{number:02}" for family, numbers in GATEWAY_CODES.items() for number in numbers] + ["0400"]
OTHERS = ["va-edge-0400", "va-edge-0404", "410", "429", "invalid_client", "invalid_scope", "unauthorized_client"]
SAFE_TO_RETRY = {"0000", "0200", "0201", "0203", "0205", "0300", "0307"}
NOT_FATAL = {"0200", "0201", "0202", "0203", "0204", "0205", "0301", "0303"}


@every_row("code", [*DOCUMENTED, *OTHERS, *FailureKind])
def test_every_documented_code_has_a_cause_and_a_fix(code: str) -> None:
    explanation = explain(code)
    assert explanation is not None
    assert explanation.code == code
    for sentence in (explanation.meaning, explanation.cause, explanation.fix):
        assert re.fullmatch(r"[A-Z].{15,}\.", sentence, re.DOTALL)
        assert "  " not in sentence


@pytest.mark.parametrize("part", ["meaning", "cause", "fix"])
def test_no_two_codes_are_explained_by_the_same_sentence(part: str) -> None:
    by_sentence: dict[str, list[str]] = {}
    for explanation in PROBLEMS.values():
        by_sentence.setdefault(getattr(explanation, part), []).append(explanation.code)
    assert [codes for codes in by_sentence.values() if len(codes) > 1] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [("418", "instead of the gateway"), ("9999", "no code from Adobe's published list"), ("va-edge-0500-500", "Media")],
)
def test_an_unknown_family_is_named_as_unknown_and_still_has_a_fix(text: str, words: str) -> None:
    explanation = explain(text)
    assert explanation is not None
    assert words in f"{explanation.meaning} {explanation.cause}"
    assert explanation.fix.count(".") >= 2


@every_row("code", DOCUMENTED)
def test_retry_and_fatality_are_as_documented(code: str) -> None:
    assert PROBLEMS[code].retry == (code in SAFE_TO_RETRY)
    assert PROBLEMS[code].fatal == (code not in NOT_FATAL)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("0104", "won't help"),
        ("0201", "after a pause may work"),
        ("0202", "only if this was a temporary failure"),
        *((code, "new token") for code in ("0500", "0502", "0503")),
    ],
)
def test_whether_to_retry_is_said_in_words(code: str, words: str) -> None:
    assert words in PROBLEMS[code].retry_advice


@pytest.mark.parametrize(
    "text",
    ["EXEG-0104-422", "exeg-0104", "0104", "104", " https://ns.adobe.com/aep/errors/EXEG-0104-422 ", "EXEG-0104-400"],
)
def test_a_code_is_found_in_any_form(text: str) -> None:
    explanation = explain(text)
    assert explanation is not None
    assert explanation.code == "0104"


def test_media_codes_are_not_confused_with_gateway_codes() -> None:
    media, gateway = explain("https://ns.adobe.com/aep/errors/va-edge-0400-400"), explain("EXEG-0400-403")
    assert media is not None
    assert gateway is not None
    assert (media.code, gateway.code) == ("va-edge-0400", "0400")


@pytest.mark.parametrize(
    ("text", "family", "retry"),
    [
        ("EXEG-0299-503", "a service", True),
        ("EXEG-3032-401", "configuration", False),
        ("0599", "authentication", False),
    ],
)
def test_an_undocumented_code_is_explained_by_its_family(text: str, family: str, retry: bool) -> None:
    explanation = explain(text)
    assert explanation is not None
    assert family in explanation.meaning
    assert explanation.retry is retry


@every_row("text", ["", "hello", "12345", "99", "EXE", "199", "999999", "page-2024", "2024-05-01"])
def test_text_without_a_problem_code_is_not_explained(text: str) -> None:
    assert explain(text) is None


@every_row(
    ("text", "code", "words"),
    [
        ("ODE-0001-404", "ODE-0001", "Offer Decisioning"),
        ("https://ns.adobe.com/aep/errors/ODE-0001-404", "ODE-0001", "decision scope"),
        ("ode-0077-500", "ODE-0077", "Offer Decisioning"),
        ("XYZ-0001-400", "XYZ-0001", "another service"),
        ("XDM-1007-400", "XDM-1007", "Schema Registry"),
        ("EXEG-0001-500", "0001", "gateway"),
        ("EXEG-3036-403", "3036", "configuration service"),
        ("va-edge-0400-400", "va-edge-0400", "media event"),
        ("200", "200", "accepted"),
        ("204", "204", "returns nothing"),
        ("207", "207", "a service behind it failed"),
        ("02xx", "02xx", "service behind the gateway"),
        ("EXEG-05", "05xx", "authentication"),
        ("UpstreamError", "02xx", "service behind the gateway"),
        ("va-edge", "va-edge", "Media Edge API"),
        ("EXEG", "EXEG", "gateway"),
        ("403003", "403003", "Adobe I/O gateway"),
        ("401013", "401013", "access token"),
        ("403999", "403999", "status 403"),
        ('{"error_code":"403010","message":"Oauth token is missing"}', "403010", "no access token"),
        ("error_code: 429050", "429050", "rate limit"),
    ],
)
def test_a_code_is_explained_by_whoever_returns_it(text: str, code: str, words: str) -> None:
    explanation = explain(text)
    assert explanation is not None
    assert explanation.code == code
    assert words in f"{explanation.meaning} {explanation.fix}"


def test_a_problem_of_another_service_is_not_explained_by_the_gateway_code_of_the_same_digits() -> None:
    members = {"type": "https://ns.adobe.com/aep/errors/ODE-0001-404", "status": 404, "title": "Not Found"}
    explanation = explain(read_problem(members, "/errors/0"))
    assert (explanation.code, explanation.fatal, explanation.retry) == ("ODE-0001", False, False)
    # A type that isn't Adobe's says nothing by its digits.
    other = read_problem({"type": "https://example.com/2024", "status": 404, "title": "?"}, "")
    assert explain(other).code == "404"


def test_a_problem_is_fatal_when_it_is_the_whole_response() -> None:
    assert explain(read_problem(REFUSAL, "")).fatal
    assert not explain(read_problem(ERROR, "/errors/0")).fatal
    assert explain(read_problem(ERROR, "")).fatal


@every_row("code", ["0200", "0201", "0202", "0203"])
@every_row(
    ("service", "name"),
    [
        ("com.adobe.target", "Adobe Target"),
        ("com.adobe.experience_platform.ajo", "Adobe Journey Optimizer"),
        ("com.example.unknown", "The service named in the title"),
    ],
)
def test_an_upstream_problem_names_its_service(code: str, service: str, name: str) -> None:
    problem = read_problem({"type": f"EXEG-{code}-503", "title": f"The '{service}' service failed."}, "/errors/0")
    assert explain(problem).meaning.startswith(f"{name} ")


def test_a_problem_without_a_type_is_explained_by_its_status() -> None:
    assert explain(read_problem({"title": "Slow down", "status": 429}, "")).code == "429"
    assert explain(read_problem({"title": "Slow down"}, "")).title == "Slow down"


def test_a_failure_is_explained_by_its_kind() -> None:
    assert explain(Failure(FailureKind.TLS, "no")).code == "tls"
    assert explain(Failure(FailureKind.AUTHENTICATION, "There is no token.")).code == "authentication"


def test_an_ims_refusal_is_explained_by_its_oauth_error() -> None:
    message = "IMS gave no token: invalid_scope: The scope is not known."
    assert explain(Failure(FailureKind.AUTHENTICATION, message)).code == "invalid_scope"
    assert explain(Failure(FailureKind.TIMEOUT, message)).code == "timeout"


@given(ANY_JSON)
def test_any_problem_has_an_explanation(members: object) -> None:
    problem = read_problem(members if isinstance(members, dict) else {"type": members, "title": members}, "/errors/0")
    assert explain(problem).meaning


@every_row("code", sorted(PROBLEMS))
def test_the_first_sentence_of_a_meaning_can_be_a_title(code: str) -> None:
    meaning = PROBLEMS[code].meaning
    first, rest = first_sentence(meaning)
    assert len(first) <= 160
    assert not first.endswith((".", " "))
    assert meaning == f"{first}. {rest}".rstrip()


@every_row("code", sorted(PROBLEMS))
def test_what_follows_the_first_sentence_of_a_meaning_is_clear_without_it(code: str) -> None:
    # The first one is the title of the problem's row, and the others are read elsewhere.
    _, rest = first_sentence(PROBLEMS[code].meaning)
    assert not re.search(r"(^|\. )(It|Its|They|Their|This|That|These|Those|The others?|Others|Otherwise)\b", rest)
    assert not re.search(r"\b(did|does|was|were|is|are)\.", rest)


def test_a_text_without_an_end_is_one_sentence() -> None:
    assert first_sentence("No end") == ("No end", "")
    assert first_sentence("Version 1.5 of it. More.") == ("Version 1.5 of it", "More.")
    assert first_sentence("") == ("", "")
