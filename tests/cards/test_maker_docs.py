"""The page on makers' layouts says what the code does; its dumps decode to what stands beside."""

from __future__ import annotations

import ast
import dataclasses
import enum
import re
import textwrap
from collections.abc import Mapping
from itertools import takewhile
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.cards.key_sources.demo import DemoKeys
from app.cards.profiles import at88_water4_function_layout as functions
from app.cards.profiles import at88_water4_layout as at88
from app.cards.profiles import at88_water4_report as report
from app.cards.profiles import cpu68_directory as directory
from app.cards.profiles import cpu68_flow as flow
from app.cards.profiles import cpu68_power as power
from app.cards.profiles import cpu68_tiers as tiers
from app.cards.profiles.at88_water4 import At88Water4
from app.cards.profiles.contract import Profile
from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.cpu68_parameters import Parameters
from app.cards.profiles.fields import Record
from app.domain.cards import CardReading
from app.domain.identity import EventId
from app.domain.plans import CardImage
from tests.cards.cpu68_cards import blank_image

PAGE = Path(__file__).parents[2] / "docs" / "maker-profiles.md"
USUAL = Parameters()
CPU68, AT88 = Cpu68(), At88Water4()


def table(heading: str, nth: int = 0) -> list[dict[str, str]]:
    """Rows of the ``nth`` table under a heading, by column."""
    lines = iter(PAGE.read_text(encoding="utf-8").splitlines())
    for line in lines:
        if line == f"### {heading}":
            break
    section = list(takewhile(lambda line: not line.startswith("#"), lines))
    start = [at for at, line in enumerate(section) if line.startswith("|---")][nth]
    columns = cells(section[start - 1])
    rows = takewhile(lambda line: line.startswith("|"), section[start + 1 :])
    return [dict(zip(columns, cells(row), strict=True)) for row in rows]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


RECORDS = [
    ("Purchase file", flow.purchase_record(USUAL), flow.PURCHASE.body_at),
    ("Return file", flow.return_record(USUAL), flow.RETURN.body_at),
    ("Tier file", tiers.tiers_record(USUAL), tiers.TIERS.body_at),
    ("Wallet file", directory.wallet_record("big"), 0),
    ("Parameter file of electricity", power.parameters_record(USUAL), power.PARAMETERS.body_at),
    ("Rate file of electricity", power.rates_record(USUAL), power.RATES.body_at),
    ("Return file of electricity", power.return_record(USUAL), power.RETURN.body_at),
    ("Identity", at88.IDENTITY, at88.IDENTITY_AT),
    ("Table", at88.TABLE, at88.TABLE_AT),
    ("Record", at88.RECORD, at88.RECORD_AT),
    ("Set-up card", functions.SETUP, functions.TOLD_AT),
    ("Init card", functions.CLOCK, functions.CLOCK_AT),
    ("Report", report.REPORT, report.report_at(1)),
    ("Record of a function card", functions.FUNCTION_RECORD, at88.RECORD_AT),
]


@pytest.mark.parametrize(("heading", "record", "start"), RECORDS, ids=[one[0] for one in RECORDS])
def test_every_field_stands_where_the_page_says(heading: str, record: Record, start: int) -> None:
    said = [(int(row["at"]), int(row["size"]), row["field"], row["form"]) for row in table(heading)]
    assert said == [
        (start + offset, field.codec.size, field.name, field.codec.form) for offset, field in record
    ]
    assert all(row["meaning"] for row in table(heading))


def test_bodies_fill_their_frames() -> None:
    """Source of the sizes: notes/domain.md 6.1 and 6.2."""
    frames = (flow.PURCHASE, flow.RETURN, tiers.TIERS, power.PARAMETERS, power.RATES, power.RETURN)
    records = [record for _heading, record, _start in RECORDS if _heading != "Wallet file"]
    assert [one.body_size for one in frames] == [one.size for one in records[: len(frames)]]
    assert [one.size for one in frames] == [50, 124, 106, 45, 203, 49]


def test_every_file_is_listed() -> None:
    access = CPU68.access(CardImage({"serial": bytes(8)}), DemoKeys())
    assert access is not None
    kinds = [str(place[0]) for place in CPU68.declares.places]
    assert [tuple(row.values()) for row in table("Files")] == [
        (
            str(kinds.index(file.area.partition("/")[0]) + 1),
            f"{file.directory:04X}",
            file.area,
            f"{file.short_id:02X}",
            str(file.size),
        )
        for file in access.files
    ]


def test_every_code_is_listed() -> None:
    said = [(row["field"], int(row["code"], 16), row["meaning"]) for row in table("Codes")]
    coded: list[tuple[str, Mapping[Any, int]]] = [
        ("charging", flow.CHARGING_CODES),
        ("charging, electricity", power.TYPE_CODES),
        ("form", directory.FORM_CODES),
    ]
    expected = [(field, code, one.value) for field, codes in coded for one, code in codes.items()]
    assert said[: len(expected)] == expected
    assert [code for _field, code, _meaning in said[len(expected) :]] == [
        directory.UPDATES_PARAMETERS,
        directory.UPDATES_CURRENT_RATE,
        directory.UPDATES_BACKUP_RATE,
        directory.UPDATES_CURRENT_TIERS,
        directory.UPDATES_BACKUP_TIERS,
    ]


def test_every_form_is_explained() -> None:
    used = {field.codec.form for _name, record, _at in RECORDS[:7] for _offset, field in record}
    assert used == {row["form"] for row in table("Forms")}


@pytest.mark.parametrize(
    ("heading", "holder", "left_out"),
    [
        ("What is not proven", USUAL, ()),
        ("Parameters of at88-water4", AT88, ("name", "declares")),
    ],
)
def test_every_parameter_is_listed_with_its_default(
    heading: str, holder: Parameters | At88Water4, left_out: tuple[str, ...]
) -> None:
    said = {row["parameter"]: row["default"] for row in table(heading)}
    assert said == {
        field.name: worded(getattr(holder, field.name))
        for field in dataclasses.fields(holder)
        if field.name not in left_out
    }


def worded(value: object) -> str:
    """A value as the page writes it."""
    match value:
        case EventId():
            return str(value)
        case enum.IntFlag():
            return str(value.name).lower()
        case enum.Enum():
            return str(value.value)
        case bytes():
            return value.hex()
        case Mapping():
            return ", ".join(f"{key} {code:02X}" for key, code in value.items())
        case tuple():
            return ", ".join(worded(one) for one in value) or "none"
        case None:
            return "none"
    return str(value)


def dumped(heading: str, blank: CardImage) -> CardImage:
    """The card of an example: its areas over a blank card."""
    areas = {row["bytes"]: bytes.fromhex(row["value"]) for row in table(heading)}
    return CardImage(blank.areas | areas)


def shown(profile: Profile, image: CardImage, place: int) -> CardReading:
    readings = profile.decode(image, DemoKeys())
    return next(one for one in readings if one.contents.place == place)


@pytest.mark.parametrize(
    ("profile", "blank", "columns"),
    [
        (CPU68, blank_image(), {"value": 2}),
        (AT88, CardImage({}), {"place 1": 1, "place 3": 3}),
    ],
    ids=["cpu68", "at88-water4"],
)
def test_the_dumps_decode_to_the_values_beside_them(
    profile: Profile, blank: CardImage, columns: dict[str, int]
) -> None:
    heading = f"Example of {profile.name}"
    image = dumped(heading, blank)
    for column, place in columns.items():
        reading = shown(profile, image, place)
        for row in table(heading, nth=1):
            part, _dot, name = row["field"].rpartition(".")
            holder: msgspec.Struct = reading.read_back if part else reading.contents
            assert row[column] == worded(getattr(holder, name)), row["field"]


def test_every_function_card_has_the_type_that_the_page_says() -> None:
    said = {row["function"]: int(row["type"], 16) for row in table("Function cards of at88-water4")}
    assert said == {kind.value: code for kind, code in at88.FUNCTION_TYPES.items()}
    assert tuple(said) == AT88.declares.function_cards


@pytest.mark.parametrize("heading", ["Example of a set-up card", "Example of a query card"])
def test_the_function_cards_decode_to_the_values_beside_them(heading: str) -> None:
    image = dumped(heading, CardImage({}))
    reading = AT88.function_of(image, DemoKeys())
    assert reading is not None
    holders: dict[str, object] = {"": reading.contents, "parameters": reading.contents.parameters}
    if reading.dumps:
        (holders["dump"],) = reading.dumps
    for row in table(heading, nth=1):
        part, _dot, name = row["field"].rpartition(".")
        assert row["value"] == worded(getattr(holders[part], name)), row["field"]


def test_the_code_on_the_page_can_be_run() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(ast.parse(textwrap.dedent(code)), "page", "exec"), names)
    make = names["profile"]
    assert callable(make)
    assert make().declares.step == 100
