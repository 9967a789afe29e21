"""The first start on this machine: its screens, and what they may do."""

from __future__ import annotations

from contextlib import ExitStack

from app.assembly import Assembly, assembled, take_in_profiles
from app.cards.keys import KeySource
from app.clock import SystemClock, SystemRandomness
from app.domain.errors import MoneyState, TapcardError
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.begin_ledger import BeginLedgerArguments, begin_ledger
from app.operations.operation import Caller
from app.operations.print_test import PRINT_TEST, PrintTestArguments
from app.screens.counter_app import Look
from app.screens.first_start_app import run_first_start
from app.screens.first_start_door import FirstStartDoor
from app.settings import Settings
from app.sync.enrolling import require_none_waits

_PRINT_SECONDS = 20


class TestNotPrinted(TapcardError):
    """The test paper waits for the printer."""

    code = "test_not_printed"
    money = MoneyState.UNTOUCHED
    __test__ = False  # not one of pytest's


class Machine:
    """What the first start does here; everything it opened is closed with it."""

    def __init__(self, settings: Settings, keys: KeySource) -> None:
        """Nothing is made yet."""
        self._settings = settings
        self._keys = keys
        self._open = ExitStack()
        self._assembly: Assembly | None = None
        self._operator = 0

    def begin(self, arguments: BeginLedgerArguments, pin: str) -> Kiosk:
        """Makes the ledger and opens a kiosk over it."""
        begin_ledger(
            self._settings.ledger.path,
            arguments,
            pin,
            node=self._settings.kiosk.id,
            clock=SystemClock(),
            random=SystemRandomness(),
        ).close()
        self._operator = arguments.operator
        self._assembly = self._open.enter_context(assembled(self._settings, keys=self._keys))
        return self._assembly.kiosk

    def test_printer(self) -> None:
        """Prints a test paper. Raises TestNotPrinted with the printer's reason."""
        assembly = self._assembled()
        PRINT_TEST.run(assembly.kiosk, Caller(operator=self._operator), PrintTestArguments())
        for job in assembly.spooler.drain(_PRINT_SECONDS).waiting:
            raise TestNotPrinted(
                _("The test paper waits: {reason}.").format(reason=job.reason),
                _("It comes out as soon as the printer is ready."),
            )

    def test_reader(self) -> str:
        """What lies on the reader. Raises what reading a card raises."""
        with self._assembled().kiosk.cards.session() as session:
            session.image()
            if session.blank():
                return _("A blank card.")
            account = session.readings()[0].contents.account
        return _("A customer's card, of account {account}.").format(account=account)

    def close(self) -> None:
        """Lets go of the ledger."""
        self._open.close()

    def _assembled(self) -> Assembly:
        if self._assembly is None:
            raise LookupError("the ledger is not made yet")
        return self._assembly


def first_start(settings: Settings, keys: KeySource, look: Look) -> bool:
    """Asks for what a utility decides once and makes the ledger; False where that was left.

    Raises EnrolmentWaits where head office has decided it.
    """
    require_none_waits(settings.state.enrolment)
    take_in_profiles(settings)  # the cards to choose from
    machine = Machine(settings, keys)
    door = FirstStartDoor(
        begin=machine.begin, test_printer=machine.test_printer, test_reader=machine.test_reader
    )
    try:
        return run_first_start(door, look)
    finally:
        machine.close()
