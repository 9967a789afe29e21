"""The page on function cards says what the code does, and its dumps decode to what it says."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

import pytest

from app.cards.profiles import tapcard_function_layout as layout
from app.cards.profiles.fields import Record
from app.cards.profiles.tapcard_function_geometry import FunctionGeometry
from app.cards.profiles.tapcard_function_meter import write_claim, write_delivery, write_dump
from app.domain.function_cards import FunctionKind
from app.domain.plans import CardImage, applied
from tests.cards.function_samples import DUMP, NEW_DEVICE, contents_of, dump_for, made, told
from tests.cards.tapcard_cards import CONTRACTS, KEYS, TapcardContract

PAGE = Path(__file__).parents[2] / "docs" / "function-cards.md"
RECORDS = {
    "Head": layout.HEAD,
    "Setup": layout.DATA[FunctionKind.SETUP],
    "Test volume": layout.DATA[FunctionKind.TEST_VOLUME],
    "Clock": layout.DATA[FunctionKind.CLOCK],
    "Tariff": layout.DATA[FunctionKind.TARIFF],
    "Key change": layout.DATA[FunctionKind.KEY_CHANGE],
    "Counter": layout.USED,
    "Dump": layout.dump_record(8),
    "Claim and delivery": layout.TAKER,
}


def section(heading: str) -> list[str]:
    """Lines under a heading."""
    lines = iter(PAGE.read_text(encoding="utf-8").splitlines())
    assert any(line.lstrip("#") == f" {heading}" for line in lines)
    return list(takewhile(lambda line: not line.startswith("#"), lines))


def rows(heading: str) -> list[list[str]]:
    """Rows of the table under a heading, without its head."""
    table = [line for line in section(heading) if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def example(cards: TapcardContract) -> CardImage:
    """A transfer card of one use whose contents the new meter has taken."""
    card = made(cards, contents_of(FunctionKind.TRANSFER))
    card = applied(card, write_dump(card, dump_for(cards), KEYS))
    for write in (write_claim, write_delivery):
        card = applied(card, write(card, DUMP.device, NEW_DEVICE, KEYS))
    return card


@pytest.mark.parametrize("heading", RECORDS)
def test_every_field_stands_where_the_page_says(heading: str) -> None:
    record: Record = RECORDS[heading]
    said = [tuple(row[:4]) for row in rows(heading)]
    assert said == [
        (str(offset), str(field.codec.size), field.name, field.codec.form)
        for offset, field in record
    ]


def test_every_function_has_the_code_that_the_page_says() -> None:
    said = {row[1]: int(row[0], 16) for row in rows("Functions")}
    assert said == {kind.value: code for kind, code in layout.FUNCTION_CODES.items()}


def test_the_parts_of_a_card_stand_where_the_page_says() -> None:
    said = {row[0].strip("`"): row[1:] for row in rows("Addresses")}
    for cards in CONTRACTS:
        it = FunctionGeometry(cards.profile().geometry)
        parts = (
            it.card.identity_at,
            it.head_at,
            it.seal_at,
            it.mark_at,
            it.counter_at(0),
            it.counter_at(1),
            it.data_at,
            it.dump_at(0),
            it.claim_at(0),
            it.delivery_at(0),
        )
        expected = [*(f"{at:03X}" for at in parts), str(it.slot_size), str(it.slots)]
        assert said[cards.profile().name] == expected


@pytest.mark.parametrize("cards", CONTRACTS, ids=lambda c: c.profile().name)
def test_the_dump_decodes_to_the_values_beside_it(cards: TapcardContract) -> None:
    name, area = cards.profile().name, cards.profile().geometry.area
    lines = section(f"{name}: example")
    start = lines.index("```dump") + 1
    data = b"".join(
        bytes.fromhex(line.partition(":")[2])
        for line in takewhile(lambda line: line != "```", lines[start:])
    )
    whole = example(cards).areas[area]
    assert whole == data + whole[-1:] * (len(whole) - len(data))
    reading = told(cards, CardImage({area: whole}))
    (dump,) = reading.dumps
    values = {name: getattr(dump, name) for name in dump.__struct_fields__}
    values |= {"function": reading.contents.function, "uses_left": reading.uses_left}
    said = {row[0]: row[1] for row in rows(f"{name}: example")}
    assert said == {field: shown(value) for field, value in values.items()}


def shown(value: object) -> str:
    """A value as the page writes it."""
    if isinstance(value, bytes):
        return value.hex(" ").upper()
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return " ".join(map(str, value))
    if isinstance(value, int):
        return str(int(value))
    return str(value)
