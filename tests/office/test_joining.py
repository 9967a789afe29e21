"""A counter that sold alone joins head office, and comes back when its machine is lost."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.clock import SystemRandomness
from app.commands.sync_enrolling import enrol_machine
from app.commands.sync_joining import AnotherNumber
from app.domain.tariff.breakdown import LineKind
from app.ledger import local_tables
from app.ledger.audit.audit import audit
from app.ledger.backup import backup
from app.ledger.ledger import Ledger
from app.ledger.queries import allowances, sales, settings
from app.ledger.rebuild import compare_tables
from app.ledger.restore import restore
from app.office.admin_socket import ask_office
from app.office.administration import (
    AskCode,
    AskCodeAgain,
    AskGrant,
    Invited,
)
from app.office.own_settings import AskOwnSettings, OwnSettingRow
from app.settings import load_settings
from app.settings.agent import load_agent_settings
from app.sync.agent import NotTaken
from app.sync.agent_loop import AgentLoop, wall_milliseconds
from app.sync.desk import SyncDesk
from app.sync.enrolling import NotEnrolled, Way
from app.sync.folder import SyncFolder
from tests.counter import ADMINISTRATOR, PIN, REGION, SUPERVISOR, TARIFF, Counter, SetClock
from tests.office.town import BY, OFFICE_NODE, Served, founded, set_master, until

NODE = 7
OWN, OFFICES = (9_000, 90_000_000), (6_750, 45_000_000)
"""A cubic metre, and the first price: at the counter's revision 2, and at head office's."""
DEARER = re.sub("tiers = .*", 'tiers = [{ price = "90.00" }]', TARIFF)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Head office, whose first revision of class 1 costs 45.00."""
    settings = founded(tmp_path_factory.mktemp("head"))
    set_master(settings)
    own = Counter(settings.ledger, node=OFFICE_NODE, clock=SetClock(wall_milliseconds())).open()
    set_operator(own, "Amina")
    own.close()
    one = Served(settings)
    one.start()
    yield one
    assert one.stop() == 0


class Place:
    """A machine with a ledger."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        (folder / "kiosk.toml").write_text(
            f"[kiosk]\nid = {NODE}\n[state]\npath = 'state'\n[sync]\nfolder = 'shared'\n"
        )
        self.settings = load_settings(folder / "kiosk.toml")
        self.settings.ledger.path.parent.mkdir(parents=True, exist_ok=True)
        clock = SetClock(wall_milliseconds())
        self.counter = Counter(self.settings.ledger.path, node=NODE, clock=clock)

    @property
    def ledger(self) -> Ledger:
        assert self.counter.ledger is not None
        return self.counter.ledger

    def enrol(self, invited: Invited) -> None:
        """As `tapcard sync enrol`, while the counter is closed."""
        agent, identity = self.folder / "sync.toml", self.folder / "identity"
        enrol_machine(self.settings, Way(invited.url), invited.code, agent, identity)

    def exchange(self) -> None:
        """Everything up and down once."""
        folder = SyncFolder(self.folder / "shared")
        desk = SyncDesk(self.ledger, folder, program="1.0", health=dict)
        desk.step()
        loop = AgentLoop(load_agent_settings(self.folder / "sync.toml"))
        loop.once()
        desk.step()


def set_operator(counter: Counter, name: str) -> None:
    counter.do("set-operator", by=ADMINISTRATOR, operator="21", name=name, role="cashier", pin=PIN)


def sell(counter: Counter, number: str) -> Any:
    meter, card = counter.meter(number), counter.new_card()
    account = counter.account()
    counter.do(
        "allocate-meter", account=account, meter=meter.state.meter, model="DN15", amount="1000"
    )
    meter.take(card)
    counter.put(card)
    counter.do("prepay", volume="1")
    return account, card


def bought(counter: Counter, account: str) -> tuple[int, int]:
    """what the water of an account's last purchase cost, and the first price of its revision."""
    with counter.kiosk.ledger.read() as reader:
        one = max(sales.purchases_of(reader.db, account, 2), key=lambda one: one.id)
        sold = one.breakdown
        revision = settings.revision_sold(reader.db, one.id, sold.tariff_class, sold.revision)
    assert revision is not None
    return sum(x.amount for x in sold.lines if x.kind is LineKind.TIER), revision.tiers[0].price


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed counter that sold at revisions 1 and 2 of its own."""
    place = Place(tmp_path_factory.mktemp("alone") / "k7")
    one = place.counter.begin(roaming=True)
    one.do("set-tariff", by=ADMINISTRATOR, second=SUPERVISOR, tariff=DEARER)
    set_operator(one, "Mzee")
    sell(one, "000700000001")
    one.close()
    return place.folder


def code(served: Served, node: int = NODE, site: str = str(NODE)) -> Invited:
    ask = AskCode(name="Kati", region=REGION, site=site, node=node, by=BY)
    return ask_office(served.settings.socket, ask, Invited)


@pytest.fixture
def place(tmp_path: Path, alone: Path) -> Iterator[Place]:
    shutil.copytree(alone, tmp_path / "k7")
    one = Place(tmp_path / "k7")
    yield one
    one.counter.close()


def test_a_ledger_joins_only_as_what_it_is(served: Served, place: Place) -> None:
    with pytest.raises(NotEnrolled, match="code with --site 7"):
        place.enrol(code(served, site="5"))
    with pytest.raises(AnotherNumber) as refused:
        place.enrol(code(served, node=8, site="8"))
    assert "--node 7" in refused.value.remedy
    assert NODE not in served.kiosks()


def test_a_counter_joins_with_all_that_it_did_and_outlives_its_machine(
    served: Served, place: Place, tmp_path: Path
) -> None:
    invited = code(served)
    for _cut in range(2):  # whatever ended, the same line is typed again
        place.enrol(invited)
        place.folder.joinpath("identity").rename(place.folder / "identity.new")
    place.folder.joinpath("identity.new").rename(place.folder / "identity")
    with pytest.raises(NotEnrolled, match="enrolled already"):
        Place(tmp_path / "k7").enrol(invited)
    counter = place.counter.open()
    before = [one.account for one in counter.do("find-accounts", text="Neema").accounts]
    until(lambda: has_all(served, place))
    until(lambda: differences(served) == {"Operator 21": True, "Tariff class 1": True})
    served.allow(NODE)
    until(lambda: is_allowed(place))
    assert bought(counter, before[0]) == OWN
    with place.ledger.read() as reader:  # Mzee's PIN is not Amina's
        assert local_tables.verifier(reader.db, 21) is None
        assert local_tables.verifier(reader.db, SUPERVISOR) is not None
    account, _card = sell(counter, "000700000002")
    assert int(account[-6:-1]) == int(before[0][-6:-1]) + 1
    assert bought(counter, account) == OFFICES
    assert not audit(place.ledger).findings
    assert not compare_tables(place.ledger)
    until(lambda: has_all(served, place))
    backup(place.ledger, tmp_path / "stick")
    sell(counter, "000700000003")  # is lost with the machine, but not with head office
    until(lambda: has_all(served, place))

    again = ask_office(served.settings.socket, AskCodeAgain(node=NODE, by=BY), Invited)
    with pytest.raises(NotTaken, match="not signed by a kiosk"):
        place.exchange()
    place.counter.close()
    machine = Place(tmp_path / "other")
    clock = SetClock(wall_milliseconds())
    restore(
        tmp_path / "stick",
        machine.settings.ledger.path,
        clock=clock,
        random=SystemRandomness(),
        reason="stolen",
    ).close()
    machine.enrol(again)
    machine.counter.open()
    until(lambda: waits_for_approval(machine))
    ask_office(served.settings.socket, AskGrant(node=NODE, by=BY), int)
    until(lambda: has_all(served, machine))
    machine.counter.close()


def has_all(served: Served, place: Place) -> bool:
    """After an exchange: whether everything that the counter did is at head office."""
    place.exchange()
    here, ledger = served.kiosks()[NODE], place.ledger
    return (here.epoch, here.events) == (ledger.epoch, ledger.last)


def waits_for_approval(place: Place) -> bool:
    with pytest.raises(NotTaken) as refused:
        place.exchange()
    return "waits for approval" in refused.value.message


def differences(served: Served) -> dict[str, bool]:
    rows = ask_office(served.settings.socket, AskOwnSettings(NODE), list[OwnSettingRow])
    return {f"{one.kind} {one.subject}": one.is_replaced for one in rows}


def is_allowed(place: Place) -> bool:
    place.exchange()
    with place.ledger.read() as reader:
        return bool(
            allowances.in_force(reader.db, NODE, 1) and allowances.blocks(reader.db, NODE, 1)
        )
