"""The demo village: months of life by a seed, through the real operations."""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import apsw
import msgspec
import pytest
from click.testing import CliRunner

from app.cards.key_sources.demo import DemoKeys
from app.cli import main
from app.domain.cards import ReadBackPhase
from app.simulator.belongings import Belongings, CardMake, Roll
from app.simulator.house_meter import use_on
from app.simulator.village.keeping import VillageUnreadable, load_village
from app.simulator.village.people import people
from app.simulator.village.plan import village_plan
from app.simulator.village.utility import REGIONS
from tests.simulator.demo_village import UNTIL, build_small, copied, opened

GOAL_SECONDS = 60


def stored(ledger: Path, query: str) -> list[bytes]:
    connection = apsw.Connection(str(ledger))
    rows: list[Any] = connection.execute(query).fetchall()
    connection.close()
    return [bytes(row[0]) for row in rows]


def headers(ledger: Path) -> list[bytes]:
    """Headers of runs, as hashed."""
    return stored(ledger, "SELECT header FROM journal_run ORDER BY first_seq")


def bodies(ledger: Path) -> list[bytes]:
    """Events, as hashed."""
    return stored(ledger, "SELECT body FROM journal_event ORDER BY seq")


def events(ledger: Path) -> list[dict[str, Any]]:
    return [msgspec.json.decode(body)["event"] for body in bodies(ledger)]


class TestPlan:
    def test_it_follows_from_seed_and_day_alone(self) -> None:
        assert village_plan(5, UNTIL) == village_plan(5, UNTIL)
        assert village_plan(5, UNTIL).households != village_plan(6, UNTIL).households

    @pytest.mark.parametrize("seed", range(5))
    def test_a_village_has_two_regions_all_classes_and_no_name_twice(self, seed: int) -> None:
        homes = village_plan(seed, UNTIL).households
        assert len(homes) == 60
        assert {home.region for home in homes} == set(REGIONS)
        assert {home.tariff_class.value for home in homes} == {1, 2, 3, 4}
        assert len({home.name for home in homes}) == len({home.meter for home in homes}) == 60

    @pytest.mark.parametrize(
        ("until", "first"),
        [
            (date(2026, 11, 26), date(2026, 6, 1)),
            (date(2027, 3, 1), date(2026, 10, 1)),
        ],
    )
    def test_history_begins_on_the_first_of_a_month(self, until: date, first: date) -> None:
        plan = village_plan(1, until)
        assert (plan.first, plan.days[0], plan.until) == (first, first, until)
        assert until not in plan.days

    def test_nobody_is_called_the_same_twice(self) -> None:
        names = [person.name for person in people(random.Random(1))]
        assert len(names) == len(set(names)) > 1000
        assert all(len(set(name.split())) == 2 for name in names)


class TestHouses:
    def test_a_day_of_a_house_is_the_same_in_every_run_and_near_the_usual(self) -> None:
        days = [use_on("000000012345", date(2026, 11, day), 100) for day in range(1, 31)]
        assert days == [use_on("000000012345", date(2026, 11, day), 100) for day in range(1, 31)]
        assert all(60 <= litres <= 140 for litres in days)
        assert len(set(days)) > 10


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_small(tmp_path_factory.mktemp("small") / "village", 3)


@pytest.mark.xdist_group("demo-village")
class TestSmallVillage:
    def test_the_same_seed_gives_the_same_journal_to_the_byte(
        self, small: Path, tmp_path: Path
    ) -> None:
        again = build_small(tmp_path, 3)
        assert headers(small) == headers(again)
        assert bodies(small) == bodies(again)
        assert load_village(small) == load_village(again)

    def test_another_seed_gives_another_one(self, small: Path, tmp_path: Path) -> None:
        assert bodies(small) != bodies(build_small(tmp_path, 4))

    def test_every_working_day_has_its_boot_and_its_shift(self, small: Path) -> None:
        boots = {msgspec.json.decode(header)["boot"] for header in headers(small)}
        kinds = Counter(event["type"] for event in events(small))
        assert len(boots) == 18
        assert kinds["shift_opened"] == kinds["shift_closed"] == 18

    def test_nothing_else_is_left_and_nobody_else_may_read_it(self, tmp_path: Path) -> None:
        made = list(build_small(tmp_path).parent.iterdir())
        assert {path.name for path in made} == {"ledger.db", "ledger.db.key", "ledger.db.village"}
        assert all(path.stat().st_mode & 0o077 == 0 for path in made)

    def test_a_village_that_was_scribbled_on_is_refused(self, small: Path, tmp_path: Path) -> None:
        ledger = copied(small, tmp_path / "copy")
        ledger.with_name("ledger.db.village").write_bytes(b"{}")
        with pytest.raises(VillageUnreadable), opened(ledger):
            pass


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float, str]:
    ledger = tmp_path_factory.mktemp("village") / "demo" / "ledger.db"
    began = time.process_time()
    told = CliRunner().invoke(main, ["demo", "--build", "--ledger", str(ledger)])
    assert told.exit_code == 0, told.output
    return ledger, time.process_time() - began, told.stdout


@pytest.mark.xdist_group("demo-village")
class TestWholeVillage:
    """The village as people get it, made once by the command."""

    def test_it_is_made_in_time_and_says_who_works_there(
        self, made: tuple[Path, float, str]
    ) -> None:
        ledger, seconds, told = made
        assert seconds < GOAL_SECONDS
        assert str(ledger) in told
        for number, pin in ((1, "271828"), (20, "161803"), (12, "314159"), (13, "141421")):
            assert any(f"Operator {number} " in line and pin in line for line in told.splitlines())

    @pytest.mark.parametrize("command", [["verify"], ["rebuild", "--check"]])
    def test_its_ledger_proves_itself(
        self, made: tuple[Path, float, str], command: list[str]
    ) -> None:
        config = made[0].with_name("kiosk.toml")
        config.write_text("[kiosk]\nid = 7\n", encoding="utf-8")
        words = [*command, "--config", str(config), "--ledger", str(made[0])]
        told = CliRunner().invoke(main, words)
        assert told.exit_code == 0, told.output

    def test_months_of_everything_stand_in_it(self, made: tuple[Path, float, str]) -> None:
        found = events(made[0])
        kinds = Counter(event["type"] for event in found)
        assert kinds["account_opened"] == 61
        assert kinds["purchase_paid"] > 400
        assert kinds["shift_closed"] == kinds["shift_opened"] > 100
        assert kinds["refund_paid"] and kinds["card_reissued"] > 1
        assert kinds["plan_in_doubt"] == 1
        closed = [event for event in found if event["type"] == "shift_closed"]
        wrong = [event for event in closed if event["over_short"]]
        assert 0 < len(wrong) < len(closed) // 4

    def test_the_cards_are_there(self, made: tuple[Path, float, str]) -> None:
        kept = load_village(made[0])
        things = Belongings(DemoKeys())
        things.take_in(kept.cards, kept.meters)
        cards = things.cards.values()
        makes = Counter(card.make for card in cards)
        assert makes[CardMake.FOREIGN] == makes[CardMake.MUTE] == 1
        blank = Counter(card.make for card in cards if things.blank(card))
        assert blank == {CardMake.MEMORY: 10, CardMake.LARGE: 3}
        loads = [
            reading
            for card in cards
            for reading in things.readings(card)
            if reading.contents.load and reading.read_back.phase is ReadBackPhase.EMPTY
        ]
        assert len(loads) == 1
        assert len(kept.meters) == 60 + 3 + 1
        assert kept.roll is Roll.LOW

    def test_water_was_used_and_bought_in_keeping(self, made: tuple[Path, float, str]) -> None:
        kept = load_village(made[0])
        assert len({meter.memory.today for meter in kept.meters}) == 1
        old = [meter.memory for meter in kept.meters if meter.make is CardMake.MEMORY]
        assert all(memory.state.total_used > 0 for memory in old)
        assert all(len(memory.months) >= 2 for memory in old)

    def test_no_village_is_made_over_another(self, made: tuple[Path, float, str]) -> None:
        before = made[0].read_bytes()
        told = CliRunner().invoke(main, ["demo", "--build", "--ledger", str(made[0])])
        assert told.exit_code == 3
        assert made[0].read_bytes() == before

    def test_the_screens_need_a_terminal(self, made: tuple[Path, float, str]) -> None:
        told = CliRunner().invoke(main, ["demo", "--ledger", str(made[0])])
        assert told.exit_code == 2
        assert "needs a terminal" in told.output
