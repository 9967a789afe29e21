"""Training: everything of its own, and nothing that passes between it and a counter that sells."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner

from app.assembly import assembled
from app.cards.errors import CardForeign
from app.cards.key_sources.demo import DemoKeys
from app.cards.key_sources.training import TrainingKeys
from app.cards.profiles.registry import profiles
from app.cards.station import Station
from app.cli import main
from app.demo import Demo
from app.domain.errors import TapcardError
from app.domain.money_limits import MoneyLimit
from app.domain.training import TRAINING_NODE, TRAINING_UTILITY
from app.ledger.audit.audit import audit
from app.ledger.errors import LedgerOwned, LedgerUnsafe
from app.ledger.ledger import Ledger
from app.ledger.queries import permissions, receipt_forms, settings
from app.ledger.queries.reading import value
from app.ledger.rebuild import compare_tables
from app.operations.begin_training import CARD_LAYOUTS, TRAINEES
from app.operations.catalogue import operation_named
from app.operations.errors import BadArgument, UnknownRecord
from app.operations.operation import Caller, parse_arguments
from app.operations.sign_in import sign_in
from app.payments.cash_drawer import NoDrawer
from app.printing.documents import receipt_number
from app.settings import Settings, load_settings
from app.simulator.belongings import VillageCard
from app.simulator.reader import VirtualReader
from app.simulator.village.keeping import load_village
from app.training import (
    TrainingDamaged,
    assembled_training,
    make_training,
    training_settings,
    wipe_training,
)
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.counter import counter as a_counter
from tests.end_to_end.desk import Desk, Outcome

SELLER = TRAINEES[2].operator
_OF_CUSTOMERS = ("account", "allocation", "card", "purchase", "plan", "receipt", "shift")
METER = "000000012345"
REAL = """
[kiosk]
id = 7
[state]
path = "state"
[reader]
psam = "a slot of a PSAM"
[printer]
url = "file:///dev/no-printer"
width = 32
[backup]
path = "backup"
[keys]
source = "file://{keys}"
[cards]
profiles = "no-such-folder"
"""


@pytest.fixture(scope="module")
def real_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A counter that sells, with a customer, and settings that a trainee should meet."""
    folder = tmp_path_factory.mktemp("real") / "state"
    folder.mkdir()
    with a_counter(folder / "ledger.db") as desk:
        account = desk.account("Amina Salim")
        desk.new_card()
        desk.do("allocate-meter", account=account, meter=METER, model="DN15", amount="1000")
        desk.do("set-region", by=ADMINISTRATOR, region="14", name="Watamu")
        desk.do("set-limit", by=ADMINISTRATOR, limit="refund", amount="500")
        formed: dict[str, Any] = {"by": ADMINISTRATOR, "second": SUPERVISOR, "language": "en"}
        desk.do("set-receipt-form", **formed, logo="MAJI")
        desk.do("set-receipt-form", **formed, logo="MTO", valid_from="2099-01-01")
        desk.do("set-print-method", by=ADMINISTRATOR, paper="sale_receipt", copies="2")
        desk.do(
            "set-meter-model",
            by=ADMINISTRATOR,
            model="CPU",
            profile="tapcard-mifare1k",
            hoarding_limit="200",
        )
        desk.do(
            "set-permission",
            by=ADMINISTRATOR,
            second=SUPERVISOR,
            role="technician",
            permission="sell",
            allowed="true",
        )
    return folder


@pytest.fixture
def real(real_ledger: Path, tmp_path: Path) -> Settings:
    """Settings of a kiosk none of whose devices and keys can be opened."""
    shutil.copytree(real_ledger, tmp_path / "state")
    keys = tmp_path / "keys"
    keys.write_bytes(b"not to be read")
    keys.chmod(0)
    file = tmp_path / "kiosk.toml"
    file.write_text(REAL.format(keys=keys))
    return load_settings(file)


@pytest.fixture
def nothing_real(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reaches for a reader, a PSAM or a key file fails."""

    def reached(*_arguments: object, **_more: object) -> NoReturn:
        raise AssertionError("something real was reached for")

    for name in (
        "app.cards.pcsc.PcscReader.__init__",
        "app.cards.pcsc.list_readers",
        "app.cards.key_sources.sealed_file.SealedKeyFile.open",
        "app.cards.key_sources.psam.PsamKeys.__init__",
        "app.cards.profiles.outside.outside_profiles",
        "app.assembly.outside_profiles",
        "app.assembly.key_source",
    ):
        monkeypatch.setattr(name, reached)


def made(real: Settings) -> Settings:
    """A training counter beside the real one."""
    training = training_settings(real)
    clock = Counter(real.ledger.path)
    with Ledger.open(real.ledger.path, node=7, clock=clock.clock, random=clock.random) as ledger:
        make_training(training, ledger)
    return training


def files_of(folder: Path) -> dict[str, str]:
    return {
        one.name: hashlib.sha256(one.read_bytes()).hexdigest()
        for one in folder.iterdir()
        if one.is_file() and not one.name.endswith(".lock")
    }


def do(opened: Demo, operation: str, by: int = SELLER, /, **arguments: str) -> Any:
    chosen = operation_named(operation)
    kiosk = opened.assembly.kiosk
    return chosen.run(kiosk, Caller(operator=by), parse_arguments(chosen, arguments))


def sell_first_card(opened: Demo, model: str = "DN15") -> str:
    account: str = do(opened, "open-account", tariff_class="1", name="A Trainee").account
    opened.tray.put("blank-01")
    sold = do(opened, "allocate-meter", account=account, meter=METER, model=model, amount="1000")
    kiosk = opened.assembly.kiosk
    return receipt_number(kiosk.ledger.node, kiosk.ledger.epoch, sold.receipt)


def papers(opened: Demo) -> list[str]:
    opened.assembly.spooler.drain(20)
    return [paper.text for paper in opened.tray.papers()]


@pytest.mark.usefixtures("nothing_real")
def test_a_trainee_has_the_utilitys_settings_and_nothing_else_of_it(real: Settings) -> None:
    before = files_of(real.ledger.path.parent)
    training = made(real)
    assert training.ledger.path.parent.parent == real.ledger.path.parent
    assert files_of(real.ledger.path.parent) == before
    with assembled_training(training) as opened:
        kiosk = opened.assembly.kiosk
        with kiosk.ledger.read() as reader:
            utility = settings.utility(reader.db)
            assert (utility.utility, utility.utility_name) == (TRAINING_UTILITY, "Mto Water")
            assert [one.name for one in settings.all_regions(reader.db)] == ["Kilifi", "Watamu"]
            assert settings.tariff_classes(reader.db) == [1]
            assert {fee.code for fee, _day in settings.fee_list(reader.db)} == {
                *("opening", "card", "reissue")
            }
            model = settings.meter_model(reader.db, "CPU")
            assert model is not None
            assert model.profile == CARD_LAYOUTS[0]
            assert settings.money_limit(reader.db, MoneyLimit.REFUND) == 50_000
            assert sum(permissions.changes(reader.db).values()) == 1
            held = [value(reader.db, f"SELECT COUNT(*) FROM {one}") for one in _OF_CUSTOMERS]
            people = [one.number for one in settings.operators(reader.db)]
        assert people == [one.operator for one in TRAINEES]
        for one in TRAINEES:
            assert sign_in(kiosk, one.operator, one.pin).role is one.role
        assert held == [0] * len(_OF_CUSTOMERS)
        assert kiosk.backups.make() is None
        assert isinstance(kiosk.drawer, NoDrawer)
        do(opened, "open-shift", float="1000")
        number = sell_first_card(opened, "CPU")
        assert number.startswith(f"K{TRAINING_NODE}-")
        do(opened, "reprint", number=number, reason="lost")
        do(opened, "x-report")
        with kiosk.ledger.read() as reader:
            forms = [form.logo for _event, form in receipt_forms.forms(reader.db)]
        assert forms == ["MTO", "MAJI"]
        printed = papers(opened)
        assert len(printed) >= 4
        receipts = [text for text in printed if "Receipt no." in text]
        assert len(receipts) == 3, "two by the print method, and the copy that was asked for"
        assert all("MAJI" in text for text in receipts)
        for text in printed:
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            assert lines[1] == "TRAINING"
            assert "TRAINING" in lines[-4:]
        assert audit(opened.assembly.ledger).findings == ()
        assert compare_tables(opened.assembly.ledger) == []
    assert files_of(real.ledger.path.parent) == before


def test_a_card_of_one_counter_is_foreign_to_the_other(real: Settings, tmp_path: Path) -> None:
    training = made(real)
    with assembled_training(training) as opened, a_counter(tmp_path / "other.db") as selling:
        do(opened, "open-shift", float="1000")
        number = sell_first_card(opened)
        with pytest.raises(UnknownRecord):
            selling.do("reprint", number=number, reason="lost")
        kept = {card.name: card for card in load_village(training.ledger.path).cards}
        account = selling.account()
        selling.put(VillageCard.from_kept(kept["blank-01"]).chip)
        for touching in (
            partial(selling.do, "prepay", amount="500"),
            partial(selling.do, "refund", reason="wrong amount"),
            partial(selling.do, "read-card"),
            partial(selling.do, "retrieve-card"),
        ):
            with pytest.raises(CardForeign):
                touching()
        with pytest.raises(TapcardError):
            selling.do("allocate-meter", account=account, meter=METER, model="DN15", amount="1000")

        real_card = selling.new_card()
        selling.do("allocate-meter", account=account, meter=METER, model="DN15", amount="1000")
        image = bytes(real_card.read(0, 256))
        slot = VirtualReader()
        slot.insert(real_card)
        station = Station(slot, profiles(), TrainingKeys())
        at_school = replace(opened.assembly.kiosk, cards=station)
        prepay = operation_named("prepay")
        with pytest.raises(CardForeign):
            prepay.run(
                at_school, Caller(operator=SELLER), parse_arguments(prepay, {"amount": "500"})
            )
        assert bytes(real_card.read(0, 256)) == image


def test_ledgers_and_keys_of_the_two_never_meet(real: Settings, tmp_path: Path) -> None:
    training = made(real)
    for chosen, keys in ((training, DemoKeys()), (real, TrainingKeys())):
        with pytest.raises(LedgerUnsafe, match="kept apart"), assembled(chosen, keys=keys):
            pass
    with pytest.raises(BadArgument, match="kept for training"):
        Counter(tmp_path / "a.db", node=TRAINING_NODE).begin()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.counter.UTILITY", TRAINING_UTILITY)
        with pytest.raises(BadArgument, match="kept for training"):
            Counter(tmp_path / "b.db").begin()


def test_devices_chosen_in_training_change_nothing_real(real: Settings) -> None:
    training = made(real)
    before = sorted(one.name for one in real.state.path.iterdir())
    with assembled_training(training) as opened:
        administrator = TRAINEES[0].operator
        for width in ("32", "48"):
            do(opened, "set-device", administrator, key="printer.width", value=width)
    assert sorted(one.name for one in real.state.path.iterdir()) == before
    kept = training.state.path / "devices.toml"
    assert "width = 48" in kept.read_text()


@pytest.mark.parametrize("chosen", ["simulated", "real"])
def test_training_prints_where_the_settings_say(real: Settings, chosen: str) -> None:
    text = real.file.read_text()
    real.file.write_text(f'{text}\n[training]\npaper = "{chosen}"\n')
    training = training_settings(load_settings(real.file))
    assert training.printer.url == (real.printer.url if chosen == "real" else "none")
    assert training.printer.width == 32
    assert training.backup.path is None
    assert training.keys.file is None
    assert (training.reader.psam, training.cards.profiles) == ("", None)


def test_a_training_cut_short_while_it_was_made_is_made_again(real: Settings) -> None:
    training = training_settings(real)
    half = training.ledger.path.parent.with_name(training.ledger.path.parent.name + ".part")
    half.mkdir()
    (half / "ledger.db").write_bytes(b"half")
    made(real)
    assert not half.exists()
    with assembled_training(training) as opened, pytest.raises(LedgerOwned):
        wipe_training(training)
    assert opened.assembly.ledger.path.exists()
    village = training.ledger.path.with_name("ledger.db.village")
    village.write_bytes(b"torn")
    with pytest.raises(TrainingDamaged, match="cannot be read"), assembled_training(training):
        pass
    wipe_training(training)
    assert not training.ledger.path.parent.exists()


class TestCommands:
    """What is typed beside the counter."""

    @pytest.fixture
    def desk(self, real: Settings) -> Desk:
        made(real)
        desk = Desk(real.file.parent)
        assert desk.ledger == real.ledger.path
        return desk

    def test_each_says_which_ledger_it_looks_at(self, desk: Desk) -> None:
        assert "TRAINING" in desk.here("verify", "--training").fine().out
        assert "TRAINING" not in desk.here("verify").fine().out
        assert "TRAINING" in desk.here("rebuild", "--check", "--training").fine().out
        told = desk.here("doctor", "--training").said
        assert "TRAINING" in told
        assert "PSAM" not in told
        assert "keys" not in told
        assert desk.here("verify", "--training", "--json").fine().json["events"] > 0

    def reset(self, desk: Desk, *options: str) -> Outcome:
        words = ["training", "reset", "--config", str(desk.config), *options]
        result = CliRunner().invoke(main, words, prog_name="tapcard")
        return Outcome(result.exit_code, result.stdout, result.stderr)

    def test_reset_asks_first(self, desk: Desk) -> None:
        path = training_settings(load_settings(desk.config)).ledger.path
        assert self.reset(desk).code == 2
        assert path.exists()
        self.reset(desk, "--yes").fine()
        assert not path.exists()
        assert "no training ledger" in self.reset(desk, "--yes").fine().out
        assert desk.ledger.exists()


def test_its_numbers_and_keys_are_its_own() -> None:
    assert {one.operator for one in TRAINEES}.isdisjoint({CASHIER, SUPERVISOR})
    demo, training = DemoKeys(), TrainingKeys()
    assert demo.card_secret(b"12345678", 1, 3) != training.card_secret(b"12345678", 1, 3)
    assert training.demo
