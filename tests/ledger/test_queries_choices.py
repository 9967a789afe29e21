"""What forms offer: prices in force, models, regions, and what is usually chosen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.ledger.queries import choices
from tests.counter import ADMINISTRATOR, SUPERVISOR, TARIFF, Counter, counter

TODAY = date(2026, 11, 23)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path / "ledger.db") as one:
        yield one


def set_tariff(desk: Counter, number: int, name: str, valid_from: str) -> None:
    text = TARIFF.replace("tariff_class = 1", f"tariff_class = {number}")
    text = text.replace("Domestic", name).replace("2026-01-01", valid_from)
    desk.do("set-tariff", by=ADMINISTRATOR, second=SUPERVISOR, tariff=text)


def test_of_every_class_the_newest_revision_that_has_begun_is_offered(desk: Counter) -> None:
    set_tariff(desk, 3, "Shops", "2026-02-01")
    set_tariff(desk, 1, "Homes", "2026-11-01")
    set_tariff(desk, 1, "Homes next year", "2027-01-01")
    set_tariff(desk, 2, "Farms next year", "2027-01-01")
    with desk.kiosk.ledger.read() as reader:
        found = choices.revisions_in_force(reader.db, TODAY)
    assert [(one.tariff_class, one.name) for one in found] == [(1, "Homes"), (3, "Shops")]


def test_of_two_revisions_of_one_day_the_later_number_is_offered(desk: Counter) -> None:
    set_tariff(desk, 1, "Corrected", "2026-01-01")
    with desk.kiosk.ledger.read() as reader:
        assert [one.name for one in choices.revisions_in_force(reader.db, TODAY)] == ["Corrected"]


def test_the_usual_class_is_that_of_most_accounts_the_lower_of_two(desk: Counter) -> None:
    set_tariff(desk, 12, "Shops", "2026-02-01")
    set_tariff(desk, 3, "Farms", "2026-02-01")
    usual = []
    for number in (None, 12, 3, 12):
        if number is not None:
            desk.do("open-account", tariff_class=str(number))
        with desk.kiosk.ledger.read() as reader:
            usual.append(choices.usual_tariff_class(reader.db))
    assert usual == [None, 12, 3, 12]


def test_models_are_offered_by_name_and_the_usual_one_is_allocated_most(desk: Counter) -> None:
    desk.do("set-meter-model", by=ADMINISTRATOR, model="AA", profile="tapcard-sle4442")
    with desk.kiosk.ledger.read() as reader:
        assert [one.model for one in choices.meter_models(reader.db)] == ["AA", "DN15"]
        assert choices.usual_meter_model(reader.db) is None
    account = desk.account()
    desk.new_card()
    desk.do("allocate-meter", account=account, meter="1", model="DN15", amount="1000")
    with desk.kiosk.ledger.read() as reader:
        assert choices.usual_meter_model(reader.db) == "DN15"


def test_regions_are_offered_by_number_no_more_than_asked_for(desk: Counter) -> None:
    desk.do("set-region", by=ADMINISTRATOR, region="7", name="Malindi")
    desk.do("set-region", by=ADMINISTRATOR, region="99", name="Lamu")
    with desk.kiosk.ledger.read() as reader:
        found = choices.regions(reader.db, 2)
    assert [(one.region, one.name) for one in found] == [(7, "Malindi"), (12, "Kilifi")]
