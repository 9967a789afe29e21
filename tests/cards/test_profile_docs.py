"""The page for meter makers says what the code does, and is enough to do it without the code."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.algorithms import AES128
from cryptography.hazmat.primitives.cmac import CMAC

from app.cards.key_sources.demo import DEMO_MASTER, DemoKeys
from app.cards.profiles import tapcard_layout as layout
from app.cards.profiles.fields import Record
from app.cards.profiles.tapcard_meter import write_back
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import MeterStatus, ReadBackPhase
from app.domain.plans import applied
from tests.cards.tapcard_cards import BLANK, SAMPLE, STATE

PAGE = Path(__file__).parents[2] / "docs" / "card-profiles.md"


def table(heading: str, nth: int = 0) -> list[dict[str, str]]:
    """Rows of the ``nth`` table under a heading, by column."""
    lines = iter(PAGE.read_text(encoding="utf-8").splitlines())
    for line in lines:
        if line == f"### {heading}":
            break
    section = list(takewhile(lambda line: not line.startswith("#"), lines))
    starts = [i for i, line in enumerate(section) if line.startswith("|---")]
    start = starts[nth]
    columns = cells(section[start - 1])
    rows = takewhile(lambda line: line.startswith("|"), section[start + 1 :])
    return [dict(zip(columns, cells(row), strict=True)) for row in rows]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def rows_of(record: Record, *starts: int) -> list[tuple[str, ...]]:
    """What a table says of a record at these addresses."""
    return [
        (
            str(offset),
            *(f"{start + offset:02X}" for start in starts),
            str(field.codec.size),
            field.name,
            field.codec.form,
        )
        for offset, field in record
    ]


@pytest.mark.parametrize(
    ("heading", "record", "starts"),
    [
        ("Identity", layout.IDENTITY, (0x20,)),
        ("Copy", layout.COPY, layout.COPY_STARTS),
        ("Read-back", layout.READ_BACK, (layout.READ_BACK_AT,)),
    ],
)
def test_every_field_stands_where_the_page_says(
    heading: str, record: Record, starts: tuple[int, ...]
) -> None:
    said = [tuple(row.values())[:-1] for row in table(heading)]
    assert said == rows_of(record, *starts)


def test_the_parts_fill_the_memory_without_gap() -> None:
    said = [(int(row["from"], 16), int(row["to"], 16), int(row["size"])) for row in table("Memory")]
    assert [start for start, _end, _size in said] == [
        0x00,
        layout.IDENTITY_AT,
        layout.COPY_A_AT,
        layout.COPY_B_AT,
        layout.READ_BACK_AT,
        layout.RESERVED_AT,
    ]
    assert all(end - start + 1 == size for start, end, size in said)
    assert [end + 1 for _start, end, _size in said] == [*(s for s, _e, _z in said[1:]), 256]


def test_every_code_is_listed() -> None:
    said = [(row["field"], int(row["code"], 16), row["meaning"]) for row in table("Codes")]
    tables: dict[str, Mapping[Any, int]] = {
        "form": layout.FORM_CODES,
        "kind": layout.KIND_CODES,
        "charging": layout.CHARGING_CODES,
        "phase": layout.PHASE_CODES,
    }
    expected = [
        (field, code, str(member.value))
        for field, codes in tables.items()
        for member, code in codes.items()
    ]
    expected += [("status", bit.value, str(bit.name).lower()) for bit in MeterStatus]
    assert said == expected


def test_every_form_is_explained() -> None:
    records = (layout.IDENTITY, layout.COPY, layout.READ_BACK)
    used = {field.codec.form for record in records for _offset, field in record}
    assert used == {row["form"] for row in table("Forms")}


def test_the_limits_in_the_text_are_those_of_the_code() -> None:
    meanings = {row["field"]: row["meaning"] for row in table("Copy")}
    assert f"at most {layout.LARGEST_LOAD}" in meanings["load"]
    magic = {row["field"]: row["meaning"] for row in table("Identity")}["magic"]
    assert magic.startswith(layout.MAGIC.hex(" ").upper())


def example(name: str) -> bytes:
    (value,) = [row["value"] for row in table("Example") if row["bytes"] == name]
    return bytes.fromhex(value)


def test_the_code_writes_the_bytes_of_the_example() -> None:
    profile, keys, serial = TapcardSle4442(), DemoKeys(), example("serial")
    card = applied(BLANK, profile.issue(BLANK, serial, SAMPLE, keys))
    memory = card.areas["main"]
    assert profile.secret_for(serial, keys) == example("PSC")
    assert memory[0x20:0x32] == example("identity")
    assert memory[0x32:0x72] == example("copy A")
    assert memory[0x72:] == b"\xff" * 142
    for phase in (ReadBackPhase.BEGUN, ReadBackPhase.FINAL):
        (step,) = write_back(card, STATE, SAMPLE.mark, phase, keys)
        assert step.data == example(f"read-back, {phase}")


def cmac(key: bytes, data: bytes) -> bytes:
    function = CMAC(AES128(key))
    function.update(data)
    return function.finalize()


def test_the_page_alone_is_enough_to_check_the_example() -> None:
    """As a meter maker would, from the page's formulas, without the code."""
    context = b"\x01" + example("serial")
    keys = {
        row["key"]: cmac(
            DEMO_MASTER, b"\x01" + row["label, ASCII"].encode() + b"\x00" + context + b"\x00\x80"
        )
        for row in table("Keys and checks")
    }
    assert keys == {name: example(name) for name in ("K-secret", "K-mac")}
    assert cmac(keys["K-secret"], b"\x00")[:3] == example("PSC")
    identity, copy, back = (example(n) for n in ("identity", "copy A", "read-back, final"))
    covered = copy[:44] + copy[56:]
    assert zlib.crc32(b"123456789") == 0xCBF43926
    assert cmac(keys["K-mac"], b"\x01" + identity[:14])[:4] == identity[14:]
    assert zlib.crc32(covered).to_bytes(4) == copy[44:48]
    assert cmac(keys["K-mac"], b"\x02" + covered)[:8] == copy[48:56]
    assert zlib.crc32(back[:65]).to_bytes(4) == back[65:69]
    assert cmac(keys["K-mac"], b"\x03" + back[:65])[:8] == back[69:]
