"""How languages write strings and comments, and what in a text shows that it is a program of one of them."""

import re
from dataclasses import dataclass

_IDENTIFIER = r"[A-Za-z_]\w*"
_IN_BRACES = r"\{([^{}\n]{1,200})\}"


@dataclass(frozen=True, slots=True)
class StringForm:
    """One way to write a string. `pattern` has the group `text`, and `rest` for what a line has after `<<END`.

    `computed` matches a value within the string, with its expression as the last group that took part. `escapes` says
    what a backslash does: nothing, or as in C; `doubled` is a quote that is written twice to stand for itself.
    """

    pattern: str
    escapes: bool = True
    computed: str = ""
    doubled: str = ""
    only_escapes: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """A language. `marks` matches what only a program in it has that sends a request; `joins` is its sign for that."""

    name: str
    marks: re.Pattern[str]
    strings: tuple[StringForm, ...]
    comments: str = r"//[^\n]*|/\*.*?(?:\*/|\Z)"
    joins: str = "+"

    @property
    def kind(self) -> str:
        """A program in this language, as a noun."""
        return f"{self.name} program"


def _quoted(quote: str, *, prefix: str = "", computed: str = "", escapes: bool = True) -> StringForm:
    return StringForm(rf"{prefix}{quote}(?P<text>[^{quote}\\]*(?:\\.[^{quote}\\]*)*){quote}", escapes, computed)


def _tripled(*, computed: str = "", escapes: bool = True) -> StringForm:
    return StringForm(r'"""(?P<text>.*?)"""', escapes, computed)


_DOUBLE, _SINGLE = _quoted('"'), _quoted("'")
_SINGLE_PLAIN = StringForm(r"'(?P<text>[^'\\]*(?:\\.[^'\\]*)*)'", only_escapes="\\'")

_BACKTICK = StringForm(r"`(?P<text>[^`]*)`", escapes=False)
_RUBY = rf"#{_IN_BRACES}"
_PHP = (
    rf"\{{(\$[^{{}}\n]{{1,200}})\}}|\$\{{({_IDENTIFIER})\}}|(\${_IDENTIFIER}(?:->{_IDENTIFIER}|\[[^\]\n]{{1,60}}\])?)"
)
_KOTLIN = rf"\${_IN_BRACES}|\$({_IDENTIFIER})"
_SWIFT = r"\\\(([^()\n]{1,200}(?:\([^()\n]*\))?)\)"


def _heredoc(opening: str, *, escapes: bool, computed: str = "") -> StringForm:
    text = rf"{opening}(?P<rest>[^\n]*)\n(?P<text>.*?)\n[ \t]*(?P=end)\b"
    return StringForm(text, escapes, computed)


# The first whose marks are in a text is its language.
LANGUAGES = (
    Language("Perl", re.compile(r"\bLWP::UserAgent\b|\bHTTP::Request\b"), (_DOUBLE, _SINGLE_PLAIN), r"#[^\n]*", "."),
    Language(
        "PHP",
        re.compile(
            r"<\?php|\bcurl_(?:setopt|init)|\$\w+->(?:post|request)\(|\bGuzzleHttp\b|\bHTTP_Request2\b|\bstream_context_create\s*\("
        ),
        (
            _heredoc(r"<<<'(?P<end>\w+)'", escapes=False),
            _heredoc(r'<<<"?(?P<end>\w+)"?', escapes=True, computed=_PHP),
            _quoted('"', computed=_PHP),
            _SINGLE_PLAIN,
        ),
        r"//[^\n]*|#(?!\[)[^\n]*|/\*.*?(?:\*/|\Z)",
        ".",
    ),
    Language(
        "Ruby",
        re.compile(r"\bNet::HTTP\b|\bFaraday\b|\bHTTParty\b|\bRestClient\.post\b|\bHTTP\.(?:headers|post)\b"),
        (
            _heredoc(r"<<[~-]?'(?P<end>\w+)'", escapes=False),
            _heredoc(r'<<[~-]?"?(?P<end>[A-Z_]+)"?', escapes=True, computed=_RUBY),
            StringForm(r"%q\((?P<text>[^()]*)\)|%q\{(?P<braced>[^{}]*)\}", escapes=False),
            _quoted('"', computed=_RUBY),
            _SINGLE_PLAIN,
        ),
        r"#[^\n]*",
    ),
    Language("Go", re.compile(r"\bhttp\.NewRequest(?:WithContext)?\s*\(|\bhttp\.Post\s*\("), (_DOUBLE, _BACKTICK)),
    Language("Gatling", re.compile(r"\.body\(\s*StringBody\("), (_tripled(), _DOUBLE, _BACKTICK)),
    Language(
        "C#",
        re.compile(
            r"\bHttpRequestMessage\b|\bnew\s+(?:HttpClient|RestClient|RestRequest|StringContent)\b|\.PostAsJsonAsync\("
        ),
        (
            StringForm(r'\$?@\$?"(?P<text>[^"]*(?:""[^"]*)*)"', escapes=False, doubled='"'),
            _tripled(escapes=False),
            _quoted('"', prefix=r"\$", computed=_IN_BRACES),
            _DOUBLE,
        ),
    ),
    Language(
        "Swift",
        re.compile(r"\bURLRequest\s*\(|\bURLSession\b|\bAF\.request\s*\(|\bExperienceEvent\s*\(\s*xdm\s*:"),
        (
            StringForm(r'#"(?P<text>[^\n]*?)"#', escapes=False),
            _tripled(computed=_SWIFT),
            _quoted('"', computed=_SWIFT),
        ),
    ),
    Language(
        "Kotlin",
        re.compile(
            r"\.toRequestBody\s*\(|\bval\s+\w+\s*(?::\s*\w+)?\s*=[^;]*?(?:Request\.Builder|OkHttpClient|HttpClient)\b"
            r"|\bsetBody\s*\(|(?<!new )\bExperienceEvent\.Builder\s*\("
        ),
        (_tripled(computed=_KOTLIN, escapes=False), _quoted('"', computed=_KOTLIN)),
    ),
    Language(
        "Java",
        re.compile(
            r"\bOkHttpClient\b|\bHttpRequest\.newBuilder\b|\bUnirest\.|\bHttpURLConnection\b|\bnew\s+HttpPost\b"
            r"|\brestTemplate\.|\bRestAssured\b|\bgiven\(\)|\bnew\s+ExperienceEvent\.Builder\b"
        ),
        (_tripled(), _DOUBLE),
    ),
    Language(
        "Rust",
        re.compile(r"\breqwest::|\bureq::"),
        (StringForm(r'r(?P<end>#{1,5})"(?P<text>.*?)"(?P=end)', escapes=False), _DOUBLE),
    ),
    Language(
        "Dart",
        re.compile(r"\bpackage:(?:http|dio)/|\bExperienceEvent\.createEvent|\bhttp\.Request\s*\(\s*'|\bDio\s*\("),
        (
            StringForm(r"r'(?P<text>[^']*)'|r\"(?P<other>[^\"]*)\"", escapes=False),
            StringForm(r"'''(?P<text>.*?)'''", computed=_KOTLIN),
            _tripled(computed=_KOTLIN),
            _quoted("'", computed=_KOTLIN),
            _quoted('"', computed=_KOTLIN),
        ),
    ),
    Language("Objective-C", re.compile(r"\bNSMutableURLRequest\b|\binitWithXdm\s*:"), (_quoted('"', prefix="@?"),)),
    Language("C", re.compile(r"\bcurl_easy_setopt\s*\("), (_DOUBLE,)),
    Language("R", re.compile(r"\blibrary\(httr2?\)|\bhttr2?::"), (_DOUBLE, _SINGLE), r"#[^\n]*"),
)


def language_of(text: str) -> Language | None:
    """The language of a program that sends a request; None for any other text."""
    if text.lstrip()[:1] in ("{", "["):
        return None
    return next((each for each in LANGUAGES if each.marks.search(text)), None)
