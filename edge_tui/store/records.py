"""An exchange as a record of the history file: compressed and complete, with the response's raw bytes."""

import json
import sqlite3
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from edge_tui.identification import ecid_of
from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind, Response, Summary, Timings
from edge_tui.model.json.document import JsonObject, ParseError
from edge_tui.model.request import Action, InteractRequest
from edge_tui.model.response import InteractResponse, Problem
from edge_tui.store.client_states import state_from_json, state_to_json
from edge_tui.store.compression import pack, unpack
from edge_tui.store.connection import DamageError
from edge_tui.values.request_id import sent_id_of

if TYPE_CHECKING:
    from edge_tui.model.origin import Origin

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Raised by reading a record with damaged bytes.
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, zlib.error)

COLUMNS = (
    *("id", "request_id", "gateway_request_id", "sent_at", "profile", "visitor", "action", "template", "event_type"),
    *("status", "failure", "handle_types", "codes", "elapsed", "replay_of", "is_pinned", "note"),
    *("capture", "page", "datastream", "ecid", "marks"),
)
# The ECID of the exchange before of the same visitor and datastream. Where no URL names a datastream, exchanges of
# one profile or of one recording have the same: an ECID is an organization's.
_PREVIOUS_ECID = """(
    SELECT before.ecid FROM exchanges AS before
    WHERE before.visitor = exchanges.visitor AND before.datastream IS exchanges.datastream
        AND (exchanges.datastream IS NOT NULL
            OR before.profile = exchanges.profile AND before.capture IS exchanges.capture)
        AND before.ecid IS NOT NULL AND (before.sent_at, before.id) < (exchanges.sent_at, exchanges.id)
    ORDER BY before.sent_at DESC, before.id DESC LIMIT 1
)"""


def select(source: str = "exchanges") -> str:
    """A SELECT for the rows that `summary_of` takes: `COLUMNS`, and the ECID of the exchange before."""
    columns = ", ".join(f"exchanges.{column}" for column in COLUMNS)
    return f"SELECT {columns}, {_PREVIOUS_ECID} FROM {source}"


def microseconds(moment: datetime) -> int:
    """A moment as microseconds since 1970, exactly."""
    return (moment.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)


def plain(text: str) -> str:
    """A text for a database column: lone surrogates, which have no UTF-8, are replaced."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def request_row(exchange: Exchange) -> dict[str, Any]:
    """The columns known before an exchange is sent."""
    template, replay_of, event_type = exchange.draft.template, exchange.replay_of, exchange.event_type
    datastream = exchange.request.datastream_id
    return {
        "request_id": plain(exchange.request_id),
        "sent_at": microseconds(exchange.sent_at),
        "profile": plain(exchange.profile_name),
        "visitor": plain(exchange.visitor),
        "action": str(exchange.draft.action),
        "template": None if template is None else plain(template),
        "event_type": None if event_type is None else plain(event_type),
        "replay_of": None if replay_of is None else plain(replay_of),
        "datastream": plain(datastream) if datastream else None,
        **_origin_row(exchange.origin),
    }


def _origin_row(origin: "Origin | None") -> dict[str, Any]:
    if origin is None:
        return {}
    return {
        "capture": plain(origin.capture),
        "source_id": plain(origin.source_id),
        "page": plain(origin.page.url) if origin.page else None,
        "is_unload": int(origin.is_unload),
    }


def _origin_json(origin: "Origin") -> JsonObject:
    # Only exchanges of a recording have an origin.
    from edge_tui.store.origins import origin_to_json

    return origin_to_json(origin)


def _origin_of(seen: JsonObject) -> "Origin":
    from edge_tui.store.origins import origin_from_json

    return origin_from_json(seen)


def outcome_row(exchange: Exchange, parsed: InteractResponse | ParseError | None) -> dict[str, Any]:
    """The columns known once an exchange has ended."""
    response, failure = exchange.response, exchange.failure
    if response and parsed is None:
        parsed = response.parsed()
    read = parsed if isinstance(parsed, InteractResponse) else None
    gateway_id = _gateway_id(exchange, read)
    return {
        "gateway_request_id": None if gateway_id is None else plain(gateway_id),
        "status": response.status if response else None,
        "failure": str(failure.kind) if failure else None,
        "handle_types": _joined(handle.type for handle in read.handles) if read else "",
        "codes": _joined(problem.code for problem in _problems(read) if problem.code) if read else "",
        "ecid": _ecid(exchange, read),
        "elapsed": exchange.elapsed_ms,
        "marks": _marks(response.timings) if response else None,
        "is_finished": int(exchange.outcome is not None),
    }


def _marks(timings: Timings) -> str | None:
    """The end of each phase in milliseconds, empty for one that didn't happen: `0.4,1.2,,40.1`."""
    marks = (timings.resolved, timings.connected, timings.secured, timings.first_byte)
    return ",".join("" if mark is None else f"{mark:.1f}" for mark in marks) if any(marks) else None


def _timings(elapsed_ms: float | None, marks: str | None) -> Timings | None:
    """Raises `ValueError` for marks that can't have been written."""
    if elapsed_ms is None or not marks:
        return None
    resolved, connected, secured, first_byte = (float(mark) if mark else None for mark in marks.split(","))
    return Timings(elapsed_ms, connected, secured, first_byte, resolved)


def _gateway_id(exchange: Exchange, read: InteractResponse | None) -> str | None:
    """The id in the body, else in the header `x-request-id` if that is the sent id with a suffix."""
    if read and read.request_id:
        return read.request_id
    if read and read.problem and isinstance(read.problem.members.get("requestId"), str):
        return str(read.problem.members["requestId"])
    header = exchange.response.header("x-request-id") if exchange.response else None
    return header if header and sent_id_of(header) == exchange.request_id != header else None


def _ecid(exchange: Exchange, read: InteractResponse | None) -> str | None:
    """The visitor's ECID; a body that isn't parsed yet isn't parsed for it."""
    is_known = read is not None or (exchange.response is not None and not exchange.response.body.strip())
    return plain(ecid_of(exchange)) or None if is_known else None


def _problems(read: InteractResponse) -> tuple[Problem, ...]:
    return (*((read.problem,) if read.problem else ()), *read.errors, *read.warnings)


def _joined(texts: Iterable[str]) -> str:
    """Distinct texts, one per line, in their order. Line feeds in them become spaces."""
    return "\n".join(dict.fromkeys(plain(text).replace("\n", " ") for text in texts))


def summary_of(row: tuple[Any, ...]) -> Summary:
    """A row of `COLUMNS` as a summary; raises `DamageError` for values that can't have been written."""
    if not all(map(_fits, row, _KINDS)):
        raise DamageError("a column of an exchange has another type than was written")
    (key, request_id, gateway_id, sent_at, profile, visitor, action, template, event_type) = row[:9]
    (status, failure, handle_types, codes, elapsed_ms, replay_of, is_pinned, note) = row[9:17]
    capture, page, datastream, ecid, marks, previous_ecid = row[17:]
    try:
        return Summary(
            request_id,
            moment(sent_at),
            profile,
            visitor,
            Action(action),
            gateway_id,
            template,
            event_type,
            status,
            failure,
            tuple(handle_types.split("\n")) if handle_types else (),
            tuple(codes.split("\n")) if codes else (),
            elapsed_ms,
            replay_of,
            key,
            bool(is_pinned),
            note,
            capture or "",
            page or "",
            datastream or "",
            ecid or "",
            previous_ecid or "",
            _timings(elapsed_ms, marks),
        )
    except (ValueError, OverflowError) as error:
        raise DamageError("a column of an exchange has an impossible value") from error


# The types of `COLUMNS`, and of the ECID of the exchange before.
_OPTIONAL_TEXT = str | None
_KINDS = (
    *(int, str, _OPTIONAL_TEXT, int, str, str, str, _OPTIONAL_TEXT, _OPTIONAL_TEXT),
    *(int | None, _OPTIONAL_TEXT, str, str, float | int | None, _OPTIONAL_TEXT, int, str),
    *(_OPTIONAL_TEXT, _OPTIONAL_TEXT, _OPTIONAL_TEXT, _OPTIONAL_TEXT, _OPTIONAL_TEXT, _OPTIONAL_TEXT),
)


def _fits(value: object, kind: Any) -> bool:
    return isinstance(value, kind)


def moment(sent_at: int) -> datetime:
    """A moment of a column of microseconds; raises `ValueError` for one that can't have been written."""
    found = _EPOCH + timedelta(microseconds=sent_at)
    # Near the ends of the calendar it has no local time in every time zone.
    if not 1 < found.year < 9999:
        raise ValueError("no exchange can have this time")
    return found


def pack_request(exchange: Exchange) -> bytes:
    """Everything known before an exchange is sent."""
    return _pack_json(
        {
            "requestId": exchange.request_id,
            "sentAt": exchange.sent_at.isoformat(),
            "profile": exchange.profile_name,
            "visitor": exchange.visitor,
            "replayOf": exchange.replay_of,
            "action": str(exchange.draft.action),
            "template": exchange.draft.template,
            "draft": exchange.draft.text,
            "draftHeaders": exchange.draft.headers,
            "draftOrigin": exchange.draft.origin,
            "url": exchange.request.url,
            "headers": exchange.request.headers,
            "authenticated": exchange.request.authenticated,
            "body": exchange.request.body,
            "state": None if exchange.state is None else state_to_json(exchange.state),
            **({} if exchange.origin is None else {"seen": _origin_json(exchange.origin)}),
        }
    )


def pack_outcome(exchange: Exchange) -> bytes:
    """How an exchange ended, without the response's body."""
    outcome: dict[str, Any] = {"remarks": exchange.notes}
    if response := exchange.response:
        timings = response.timings
        outcome["status"] = response.status
        outcome["headers"] = response.headers
        outcome["timings"] = [
            timings.elapsed_ms,
            timings.connected,
            timings.secured,
            timings.first_byte,
            timings.resolved,
        ]
    if failure := exchange.failure:
        # Only browsers tell a cause; records without one are as they always were.
        cause = [failure.cause] if failure.cause else []
        outcome["failure"] = [str(failure.kind), failure.message, failure.elapsed_ms, *cause]
    return _pack_json(outcome)


def contents_of(connection: sqlite3.Connection, key: int) -> list[tuple[bytes, bytes | None, bytes | None]]:
    """The arguments of `exchange_of`; empty for an unknown key. Raises `DamageError` if the contents are missing."""
    query = (
        "SELECT contents.id, request, outcome, body FROM exchanges LEFT JOIN contents USING (id) WHERE exchanges.id = ?"
    )
    rows = connection.execute(query, (key,)).fetchall()
    if any(row[0] is None for row in rows):
        raise DamageError("the contents of an exchange are missing")
    return [row[1:] for row in rows]


def previous_ecid_of(connection: sqlite3.Connection, key: int) -> str:
    """The ECID of the exchange before, of the same visitor and datastream; empty when it isn't known."""
    row = connection.execute(f"SELECT {_PREVIOUS_ECID} FROM exchanges WHERE exchanges.id = ?", (key,)).fetchone()
    return row[0] if row and isinstance(row[0], str) else ""


def exchange_of(request: bytes, outcome: bytes | None, body: bytes | None) -> Exchange:
    """Unpacks an exchange; raises one of `UNREADABLE` if it is damaged."""
    sent = json.loads(unpack(request))
    ended = json.loads(unpack(outcome)) if outcome else {"remarks": []}
    return Exchange(
        Draft(
            sent["draft"],
            Action(sent["action"]),
            sent["template"],
            _header_pairs(sent.get("draftHeaders", [])),
            # Records of older versions don't have an origin, but imports have this profile name.
            sent.get("draftOrigin", "an import" if sent["profile"] == "imported" else ""),
        ),
        InteractRequest(
            sent["requestId"], sent["url"], _header_pairs(sent["headers"]), sent["body"], sent["authenticated"]
        ),
        sent["profile"],
        sent["visitor"],
        datetime.fromisoformat(sent["sentAt"]),
        _outcome_of(ended, body),
        sent["replayOf"],
        tuple(ended["remarks"]),
        # Records of older versions have none.
        None if sent.get("state") is None else state_from_json(sent["state"]),
        _origin_of(sent["seen"]) if "seen" in sent else None,
    )


def _outcome_of(ended: dict[str, Any], body: bytes | None) -> Response | Failure | None:
    if "failure" in ended:
        kind, message, elapsed_ms, *cause = ended["failure"]
        return Failure(FailureKind(kind), message, elapsed_ms, *cause)
    if "status" in ended:
        content = unpack(body) if body else b""
        return Response(ended["status"], _header_pairs(ended["headers"]), content, Timings(*ended["timings"]))
    return None


def _header_pairs(headers: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in headers)


def _pack_json(value: dict[str, Any]) -> bytes:
    return pack(json.dumps(value, separators=(",", ":")).encode())


# The packed request, outcome and response body.
Packed = tuple[bytes, bytes | None, bytes | None]


def insert(connection: sqlite3.Connection, exchange: Exchange, packed: Packed | None = None, **columns: Any) -> int:
    """Writes an exchange as a new record; returns its key. `packed` is what it was unpacked from, if it was."""
    row = {**request_row(exchange), **(outcome_row(exchange, None) if exchange.outcome else {}), **columns}
    return insert_row(connection, row, packed or (pack_request(exchange), *pack_ending(exchange)))


def insert_row(connection: sqlite3.Connection, row: dict[str, Any], packed: Packed) -> int:
    """Writes columns and contents as a new record; returns its key."""
    names, placeholders = ", ".join(row), ", ".join("?" * len(row))
    is_late = "SELECT coalesce(? < max(sent_at), 0) FROM exchanges"
    cursor = connection.execute(
        f"INSERT INTO exchanges ({names}, is_late) VALUES ({placeholders}, ({is_late}))",
        (*row.values(), row["sent_at"]),
    )
    key = cursor.lastrowid
    connection.execute("INSERT INTO contents VALUES (?, ?, ?, ?)", (key, *packed))
    return int(key or 0)


def pack_ending(exchange: Exchange) -> tuple[bytes | None, bytes | None]:
    """The packed outcome and response body; None for an exchange in flight."""
    if exchange.outcome is None and not exchange.notes:
        return None, None
    return pack_outcome(exchange), pack(exchange.response.body) if exchange.response else None


def update(
    connection: sqlite3.Connection,
    key: int,
    exchange: Exchange,
    parsed: InteractResponse | ParseError | None,
    *,
    has_body: bool = False,
) -> bool:
    """Adds the outcome to a record, which may have the body already (`has_body`); False if there is no record."""
    row = outcome_row(exchange, parsed)
    assignments = ", ".join(f"{name} = ?" for name in row)
    cursor = connection.execute(f"UPDATE exchanges SET {assignments} WHERE id = ?", (*row.values(), key))
    if cursor.rowcount == 0:
        return False
    if has_body:
        cursor = connection.execute("UPDATE contents SET outcome = ? WHERE id = ?", (pack_outcome(exchange), key))
    else:
        ending = pack_ending(exchange)
        cursor = connection.execute("UPDATE contents SET outcome = ?, body = ? WHERE id = ?", (*ending, key))
    if cursor.rowcount == 0:
        # On a damaged page SQLite may not find a row that it wrote there.
        raise DamageError("an exchange has no contents")
    return True


def update_request(connection: sqlite3.Connection, key: int, exchange: Exchange) -> None:
    """Replaces the request by the one that was finally sent."""
    row = request_row(exchange)
    assignments = ", ".join(f"{name} = ?" for name in row)
    connection.execute(f"UPDATE exchanges SET {assignments} WHERE id = ?", (*row.values(), key))
    connection.execute("UPDATE contents SET request = ? WHERE id = ?", (pack_request(exchange), key))


def replace_row(connection: sqlite3.Connection, key: int, row: dict[str, Any], packed: Packed) -> None:
    """Replaces the columns and the contents of a record."""
    assignments = ", ".join(f"{name} = ?" for name in row)
    connection.execute(f"UPDATE exchanges SET {assignments} WHERE id = ?", (*row.values(), key))
    cursor = connection.execute("UPDATE contents SET request = ?, outcome = ?, body = ? WHERE id = ?", (*packed, key))
    if cursor.rowcount == 0:
        # On a damaged page SQLite may not find a row that it wrote there.
        raise DamageError("an exchange has no contents")
