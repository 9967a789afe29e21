"""What the terminal's bytes mean to the counter: keys and pastes, and nothing else."""

from __future__ import annotations

import pytest
from textual import events

from app.screens.keyboard import KeyReader

LATER = 10.0


def keys(reader: KeyReader, data: bytes, now: float = 1.0) -> list[str]:
    return [one.key for one in reader.hear(data, now) if isinstance(one, events.Key)]


def test_keys_of_the_console_and_of_xterm_are_known() -> None:
    assert keys(KeyReader(), b"7\r\x1b[[A\x1b[24~\x1bOP\x1b[5~") == [
        "7",
        "enter",
        "f1",
        "f12",
        "f1",
        "pageup",
    ]


def test_escape_comes_when_nothing_follows_it() -> None:
    reader = KeyReader()
    assert keys(reader, b"\x1b", 1.0) == []
    found: list[str] = []
    while not found:  # the parser has a clock of its own
        found = keys(reader, b"", 1.1)
    assert found == ["escape"]


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe\x80\xed\xa0\x80",
        b"\x1b[99999999999u",
        b"\x1b[1114112u",
        b"\x1b[97;;99999999999u",
        b"\x1b[O",
        b"\x1b[48;5;20;100;400t",
        b"\x1b[<0;10;10M",
        b"\x1b[5;5R",
    ],
)
def test_what_no_key_sends_brings_nothing_and_the_next_key_counts(data: bytes) -> None:
    assert [type(one) for one in KeyReader().hear(data, 1.0)] == []
    assert keys(KeyReader(), data + b"7") == ["7"]


def test_an_impossible_key_does_not_turn_the_paste_behind_it_into_typing() -> None:
    heard = KeyReader().hear(b"\x1b[99999999999u\x1b[200~500\r+\x1b[201~7", 1.0)
    assert [type(one) for one in heard] == [events.Paste, events.Key]


@pytest.mark.parametrize(
    "pasted", [b"\x1b[31m500\r+\r", b"\x1b500\r+", b"\x1b[200~500\r", b"\x1bO+", b"\x1b\x1b[201"]
)
def test_whatever_a_paste_holds_it_is_one_paste_and_no_key(pasted: bytes) -> None:
    reader = KeyReader()
    heard = reader.hear(b"\x1b[200~" + pasted + b"\x1b[201~7", 1.0)
    assert [type(one) for one in heard] == [events.Paste, events.Key]
    assert isinstance(heard[0], events.Paste)
    assert heard[0].text == pasted.decode()


def test_a_paste_may_come_in_pieces() -> None:
    reader = KeyReader()
    heard = [reader.hear(one, 1.0) for one in (b"\x1b[2", b"00~5\x1b[2", b"01", b"~7")]
    assert [type(one) for some in heard for one in some] == [events.Paste, events.Key]


def test_a_paste_that_never_ends_swallows_no_key_after_a_rest() -> None:
    reader = KeyReader()
    assert reader.hear(b"\x1b[200~500\r+", 1.0) == []
    assert reader.hear(b"", LATER) == []
    assert keys(reader, b"7", LATER) == ["7"]


def test_a_character_may_come_byte_by_byte() -> None:
    reader = KeyReader()
    assert keys(reader, b"\xc3", 1.0) == []
    (one,) = reader.hear(b"\xa9", 1.05)
    assert isinstance(one, events.Key)
    assert one.character == "\xe9"
