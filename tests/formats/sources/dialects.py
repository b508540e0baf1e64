"""One request written in every dialect that people copy it in."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

URL = "https://edge.adobedc.net/ee/v2/interact?datastreamId=4f1c9e2b-0000&requestId=708e4f90"
HEADERS = (("content-type", "application/json"), ("accept", "*/*"), ("user-agent", 'Phone "5" $x it\'s'))


@dataclass(frozen=True)
class Sample:
    """A request as it was sent."""

    body: str
    url: str = URL
    headers: tuple[tuple[str, str], ...] = HEADERS


Writer = Callable[[Sample], str]
Quote = Callable[[str], str]


def single(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def double(text: str) -> str:
    return '"' + re.sub(r'([\\"$`])', r"\\\1", text) + '"'


def ansi_c(text: str) -> str:
    """As browsers write it: every character outside printable ASCII as a code."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("!", "\\u0021")
    return "$'" + "".join(each if " " <= each <= "~" else f"\\U{ord(each):08x}" for each in escaped) + "'"


def mixed(text: str) -> str:
    half = len(text) // 2
    return single(text[:half]) + double(text[half:])


def for_cmd(text: str) -> str:
    """As Chrome writes it for cmd: for the C runtime, then with carets."""
    inner = re.sub(r'(\\*)"', r'\1\1\\"', text)
    inner = re.sub(r"(\\+)$", r"\1\1", inner)
    return '^"' + re.sub(r"([^a-zA-Z0-9\s_\-:=+~'/.',?;()*`])", r"^\1", inner) + '^"'


def for_cmd_in_quotes(text: str) -> str:
    """As people write it for cmd."""
    inner = re.sub(r'(\\*)"', r'\1\1\\"', text)
    return '"' + re.sub(r"(\\+)$", r"\1\1", inner) + '"'


def for_powershell(text: str) -> str:
    """As Chrome writes it: characters outside ASCII by their UTF-16 code units."""
    inner = re.sub(r'([`$"])', r"`\1", text).replace("\n", "`n")
    units = [
        each
        if " " <= each <= "~"
        else "".join(
            f"$([char]{int.from_bytes(unit, 'little')})"
            for unit in (each.encode("utf-16-le")[at : at + 2] for at in range(0, len(each.encode("utf-16-le")), 2))
        )
        for each in inner
    ]
    return '"' + "".join(units) + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def curl(quote: Quote, line_end: str, *, prompt: str = "", before: str = "", after: str = "") -> Writer:
    def write(sample: Sample) -> str:
        words = [f"{prompt}{before}curl {quote(sample.url)}", "-X POST"]
        words += ["-H " + quote(f"{name}: {value}") for name, value in sample.headers]
        words.append("--data-raw " + quote(sample.body))
        return line_end.join(words) + after

    return write


def curl_with_data_first(quote: Quote, option: str) -> Writer:
    def write(sample: Sample) -> str:
        headers = " ".join("-H" + quote(f"{name}: {value}") for name, value in sample.headers)
        rest = f"{headers} --max-time 5 --url {quote(sample.url)} -o out"
        return f"curl -sSk --compressed {option}{quote(sample.body)} {rest}"

    return write


def from_stdin(pattern: str) -> Writer:
    def write(sample: Sample) -> str:
        headers = " ".join("-H " + single(f"{name}: {value}") for name, value in sample.headers)
        curl_words = f"curl {single(sample.url)} {headers} --data-binary @-"
        return pattern.replace("CURL", curl_words).replace("BODY", sample.body).replace("QUOTED", single(sample.body))

    return write


def in_variables(sample: Sample) -> str:
    headers = " ".join("-H " + single(f"{name}: {value}") for name, value in sample.headers)
    return (
        f'URL={single(sample.url)}\nexport BODY={double(sample.body)}\n\ncurl "$URL" {headers} -d "${{BODY}}" | jq .\n'
    )


def wget(sample: Sample) -> str:
    headers = " ".join("--header=" + single(f"{name}: {value}") for name, value in sample.headers)
    return f"wget -qO- {headers} --post-data={single(sample.body)} {single(sample.url)}"


def httpie(sample: Sample) -> str:
    headers = " ".join(single(f"{name}:{value}") for name, value in sample.headers)
    return f"http --ignore-stdin POST {single(sample.url)} {headers} --raw {single(sample.body)}"


def httpie_field(sample: Sample) -> str:
    headers = " ".join(double(f"{name}:{value}") for name, value in sample.headers)
    event = json.dumps(json.loads(sample.body)["event"], ensure_ascii=False)
    return f"http POST {double(sample.url)} {headers} {single('event:=' + event)}"


def invoke(quote: Quote, body: str = "BODY") -> Writer:
    def write(sample: Sample) -> str:
        headers = "\n".join(f"  {quote(name)}={quote(value)}" for name, value in sample.headers[:-1])
        return (
            "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n"
            f"$session.UserAgent = {quote(sample.headers[-1][1])}\n"
            f'Invoke-WebRequest -UseBasicParsing -Uri {quote(sample.url)} `\n-Method "POST" `\n-WebSession $session `\n'
            f"-Headers @{{\n{headers}\n}} `\n-Body {body.replace('BODY', quote(sample.body))}"
        )

    return write


def splatted(sample: Sample) -> str:
    headers = "; ".join(f"{literal(name)} = {literal(value)}" for name, value in sample.headers)
    return (
        f"$headers = @{{ {headers} }}\n$params = @{{\n  Uri = {literal(sample.url)}\n  Method = 'Post'\n"
        f"  Headers = $headers\n  Body = {literal(sample.body)}\n}}\n$response = Invoke-RestMethod @params\n"
    )


def raw(sample: Sample) -> str:
    headers = "".join(f"{name}: {value}\n" for name, value in sample.headers)
    path = sample.url.removeprefix("https://edge.adobedc.net")
    return f"POST {path} HTTP/1.1\nHost: edge.adobedc.net\n{headers}\n{sample.body}\n"


def http_file(sample: Sample) -> str:
    headers = "".join(f"{name}: {value}\n" for name, value in sample.headers)
    path = sample.url.removeprefix("https://edge.adobedc.net")
    start = "@host = https://edge.adobedc.net\n\n### one\n# comment\n"
    return f"{start}POST {{{{host}}}}{path}\n{headers}\n{sample.body}\n\n###\n"


def bruno(sample: Sample) -> str:
    headers = "".join(f"  {name}: {value}\n" for name, value in sample.headers)
    return (
        f"meta {{\n  name: x\n}}\n\npost {{\n  url: {sample.url}\n  body: json\n}}\n\nheaders {{\n{headers}}}\n\n"
        f"body:json {{\n  {sample.body}\n}}\n"
    )


DIALECTS: dict[str, Writer] = {
    "curl, single quotes": curl(single, " \\\n  "),
    "curl, double quotes": curl(double, " \\\n  "),
    "curl, ANSI-C quotes": curl(ansi_c, " \\\n  "),
    "curl, mixed quotes": curl(mixed, " "),
    "curl, blanks after the backslash": curl(single, " \\ \t\n"),
    "curl, no backslashes": curl(single, "\n"),
    "curl, CRLF": curl(single, " \\\r\n  "),
    "curl, carets": curl(single, " ^\n  "),
    "curl, backticks": curl(single, " `\n  "),
    "curl, prompt": curl(single, " \\\n> ", prompt="anna@mac:~/shop$ ", after=" | jq .\n{}\n"),
    "curl, dollar": curl(double, " \\\n", prompt="$ ", before="sudo ", after=" ;"),
    "curl, fence": curl(single, " \\\n  ", prompt="```bash\n", after="\n```"),
    "curl, substitution": curl(single, " ", before="RESPONSE=$(", after=")\necho $RESPONSE"),
    "curl, background": curl(single, " \\\n", after=" &\n"),
    "curl, --json": curl_with_data_first(single, "--json "),
    "curl, -d in one word": curl_with_data_first(double, "-d"),
    "curl, --data=": curl_with_data_first(single, "--data="),
    "curl, heredoc": from_stdin("CURL <<'EOF'\nBODY\nEOF\n"),
    "curl, cat": from_stdin("cat <<'END' | CURL\nBODY\nEND"),
    "curl, here-string": from_stdin("CURL <<< QUOTED"),
    "curl, echo": from_stdin("echo QUOTED | CURL"),
    "curl, variables": in_variables,
    "curl for cmd, Chrome": curl(for_cmd, " ^\n  "),
    "curl for cmd, by hand": curl(for_cmd_in_quotes, " ^\n  "),
    "curl.exe for cmd, prompt": curl(for_cmd_in_quotes, " ^\nMore? ", prompt="C:\\Users\\anna>"),
    "wget": wget,
    "HTTPie, --raw": httpie,
    "HTTPie, field": httpie_field,
    "PowerShell, Chrome": invoke(for_powershell),
    "PowerShell, bytes": invoke(for_powershell, "([System.Text.Encoding]::UTF8.GetBytes(BODY))"),
    "PowerShell, literal": invoke(literal),
    "PowerShell, splatted": splatted,
    "raw HTTP": raw,
    ".http file": http_file,
    "Bruno": bruno,
}

# Characters that a dialect can't carry: in double quotes by hand, cmd takes these for itself.
LEFT_OUT = dict.fromkeys(("curl for cmd, by hand", "curl.exe for cmd, prompt"), "^&|<>%")


def write(dialect: str, sample: Sample) -> str:
    """The request in a dialect."""
    return DIALECTS[dialect](sample)


def carried(dialect: str, value: str) -> str:
    """A value without the characters that a dialect can't carry."""
    return "".join(each for each in value if each not in LEFT_OUT.get(dialect, ""))
