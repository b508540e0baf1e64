"""Commands within a command: the time and UUIDs become placeholders, what the script itself writes is its text."""

import json

from edge_tui.formats import read
from edge_tui.model.json.document import at
from tests.tables import every_row

URL = "https://edge.adobedc.net/ee/v2/interact?datastreamId=4f1c"
SEND = f"curl '{URL}' -H 'content-type: application/json'"
FILLED = {"eventType": "a.b", "timestamp": "{{now}}", "_id": "{{uuid}}"}


def body(moment: str, uuid: str) -> str:
    """An event with the commands for its time and its ID."""
    return f'{{"event":{{"xdm":{{"eventType":"a.b","timestamp":"{moment}","_id":"{uuid}"}}}}}}'


DATE, UUID = "$(date -u +%FT%TZ)", "$(uuidgen)"
QUOTED = '$(date -u +"%Y-%m-%dT%H:%M:%SZ")'
JQ = "'{event:{xdm:{eventType:\"a.b\",timestamp:$t,_id:$id}}}'"


HEREDOC = f"<<EOF\n{body(DATE, UUID)}\nEOF"
FROM_PROC = body("$(date -Iseconds)", "$(cat /proc/sys/kernel/random/uuid)")
BETWEEN_QUOTES = body(f"'{DATE}'", "'$(uuidgen | tr A-Z a-z)'")
ESCAPED = body("$T", "${ID}").replace('"', '\\"')


@every_row(
    "script",
    [
        f"{SEND} -d @- {HEREDOC}",
        f"{SEND} -d @- <<EOF\n{body(QUOTED, '`uuidgen`')}\nEOF",
        f'T={QUOTED}\nID=`uuidgen`\n{SEND} -d "{ESCAPED}"',
        f"{SEND} -d '{BETWEEN_QUOTES}'",
        f"cat <<EOF > /tmp/e.json\n{FROM_PROC}\nEOF\n{SEND} -d @/tmp/e.json",
        f"cat > e.json {HEREDOC}\n{SEND} --json @e.json",
        f"cat > e.json {HEREDOC}\ncat e.json | {SEND} -d @-",
        f"read -r -d '' P {HEREDOC}\n{SEND} -d \"$P\"",
        f'made() {{\n  cat {HEREDOC}\n}}\n{SEND} -d "$(made)"',
        f'{SEND} -d "$(jq -n --arg t "{DATE}" --arg id "{UUID}" {JQ})"',
    ],
)
def test_the_time_and_a_uuid_become_placeholders(script: str) -> None:
    reading = read(script)
    assert len(reading.requests) == 1
    assert at(json.loads(reading.requests[0].draft.text), "/event/xdm") == FILLED
    assert not reading.notes


@every_row(
    "command",
    ["date +%s", "date +%F", "date -u -d yesterday +%FT%TZ", "date -v-1d +%FT%TZ", "hostname"],
)
def test_any_other_command_is_kept_and_named(command: str) -> None:
    reading = read(f"{SEND} -d @- <<EOF\n{body(f'$({command})', 'x')}\nEOF")
    assert at(json.loads(reading.requests[0].draft.text), "/event/xdm/timestamp") == f"$({command})"
    assert "wasn't run" in " ".join(reading.notes)


def test_a_request_id_that_is_made_is_not_named() -> None:
    (found,) = read(f"curl '{URL}&requestId='$(uuidgen) -d '{body('{{now}}', '{{uuid}}')}'").requests
    assert (found.notes, found.request and found.request.request_id) == ((), "")


TABLE = "@{event=@{xdm=@{eventType='a.b'; timestamp=%s; _id=%s}}} | ConvertTo-Json -Depth 9"


@every_row(
    ("moment", "uuid"),
    [
        ("(Get-Date -Format o)", "[guid]::NewGuid().ToString()"),
        ("[DateTime]::UtcNow.ToString('o')", "(New-Guid).Guid"),
        ('(Get-Date).ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ")', "[System.Guid]::NewGuid()"),
    ],
)
def test_powershell_makes_them_too(moment: str, uuid: str) -> None:
    sent = f"Invoke-RestMethod -Method Post -Uri '{URL}' -ContentType application/json -Body"
    here = f'$b = @"\n{body(f"$({moment})", f"$({uuid})")}\n"@\n{sent} $b'
    for script in (
        f"{sent} ({TABLE % (moment, uuid)})",
        f"$t = {moment}\n$i = {uuid}\n{sent} ({TABLE % ('$t', '$i')})",
        here,
    ):
        reading = read(script)
        assert at(json.loads(reading.requests[0].draft.text), "/event/xdm") == FILLED
        assert not reading.notes


def test_what_powershell_computes_otherwise_is_named() -> None:
    sent = f"Invoke-RestMethod -Method Post -Uri '{URL}' -Body ({TABLE % ('(Get-Date)', '[Some.Type]::Next()')})"
    notes = " ".join(read(sent).notes)
    assert "the output of get-date" in notes
    assert "a computed value" in notes


@every_row("places", [("%s", "%s"), ("%b", "%s")])
def test_printf_fills_its_places_in_order(places: tuple[str, str]) -> None:
    script = f'B=$(printf \'{body(*places)}\' "{DATE}" {UUID})\n{SEND} -d "$B"'
    assert at(json.loads(read(script).requests[0].draft.text), "/event/xdm") == FILLED


def test_fish_gives_a_variable_its_value() -> None:
    reading = read(f"set -l payload '{body('{{now}}', '{{uuid}}')}'\n{SEND} -d $payload")
    assert at(json.loads(reading.requests[0].draft.text), "/event/xdm") == FILLED


def test_a_literal_heredoc_keeps_its_commands() -> None:
    reading = read(f"{SEND} -d @- <<'EOF'\n{body(DATE, UUID)}\nEOF")
    assert at(json.loads(reading.requests[0].draft.text), "/event/xdm/_id") == UUID
