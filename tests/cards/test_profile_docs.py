"""The page for meter makers says what the code does, and is enough to do it without the code."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.algorithms import AES128
from cryptography.hazmat.primitives.cmac import CMAC

from app.cards.key_sources.demo import DEMO_MASTER
from app.cards.profiles import tapcard_layout as layout
from app.cards.profiles.fields import Record
from app.domain.cards import MeterStatus
from app.domain.plans import CardImage
from tests.cards import tapcard_examples as examples
from tests.cards.tapcard_cards import KEYS

PAGE = Path(__file__).parents[2] / "docs" / "card-profiles.md"

PROFILES = {profile.name: profile for profile in examples.profiles()}
EXAMPLES: dict[str, Callable[[], CardImage]] = {
    "tapcard-sle4442": examples.sle4442,
    "tapcard-sle4428": examples.sle4428,
    "tapcard-mifare1k": examples.mifare1k,
}
each_layout = pytest.mark.parametrize("name", EXAMPLES)


def section(heading: str) -> list[str]:
    """Lines under a heading."""
    lines = iter(PAGE.read_text(encoding="utf-8").splitlines())
    assert any(line.lstrip("#") == f" {heading}" for line in lines)
    return list(takewhile(lambda line: not line.startswith("#"), lines))


def table(heading: str, nth: int = 0) -> list[dict[str, str]]:
    """Rows of the ``nth`` table under a heading, by column."""
    lines = section(heading)
    starts = [i for i, line in enumerate(lines) if line.startswith("|---")]
    start = starts[nth]
    columns = cells(lines[start - 1])
    rows = takewhile(lambda line: line.startswith("|"), lines[start + 1 :])
    return [dict(zip(columns, cells(row), strict=True)) for row in rows]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def without_meaning(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
    return [tuple(value for column, value in row.items() if column != "meaning") for row in rows]


def rows_of(record: Record, size: int, *starts: int) -> list[tuple[str, ...]]:
    """What a table says of a record at these addresses of an area of that size."""
    return [
        (
            str(offset),
            *(address(start + offset, size) for start in starts),
            str(field.codec.size),
            field.name,
        )
        for offset, field in record
    ]


def address(at: int, size: int) -> str:
    return f"{at:02X}" if size <= 256 else f"{at:03X}"


# What stands where


@pytest.mark.parametrize(
    ("heading", "nth", "record"),
    [
        ("Head", 0, layout.HEAD),
        ("Part", 0, layout.PART),
        ("Part", 1, layout.OWN_WRITE),
        ("Read-back", 0, layout.STATE),
    ],
)
def test_every_field_stands_where_the_page_says(heading: str, nth: int, record: Record) -> None:
    said = without_meaning(table(heading, nth))
    assert said == [
        (str(offset), str(field.codec.size), field.name, field.codec.form)
        for offset, field in record
    ]


@each_layout
def test_the_parts_of_a_card_stand_where_the_page_says(name: str) -> None:
    it = PROFILES[name].geometry
    copy = Record(*it.body.fields, *layout.SEAL.fields, *it.tail.fields)
    said = without_meaning(table(f"{name}: copy"))
    assert said == rows_of(copy, it.size, *it.copy_starts)
    back = Record(*it.state.fields, *layout.SEAL.fields)
    starts = [it.read_back_at(place) for place in it.all_places]
    assert without_meaning(table(f"{name}: read-back")) == rows_of(back, it.size, *starts)
    identity = [row[:-1] for row in without_meaning(table(f"{name}: identity"))]
    assert identity == rows_of(it.identity, it.size, it.identity_at)


@each_layout
def test_the_parts_fill_the_memory_without_gap(name: str) -> None:
    it = PROFILES[name].geometry
    said = [
        (int(row["from"], 16), int(row["to"], 16), int(row["size"]))
        for row in table(f"{name}: memory")
    ]
    assert all(end - start + 1 == size for start, end, size in said)
    assert [end + 1 for _start, end, _size in said] == [*(s for s, _e, _z in said[1:]), it.size]
    starts = [start for start, _end, _size in said]
    known = [it.identity_at, *it.copy_starts, *(it.read_back_at(p) for p in it.all_places)]
    first = starts.index(it.identity_at)
    assert starts[first : first + len(known)] == known
    assert starts[first + len(known) :] == ([it.end] if it.end < it.size else [])
    assert starts[:first] == ([0, it.serial_at] if it.gives_serial else [0])


def test_the_overview_tells_what_the_chips_hold() -> None:
    said = {
        row["layout"].strip("`"): (int(row["meters"]), int(row["bytes left"]))
        for row in table("Card layouts for meter makers")
    }
    assert said == {
        profile.name: (len(profile.declares.places), profile.geometry.size - profile.geometry.end)
        for profile in PROFILES.values()
    }


# What it means


def test_every_code_is_listed() -> None:
    said = [(row["field"], int(row["code"], 16), row["meaning"]) for row in table("Codes", 1)]
    tables: dict[str, Mapping[Any, int]] = {
        **{group.name: group.codes for group in layout.CODE_GROUPS},
        "phase": layout.PHASE_CODES,
    }
    expected = [
        (field, code, str(member.value))
        for field, codes in tables.items()
        for member, code in codes.items()
    ]
    expected += [("status", bit.value, str(bit.name).lower()) for bit in MeterStatus]
    assert said == expected


def test_the_bits_of_the_codes_are_told() -> None:
    top, expected = 7, []
    for group in layout.CODE_GROUPS:
        expected.append((group.name, f"{top} to {top - group.bits + 1}"))
        top -= group.bits
    assert top == -1
    assert [tuple(row.values()) for row in table("Codes")] == expected


def test_every_form_is_explained() -> None:
    records = (layout.IDENTITY, layout.HEAD, layout.PART, layout.OWN_WRITE, layout.STATE)
    used = {field.codec.form for record in records for _offset, field in record}
    assert used == {row["form"] for row in table("Forms")}


def test_the_limits_in_the_text_are_those_of_the_code() -> None:
    meanings = {row["field"]: row["meaning"] for row in table("Part")}
    assert f"at most {layout.LARGEST_LOAD};" in meanings["load"]
    assert f"at most {layout.LARGEST_NUMBER};" in meanings["number"]
    for name in EXAMPLES:
        magic = {row["field"]: row["meaning"] for row in table(f"{name}: identity")}["magic"]
        assert magic.startswith(layout.MAGIC.hex(" ").upper())


# The examples


def dumped(name: str) -> bytes:
    """The dump of a layout's example."""
    lines = section(f"{name}: example")
    start = lines.index("```dump") + 1
    rows = takewhile(lambda line: line != "```", lines[start:])
    data = b""
    for row in rows:
        at, _colon, values = row.partition(":")
        assert int(at, 16) == len(data)
        data += bytes.fromhex(values)
    return data


def key(name: str, what: str) -> bytes:
    (value,) = [
        row["value"] for row in table("Examples") if (row["layout"], row["key"]) == (name, what)
    ]
    return bytes.fromhex(value)


@each_layout
def test_the_dump_decodes_to_the_values_beside_it(name: str) -> None:
    image = CardImage({PROFILES[name].geometry.area: dumped(name)})
    said = [tuple(row.values()) for row in table(f"{name}: example")]
    assert said == examples.told(image)


@each_layout
def test_the_code_writes_the_bytes_of_the_dump(name: str) -> None:
    profile, card = PROFILES[name], EXAMPLES[name]()
    assert card.areas[profile.geometry.area] == dumped(name)
    assert profile.serial_of(card) == key(name, "serial")


def cmac(secret: bytes, data: bytes) -> bytes:
    function = CMAC(AES128(secret))
    function.update(data)
    return function.finalize()


@each_layout
def test_the_page_alone_is_enough_to_derive_the_keys(name: str) -> None:
    """As a meter maker would, from the page's formula, without the code."""
    context = b"\x01" + key(name, "serial")
    for row in table("Keys and checks"):
        label = row["label, ASCII"].encode()
        derived = cmac(DEMO_MASTER, b"\x01" + label + b"\x00" + context + b"\x00\x80")
        assert derived == key(name, row["key"])
    block = cmac(key(name, "K-secret"), b"\x00")
    secret = PROFILES[name].secret_for(key(name, "serial"), KEYS)
    if isinstance(secret, bytes):
        assert secret == key(name, "PSC") == block[: len(secret)]
    else:
        assert key(name, "key A") + key(name, "key B") == block[:12]


def offsets(rows: list[dict[str, str]]) -> dict[str, int]:
    return {row["field"]: int(row["offset"]) for row in rows}


@each_layout
def test_the_page_alone_is_enough_to_check_the_dump(name: str) -> None:
    """By its addresses and formulas: every seal on the card holds."""
    card, mac_key, serial = dumped(name), key(name, "K-mac"), key(name, "serial")
    assert zlib.crc32(b"123456789") == 0xCBF43926
    rows = table(f"{name}: identity")
    at, mac = int(rows[0]["address"], 16), offsets(rows)["mac"]
    identity = card[at:]
    assert cmac(mac_key, b"\x01" + serial + identity[:mac])[:4] == identity[mac : mac + 4]
    rows = table(f"{name}: copy")
    where, written = offsets(rows), 0
    for column in ("address A", "address B"):
        copy = card[int(rows[0][column], 16) :]
        covered = copy[: where["crc"]] + copy[where["mark"] : where["mark"] + 8]
        written += holds(b"\x02", covered, copy[where["crc"] :][:12], mac_key)
    rows = table(f"{name}: read-back")
    where = offsets(rows)
    for place in PROFILES[name].geometry.all_places:
        back = card[int(rows[0][f"place {place}"], 16) :]
        written += holds(b"\x03", back[: where["crc"]], back[where["crc"] :][:12], mac_key)
    assert written == {"tapcard-sle4442": 2, "tapcard-sle4428": 3, "tapcard-mifare1k": 4}[name]


def holds(tag: bytes, covered: bytes, seal: bytes, mac_key: bytes) -> bool:
    """Whether a seal is whole; one that is not has no fitting checksum either."""
    whole = cmac(mac_key, tag + covered)[:8] == seal[4:]
    assert whole is (zlib.crc32(covered).to_bytes(4) == seal[:4])
    return whole
