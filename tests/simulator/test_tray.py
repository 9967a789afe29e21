"""The tray: what people around the demo counter do, and what lasts until the next time."""

from __future__ import annotations

import struct
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.cards.errors import CardMute, CardUnsupported, NoCard
from app.ledger.errors import ClockRefused
from app.operations.errors import CardStandsInTheWay, PlanInterrupted
from app.simulator.belongings import Roll
from app.simulator.clock import DemoClock
from app.simulator.village.keeping import load_village
from tests.simulator.demo_village import UNTIL, Machine, OpenDemo, build_small, copied, opened

pytestmark = pytest.mark.xdist_group("demo-village")
PRINT_SECONDS = 10.0


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_small(tmp_path_factory.mktemp("tray") / "village")


@pytest.fixture
def ledger(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path / "village")


def sell(counter: OpenDemo, name: str, amount: str = "100") -> None:
    counter.tray.put(name)
    counter.do("prepay", amount=amount)


class TestCards:
    def test_labels_say_whose_and_how_each_stands(self, ledger: Path) -> None:
        with opened(ledger) as counter:
            labels = [card.label for card in counter.tray.cards()]
            for standing in (
                "at home",
                "m3 not in the meter yet",
                "in doubt",
                "old card, superseded",
                "bank card",
                "card that does not answer",
            ):
                assert any(standing in label for label in labels), standing
            assert labels.count("blank card") == 10

    def test_what_stands_out_comes_first_and_no_card_moves_while_one_looks(
        self, ledger: Path
    ) -> None:
        with opened(ledger) as counter:
            cards = counter.tray.cards()
            first = [card.label.split(":")[-1].strip() for card in cards[:3]]
            assert [first[0], first[2]] == ["in doubt", "old card, superseded"]
            assert first[1].endswith("not in the meter yet")
            assert all("at home" in card.label for card in cards[-4:])
            counter.do("open-shift", float="1000")
            sell(counter, cards[-1].name)
            assert [card.name for card in counter.tray.cards()] == [card.name for card in cards]

    def test_a_card_is_on_the_reader_from_put_to_pull(self, ledger: Path) -> None:
        with opened(ledger) as counter:
            name = counter.card("at home").name
            counter.tray.put(name)
            assert [card.name for card in counter.tray.cards() if card.on_reader] == [name]
            assert counter.do("read-card").meters[0].unloaded is False
            counter.tray.pull()
            assert not any(card.on_reader for card in counter.tray.cards())
            with pytest.raises(NoCard):
                counter.do("read-card")

    @pytest.mark.parametrize(
        ("label", "refusal"), [("bank card", CardUnsupported), ("does not answer", CardMute)]
    )
    def test_odd_cards_are_refused(
        self, ledger: Path, label: str, refusal: type[Exception]
    ) -> None:
        with opened(ledger) as counter:
            counter.tray.put(counter.card(label).name)
            with pytest.raises(refusal):
                counter.do("read-card")

    def test_a_sale_goes_home_and_comes_back_taken(self, ledger: Path) -> None:
        with opened(ledger) as counter:
            counter.do("open-shift", float="1000")
            name = counter.card("at home").name
            sell(counter, name)
            assert "not in the meter yet" in counter.label(name)
            with pytest.raises(CardStandsInTheWay):
                counter.do("prepay", amount="100")
            assert counter.tray.take_home(name).startswith("The meter took the load.")
            assert not counter.card(counter.label(name)).on_reader
            assert "at home" in counter.label(name)
            sell(counter, name)

    def test_the_superseded_card_is_refused_by_its_meter(self, ledger: Path) -> None:
        with opened(ledger) as counter:
            old = counter.card("superseded").name
            assert "another one replaced it" in counter.tray.take_home(old)

    def test_what_belongs_to_no_meter_says_so(self, ledger: Path) -> None:
        with opened(ledger) as counter:
            for label in ("blank card", "bank card", "does not answer"):
                said = counter.tray.take_home(counter.card(label).name)
                assert said == "This card belongs to no meter in the village."

    def test_a_meter_that_is_allocated_now_hangs_in_the_village(self, ledger: Path) -> None:
        with opened(ledger) as counter:
            counter.do("open-shift", float="1000")
            account = counter.do("open-account", tariff_class="1", name="Mwana Mgeni").account
            blank = counter.card("blank card").name
            counter.tray.put(blank)
            counter.do(
                "allocate-meter", account=account, meter="123456", model="DN15", amount="700"
            )
            assert "Mwana Mgeni" in counter.label(blank)
            assert counter.tray.take_home(blank).startswith("The meter took the load.")


class TestMidWrite:
    def test_the_next_write_is_torn_once_and_settled_afterwards(self, ledger: Path) -> None:
        with opened(ledger) as counter:
            counter.do("open-shift", float="1000")
            name = counter.card("at home").name
            counter.tray.pull_in_mid_write()
            assert counter.tray.armed
            with pytest.raises(PlanInterrupted):
                sell(counter, name)
            assert not counter.tray.armed
            assert not any(card.on_reader for card in counter.tray.cards())
            assert "in doubt" in counter.label(name)
            counter.tray.put(name)
            counter.do("settle")
            assert "not in the meter yet" in counter.label(name)
            counter.tray.take_home(name)
            sell(counter, name)

    def test_the_village_begins_with_a_card_that_was_really_begun(self, ledger: Path) -> None:
        with opened(ledger) as counter:
            counter.do("open-shift", float="1000")
            name = counter.card("in doubt").name
            counter.tray.put(name)
            settled = counter.do("settle")
            assert settled.verdict == "begun"
            assert settled.action == "write"
            assert counter.tray.take_home(name).startswith("The meter took the load.")


class TestDays:
    def test_water_flows_and_the_counter_sells_on_another_day(self, ledger: Path) -> None:
        with opened(ledger) as counter:
            counter.do("open-shift", float="1000")
            meters = {m.memory.state.meter: m.memory for m in load_village(ledger).meters}
            said = counter.tray.let_days_pass(5)
            assert (UNTIL + timedelta(days=5)).isoformat() in said
            for kept in load_village(ledger).meters:
                before = meters[kept.memory.state.meter]
                assert kept.memory.today == UNTIL + timedelta(days=5)
                flowed = kept.memory.state.total_used - before.state.total_used
                assert flowed > 0 or before.state.remaining <= 0
            sell(counter, counter.card("at home").name)

    def test_a_jump_within_a_boot_would_have_stopped_sales(self, ledger: Path) -> None:
        machine = Machine()
        with opened(ledger, machine) as counter:
            counter.do("open-shift", float="1000")
            machine.now += 5 * 24 * 3_600_000
            counter.tray.put(counter.card("at home").name)
            with pytest.raises(ClockRefused):
                counter.do("prepay", amount="100")

    def test_days_on_which_the_demo_was_closed_pass_too(self, ledger: Path) -> None:
        later = UNTIL + timedelta(days=9)
        with opened(ledger, Machine(later)) as counter:
            assert {kept.memory.today for kept in load_village(ledger).meters} == {later}
            counter.do("open-shift", float="1000")
            sell(counter, counter.card("at home").name)


class TestNextTime:
    def test_everything_is_as_it_was_left(self, ledger: Path) -> None:
        with opened(ledger) as counter:
            counter.do("open-shift", float="1000")
            name, torn = [card.name for card in counter.tray.cards() if "at home" in card.label][:2]
            sell(counter, name)
            counter.tray.pull_in_mid_write()
            with pytest.raises(PlanInterrupted):
                sell(counter, torn)
            counter.tray.let_days_pass(2)
            counter.tray.put(name)
            labels = {card.name: card.label for card in counter.tray.cards()}
        with opened(ledger) as again:
            assert {card.name: card.label for card in again.tray.cards()} == labels
            assert [card.name for card in again.tray.cards() if card.on_reader] == [name]
            assert (UNTIL + timedelta(days=2)).isoformat() in again.tray.let_days_pass(0)
            again.tray.put(torn)
            again.do("settle")

    def test_a_card_is_kept_as_written_while_it_lies_on_the_reader(self, ledger: Path) -> None:
        with opened(ledger) as counter:
            counter.do("open-shift", float="1000")
            name = counter.card("at home").name
            sell(counter, name)
            crashed = copied(ledger, ledger.parent.with_name("crashed"))
        with opened(crashed) as again:
            assert "not in the meter yet" in again.label(name)
            assert [card.name for card in again.tray.cards() if card.on_reader] == [name]

    def test_a_torn_card_is_kept_torn_before_anything_else_happens(self, ledger: Path) -> None:
        with opened(ledger) as counter:
            counter.do("open-shift", float="1000")
            name = counter.card("at home").name
            before = {card.name: card.snapshot for card in load_village(ledger).cards}
            counter.tray.pull_in_mid_write()
            with pytest.raises(PlanInterrupted):
                sell(counter, name)
            kept = load_village(ledger)
            after = {card.name: card.snapshot for card in kept.cards}
            assert [key for key in after if after[key] != before[key]] == [name]
            assert kept.tears == 2

    def test_two_tears_are_not_at_the_same_byte(self, ledger: Path) -> None:
        def torn(name: str) -> bytes:
            card = next(one for one in load_village(ledger).cards if one.name == name)
            assert card.snapshot is not None
            return card.snapshot.main

        with opened(ledger) as counter:
            counter.do("open-shift", float="1000")
            name = counter.card("at home").name
            counter.tray.pull_in_mid_write()
            with pytest.raises(PlanInterrupted):
                sell(counter, name)
            first = torn(name)
            counter.tray.pull_in_mid_write()
            counter.tray.put(name)
            with pytest.raises(PlanInterrupted):
                counter.do("settle")
            assert torn(name) != first


class TestPrinter:
    def test_a_sale_leaves_a_paper_to_read_and_to_look_at(self, ledger: Path) -> None:
        with opened(ledger) as counter:
            counter.do("open-shift", float="1000")
            assert counter.tray.papers() == []
            sell(counter, counter.card("at home").name)
            counter.demo.assembly.spooler.drain(PRINT_SECONDS)
            (paper,) = counter.tray.papers()
            assert paper.complete
            assert "RECEIPT" in paper.text
            picture = counter.tray.picture(0)
            assert picture.startswith(b"\x89PNG")
            width, height = struct.unpack(">II", picture[16:24])
            assert width == 48 * 12 + 48
            assert height > 500

    def test_an_open_cover_holds_the_paper_back(self, ledger: Path) -> None:
        with opened(ledger) as counter:
            counter.do("open-shift", float="1000")
            counter.tray.open_cover()
            assert counter.tray.cover_open
            sell(counter, counter.card("at home").name)
            report = counter.demo.assembly.spooler.drain(PRINT_SECONDS)
            assert len(report.waiting) == 1
            assert counter.tray.papers() == []
            counter.tray.close_cover()
            assert not counter.demo.assembly.spooler.drain(PRINT_SECONDS).waiting
            assert len(counter.tray.papers()) == 1

    def test_a_roll_is_low_at_first_runs_out_and_is_changed(self, ledger: Path) -> None:
        with opened(ledger) as counter:
            rolls = [counter.tray.roll]
            counter.tray.take_paper_out()
            rolls.append(counter.tray.roll)
        with opened(ledger) as counter:
            rolls.append(counter.tray.roll)
            counter.tray.put_new_roll()
            rolls.append(counter.tray.roll)
            counter.tray.let_paper_run_low()
            rolls.append(counter.tray.roll)
        assert rolls == [Roll.LOW, Roll.OUT, Roll.OUT, Roll.FULL, Roll.LOW]


def test_the_demo_lies_in_kenya() -> None:
    machine = Machine(date(2026, 12, 31))
    clock = DemoClock(machine, "here")
    assert clock.today() == date(2026, 12, 31)
    machine.now += 15 * 3_600_000  # 21:00 UTC
    assert clock.today() == date(2027, 1, 1)
