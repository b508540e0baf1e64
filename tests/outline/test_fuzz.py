"""Responses damaged in every way a network, a proxy or a bug can damage them."""

import gzip
import json
import os
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from edge_tui.cli.terminal.tree import tree_lines
from edge_tui.outline import outline_of_body
from edge_tui.outline.search import Index
from tests.answers import ANSWER, HANDLES, REFUSAL

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PARTS = [{"handle": HANDLES[:7]}, {"handle": HANDLES[7:], "errors": ANSWER["errors"]}]
CAPTURES = {
    "answer": json.dumps(ANSWER).encode(),
    "refusal": json.dumps(REFUSAL, indent=2).encode(),
    "records": "".join(f"\0{json.dumps(part)}\n" for part in PARTS).encode(),
    "events": "".join(f"event: x\ndata: {json.dumps(part)}\n\n: ping\n\n" for part in PARTS).encode(),
    "headers": b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n" + json.dumps(ANSWER).encode(),
    "gzip": gzip.compress(json.dumps(ANSWER).encode(), mtime=0),
}
TOKENS = [b"{", b"}", b"[", b"]", b'"', b"\\", b",", b":", b"\0", b"\n", b"\xff", b"\xef\xbb\xbf", b"NaN", b"1e999"]
TOKENS += [
    b"\\ud800",
    b"-",
    b"[" * 300,
    b'{"a":' * 300,
    b"null",
    b'"handle":',
    b'"payload":',
    b"%7B",
    b"data:",
    b"9" * 50,
]
ROUNDS = 120 if "EDGE_TUI_THOROUGH" in os.environ else 40

Damage = Callable[[bytes, random.Random], bytes]


def flip(body: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(body))
    return body[:place] + bytes([chance.randrange(256)]) + body[place + 1 :]


def cut(body: bytes, chance: random.Random) -> bytes:
    first, last = sorted(chance.sample(range(len(body) + 1), 2))
    return body[:first] + body[last:]


def repeat(body: bytes, chance: random.Random) -> bytes:
    first, last = sorted(chance.sample(range(len(body) + 1), 2))
    return body[:last] + body[first : min(last, first + 400)] * chance.randrange(1, 4) + body[last:]


def insert(body: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(body) + 1)
    return body[:place] + chance.choice(TOKENS) + body[place:]


def exchange(body: bytes, chance: random.Random) -> bytes:
    """Swaps two values of the response: usually still JSON."""
    values = body.split(b", ")
    first, second = (chance.randrange(len(values)) for _ in range(2))
    values[first], values[second] = values[second], values[first]
    return b", ".join(values)


DAMAGES: tuple[Damage, ...] = (flip, cut, repeat, insert, exchange)


def damaged(name: str, damage: Damage, rounds: int) -> Iterator[bytes]:
    """A capture with one to three random damages per round; the same in every run."""
    chance = random.Random(f"{name} {damage.__name__}")
    for _ in range(rounds):
        body = CAPTURES[name]
        for _ in range(chance.randrange(1, 4)):
            body = damage(body, chance) or b"\0"
        yield body


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", CAPTURES)
def test_a_damaged_capture_is_outlined_printed_and_searched(name: str, damage: Damage) -> None:
    for body in damaged(name, damage, ROUNDS):
        root = outline_of_body(body, NOW)
        lines = list(tree_lines(root, color=False))
        assert all("\n" not in line and "\x1b" not in line for line in lines)
        index = Index(root)
        assert list(index.grow())[-1] == len(lines) - 1
        search = index.search("a")
        list(search.scan())
        assert index.tree_of(search, 5)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 1_000_000,
        b"[" * 500_000 + b"]" * 500_000,
        b'{"a":' * 200_000,
        b'"' + b"\\" * 1_000_000,
        b"1 " * 300_000,
        b"{}" * 50_000,
        b"data:\n\n" * 50_000,
        b": " * 500_000,
        b"<html>" + b"<!--" * 200_000,
        b'{"handle":[{"type":"a:b","payload":["' + b"ey" * 500_000 + b'"]}]}',
        b'{"handle":[{"type":"a:b","payload":["' + b"{ } " * 200_000 + b'x"]}]}',
        b'{"handle":[{"type":"a:b","payload":["' + b"%7B" * 300_000 + b'"]}]}',
        b'{"title":"' + b"a" * 300_000 + b'","status":400,"detail":"' + b"a." * 300_000 + b'"}',
        b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 100_000,
        b"\x1f\x8b" + b"\0" * 1000,
        b"9" * 400_000,
        b"[1e" + b"9" * 100_000 + b"]",
        b"",
    ],
    ids=lambda body: f"{len(body)}:{body[:12]!r}",
)
def test_input_built_to_hang_a_parser_does_not(body: bytes) -> None:
    nodes = 0
    for _ in outline_of_body(body, NOW).walk():
        nodes += 1
    assert nodes
