"""Answers over either protocol; the status words are those of ISO 7816-3 and 7816-4."""

from __future__ import annotations

from app.cards.iso7816 import OK, exchange, read_binary, select, with_answer

READ = bytes.fromhex("00B0810032")
PROVE = bytes.fromhex("0088000108") + bytes(8)
UPDATE = bytes.fromhex("04D681000C") + bytes(12)


class ScriptedLink:
    """Answers one after the other, whatever is sent."""

    atr = b""

    def __init__(self, *answers: tuple[bytes, int]) -> None:
        self._answers = list(answers)
        self.sent: list[bytes] = []

    def transmit(self, apdu: bytes) -> tuple[bytes, int]:
        self.sent.append(apdu)
        return self._answers.pop(0)

    def reset(self) -> None:
        raise AssertionError

    def close(self) -> None:
        raise AssertionError


def test_an_answer_that_waits_is_fetched() -> None:
    link = ScriptedLink((b"", 0x6108), (b"12345678", OK))
    assert exchange(link, PROVE) == (b"12345678", OK)
    assert link.sent == [PROVE, bytes.fromhex("00C0000008")]


def test_an_answer_in_parts_is_put_together() -> None:
    link = ScriptedLink((b"", 0x6104), (b"1234", 0x6104), (b"5678", OK))
    assert exchange(link, PROVE) == (b"12345678", OK)


def test_a_card_that_always_promises_more_and_gives_none_is_left() -> None:
    link = ScriptedLink((b"", 0x6104), (b"", 0x6104))
    assert exchange(link, PROVE) == (b"", 0x6104)


def test_a_wrong_length_is_asked_again_with_the_right_one() -> None:
    link = ScriptedLink((b"", 0x6C08), (b"12345678", OK))
    assert exchange(link, READ) == (b"12345678", OK)
    assert link.sent == [READ, bytes.fromhex("00B0810008")]


def test_so_is_a_wrong_length_of_a_waiting_answer() -> None:
    link = ScriptedLink((b"", 0x6108), (b"", 0x6C04), (b"1234", OK))
    assert exchange(link, PROVE) == (b"1234", OK)
    assert link.sent[-1] == bytes.fromhex("00C0000004")


def test_a_command_with_data_is_never_sent_twice() -> None:
    link = ScriptedLink((b"", 0x6C08))
    assert exchange(link, UPDATE) == (b"", 0x6C08)
    assert link.sent == [UPDATE]


def test_what_a_directory_tells_is_not_fetched() -> None:
    link = ScriptedLink((b"", 0x6118))
    assert select(link, 0xDF02) == OK
    assert link.sent == [bytes.fromhex("00A4000002DF02")]


def test_a_file_that_ends_early_is_no_error() -> None:
    assert read_binary(ScriptedLink((b"12", 0x6282)), 1, 0, 50) == (b"12", OK)


def test_a_card_under_t1_is_asked_for_its_answer() -> None:
    link = ScriptedLink((b"", OK), (b"12345678", OK))
    assert with_answer(link, PROVE) == (b"12345678", OK)
    assert link.sent == [PROVE, PROVE + b"\x00"]
