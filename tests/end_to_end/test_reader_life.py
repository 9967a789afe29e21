"""The life of two readers at a counter on a real terminal, through the real card service.

Whatever becomes of readers and service, the counter goes on by itself, and its status bar tells
the truth: within two seconds, unless the machine is busy with other things.
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.simulator.other_cards import MuteCard, VirtualCard
from app.simulator.sle4442_dialects import acs_dialect, omnikey_dialect
from app.simulator.vpcd import VpcdSlot
from tests.end_to_end.conftest import MakeDesk
from tests.end_to_end.desk import CASHIER, METER, PIN, Desk, tapcard
from tests.end_to_end.hands import Hands, SlipperyCard
from tests.end_to_end.terminal import Terminal
from tests.pcsc_daemon import PcscDaemon, Slot, running_pcscd, wait_for_card

pytestmark = pytest.mark.xdist_group("pcsc")

TRUE_WITHIN = 2.0
"""Seconds from an event to what the status bar says of it, as a rule."""
MENU = "Shift and cash"
READY, CARD_IN = "reader ready", "card in reader"
TWO_CARDS = "two cards: take one out"
NO_SERVICE = "reader: service not running"
NO_ACS, NO_OMNIKEY = "ACS ACR3..er 00 00 missing", "HID Glob..er 00 00 missing"


class Place:
    """One reader, and the hand before it."""

    def __init__(self, slot: Slot) -> None:
        self.slot = slot
        self._vpcd = VpcdSlot(port=slot.port)

    def put(self, card: VirtualCard) -> None:
        """Puts a card in and waits for nothing."""
        self._vpcd.insert(card)

    def take_out(self) -> None:
        """Takes out what is in, and waits for nothing."""
        self._vpcd.remove()

    def settle(self, *, present: bool) -> None:
        """Waits until the card service has seen it."""
        wait_for_card(self.slot, present=present)


class Counter:
    """A reader, a second one of another maker, and a PSAM's slot beside the first."""

    def __init__(self, folder: Path, daemon: PcscDaemon) -> None:
        self.daemon = daemon
        self.first, self.psam = (Place(slot) for slot in daemon.acs)
        self.second = Place(daemon.omnikey[0])
        self.card, config = _customer(folder, daemon)
        _add_readers(config, also=self.second.slot.reader, psam=self.psam.slot.reader)
        self.terminal = Terminal([tapcard(), "counter", "--config", str(config)], folder)
        self.delays: list[float] = []
        """Seconds that the bar took, each time."""

    def sign_in(self) -> None:
        self.terminal.until("Operator number")
        for typed in (str(CASHIER), PIN):
            self.terminal.type(typed)
            self.terminal.press("enter")
        self.terminal.until(MENU)

    def bar(self) -> str:
        """What the status bar says of the readers."""
        return self.terminal.text().splitlines()[1].split("|")[0].strip()

    def tells(self, words: str, of: Callable[[], object]) -> None:
        """The bar says so after an event, and did not before it."""
        assert self.bar() != words
        of()
        since = time.monotonic()
        self.terminal.until(lambda: self.bar() == words)
        self.delays.append(time.monotonic() - since)

    def restart(self, *without: tuple[Slot, ...]) -> None:
        """The service dies and comes back; some readers do not."""
        self.daemon.kill()
        self.daemon.start(without)

    def home(self) -> None:
        """All readers are there, no card is in, the menu is on top."""
        if not self.daemon.running:
            self.daemon.start()
        places = (self.first, self.second, self.psam)
        for place in places:
            place.take_out()
        try:
            for place in places:
                place.settle(present=False)
        except TimeoutError:
            # The service's poll missed a card that was put in before it saw the last one go; its
            # count never comes right again (app/simulator/vpcd.py), whatever a counter does.
            self.restart()
            for place in places:
                place.settle(present=False)
        self.card.dialect = acs_dialect
        self.terminal.until(lambda: self.bar() == READY)
        if MENU not in self.terminal.text():
            self.terminal.press("escape")
        self.terminal.until(MENU)


def _customer(folder: Path, daemon: PcscDaemon) -> tuple[SlipperyCard, Path]:
    """A card that can buy, made at the first reader; and the settings of its counter."""
    hands = Hands(daemon.acs[0])
    desk = Desk(folder, reader=hands.slot.reader)
    account = desk.account()
    hands.put()
    desk.do("allocate-meter", account=account, meter=METER, model="DN15", volume="5").fine()
    hands.take_out()
    hands.meter.take(hands.card)
    return hands.card, desk.config


def _add_readers(config: Path, *, also: str, psam: str) -> None:
    more = f'psam = "{psam}"\n[[reader.also]]\nname = "{also}"\n[printer]'
    config.write_text(config.read_text().replace("[printer]", more))


@pytest.fixture(scope="module")
def running(fresh_kiosk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    folder = tmp_path_factory.mktemp("readers") / "kiosk"
    shutil.copytree(fresh_kiosk, folder)
    with running_pcscd() as daemon:
        counter = Counter(folder, daemon)
        try:
            counter.sign_in()
            yield counter
        finally:
            counter.terminal.kill()
            counter.restart()


@pytest.fixture
def counter(running: Counter) -> Counter:
    running.home()
    return running


def test_a_service_that_is_killed_and_comes_back(counter: Counter) -> None:
    for _ in range(2):
        counter.tells(NO_SERVICE, counter.daemon.kill)
        counter.tells(READY, counter.daemon.start)
    counter.tells(CARD_IN, lambda: counter.first.put(counter.card))
    counter.terminal.until("Last purchase")
    counter.tells(READY, counter.first.take_out)


def test_a_card_left_in_while_the_service_restarts(counter: Counter) -> None:
    """Overnight, for all the counter knows: its screen reads the card again by itself."""
    counter.tells(CARD_IN, lambda: counter.first.put(counter.card))
    counter.terminal.until("Last purchase")
    counter.tells(NO_SERVICE, counter.daemon.kill)
    counter.terminal.until("There is no card reader.")
    counter.daemon.start()
    counter.tells(CARD_IN, lambda: counter.first.put(counter.card))
    counter.terminal.until("Last purchase")


def test_the_second_reader_in_place_of_the_first_and_the_other_way_round(
    counter: Counter,
) -> None:
    counter.tells(f"{READY}, {NO_ACS}", lambda: counter.restart(counter.daemon.acs))
    counter.card.dialect = omnikey_dialect
    counter.tells(f"{CARD_IN}, {NO_ACS}", lambda: counter.second.put(counter.card))
    counter.terminal.until("Last purchase")
    counter.tells(f"{READY}, {NO_OMNIKEY}", lambda: counter.restart(counter.daemon.omnikey))
    counter.card.dialect = acs_dialect
    counter.tells(f"{CARD_IN}, {NO_OMNIKEY}", lambda: counter.first.put(counter.card))
    counter.terminal.until("Last purchase")
    counter.tells(READY, counter.restart)


def test_configured_readers_that_are_not_there_yet(counter: Counter) -> None:
    counter.tells("no reader", lambda: counter.restart(counter.daemon.acs, counter.daemon.omnikey))
    counter.tells(READY, counter.restart)
    counter.tells(CARD_IN, lambda: counter.first.put(counter.card))
    counter.terminal.until("Last purchase")


def test_two_cards_until_one_is_taken_out(counter: Counter) -> None:
    counter.tells(CARD_IN, lambda: counter.first.put(counter.card))
    counter.terminal.until("Last purchase")
    counter.tells(TWO_CARDS, lambda: counter.second.put(MuteCard()))
    counter.terminal.until("There are cards in two readers.")
    counter.tells(CARD_IN, counter.second.take_out)
    counter.terminal.until("Last purchase")


def test_a_card_in_the_psams_slot_is_nobodys(counter: Counter) -> None:
    counter.psam.put(MuteCard())
    counter.psam.settle(present=True)
    counter.tells(CARD_IN, lambda: counter.first.put(counter.card))
    counter.terminal.until("Last purchase")


def test_doctor_names_the_readers_and_those_that_are_missing(
    make_desk: MakeDesk, counter: Counter
) -> None:
    first, second, psam = (
        place.slot.reader for place in (counter.first, counter.second, counter.psam)
    )
    for name, also, state in (
        (first, second, f"{first}, {second}"),
        (first, "Gemalto", "no reader Gemalto; connected: "),
        ("Gemalto", second, "no reader Gemalto; connected: "),
    ):
        desk = make_desk(reader=name)
        _add_readers(desk.config, also=also, psam=psam)
        found = desk.here("doctor", "--json").json["checks"]
        by_name = {one["name"]: one for one in found}
        assert by_name["reader"]["state"].startswith(state)
        assert by_name["reader"]["health"] == ("bad" if "Gemalto" in (name, also) else "good")
        assert by_name["PSAM"]["state"].startswith(psam)


def test_the_bar_says_it_within_two_seconds(running: Counter) -> None:
    """As a rule: the tests before this one saw it say many things, on a machine with other work."""
    if not running.delays:
        pytest.skip("it was run alone")
    assert statistics.median(running.delays) <= TRUE_WITHIN
