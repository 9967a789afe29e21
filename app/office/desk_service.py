"""What `serve` answers the screens of head office: sign-in, operations, deeds, as somebody."""

from __future__ import annotations

import time
from dataclasses import replace
from importlib.metadata import version

from app.domain.identity import Operator
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.office.administration import (
    Administration,
    Ask,
    AskAdmit,
    AskAllowance,
    AskExceptions,
    AskGrant,
    AskQuarantine,
    AskRevoke,
)
from app.office.desk_asks import (
    AskDeed,
    AskDesk,
    AskLook,
    AskPerform,
    AskSettle,
    AskSignIn,
    AskSignOut,
    DeskAsk,
    DeskStanding,
    Ended,
    Session,
)
from app.office.exceptions import OfficeException, exceptions, settle
from app.office.head_office import HeadOffice
from app.office.no_devices import NoBackups, NoCards, NoDevices, NoKeys
from app.office.operation_forms import office_operation, packed, quote_form, unpacked_as
from app.office.projector import taken_upto
from app.office.reading_ledger import ReadingLedger
from app.office.sessions import Sessions, SignInAgain
from app.operations.authority import require_right, require_second
from app.operations.errors import StaleQuote
from app.operations.operation import Caller
from app.operations.sign_in import sign_in
from app.payments.cash_drawer import NoDrawer

_SHOWN_SECONDS = 5.0
"""How long an answer waits until what it did stands in the tables; a busy projector comes later."""
_LOOK_AGAIN = 0.05
_LOOKS: tuple[type[Ask], ...] = (AskExceptions, AskQuarantine)
"""Deeds that only look."""
_BY_TWO: tuple[type[Ask], ...] = (AskAdmit, AskAllowance, AskGrant, AskRevoke)
"""Deeds that let money be taken, or cannot be taken back: two people decide them."""
_STOCK = frozenset({SettingKind.METERS, SettingKind.INVOICES})
"""Kinds of settings that counters use up."""


class DeskService:
    """For any number of threads; what it does not know itself, administrators may ask."""

    def __init__(self, office: HeadOffice) -> None:
        """``office``: open."""
        self._office = office
        self._administration = Administration(office)
        self._sessions = Sessions(office.clock, office.ledger.random)
        self._kiosk = Kiosk(
            ledger=office.ledger,
            cards=NoCards(),
            keys=NoKeys(),
            clock=office.clock,
            random=office.ledger.random,
            devices=NoDevices(),
            backups=NoBackups(),
            drawer=NoDrawer(),
        )
        known = ReadingLedger(office.store.read_tables, office.ledger.node, office.ledger.epoch)
        self._everywhere = replace(self._kiosk, ledger=known)

    def answer(self, ask: Ask | DeskAsk) -> object:
        """What can be encoded. Raises TapcardError."""
        match ask:
            case AskDesk():
                ledger = self._office.ledger
                return DeskStanding(ledger.node, ledger.epoch, version("tapcard"))
            case AskSignIn():
                return self._sign_in(ask)
            case AskSignOut(token):
                self._sessions.close(token)
                return None
            case AskLook():
                return self._look(ask)
            case AskPerform():
                return self._perform(ask)
            case AskDeed():
                return self._do(ask)
            case AskSettle():
                return self._settle(ask)
        return self._administration.answer(ask)

    def _sign_in(self, ask: AskSignIn) -> Session:
        who = sign_in(self._kiosk, ask.operator, ask.pin, renewing=ask.renewing)
        return Session(self._sessions.open(who, renewing=ask.renewing), who)

    # -- operations ------------------------------------------------------------------------

    def _look(self, ask: AskLook) -> bytes:
        operation = office_operation(ask.operation)
        caller = self._caller(ask.token, None, changes_pin=ask.operation == "change-pin")
        arguments = unpacked_as(operation.arguments, ask.arguments)
        look = operation.look_unsigned(self._kiosk, caller, arguments)
        if operation.sets in _STOCK:  # head office's own ledger does not say what counters used
            operation.quote(operation.look_at(self._everywhere, caller, arguments), arguments)
        return packed(look)

    def _perform(self, ask: AskPerform) -> bytes:
        operation = office_operation(ask.operation)
        caller = self._caller(
            ask.token, ask.second, ask.request, changes_pin=ask.operation == "change-pin"
        )
        quote = unpacked_as(quote_form(ask.operation), ask.quote)
        result = operation.perform(self._kiosk, caller, quote)
        self._show()
        return packed(result)

    # -- deeds -----------------------------------------------------------------------------

    def _do(self, ask: AskDeed) -> object:
        """The same as for the administrators of this machine, by somebody who may."""
        caller = self._caller(ask.token, ask.second)
        looks = isinstance(ask.deed, _LOOKS)
        need = Permission.AUDIT if looks else Permission.SETTINGS
        require_right(self._kiosk, caller, need, _("acts of head office"))
        if isinstance(ask.deed, _BY_TWO):
            require_second(self._kiosk, caller)
        done = self._administration.answer(ask.deed)
        if not looks:
            self._show()
        return done

    def _settle(self, ask: AskSettle) -> Ended:
        caller = self._caller(ask.token, ask.second)
        require_right(self._kiosk, caller, Permission.SETTINGS, _("settling an exception"))
        require_second(self._kiosk, caller)
        found = self._exception(ask.kind, ask.subject)
        event = settle(
            self._office.ledger,
            found,
            operator=caller.operator,
            second=caller.second,
            reason=ask.reason,
        )
        self._show()
        return Ended(event)

    def _exception(self, kind: str, subject: str) -> OfficeException:
        with self._office.store.read_tables() as tables:
            for one in exceptions(tables):
                if (one.kind.value, one.subject) == (kind, subject):
                    return one
        raise StaleQuote(
            _("This exception is not open any more."),
            _("Nothing was recorded. Look at the list again."),
        )

    # -- people ----------------------------------------------------------------------------

    def _caller(
        self,
        token: str,
        second: str | None,
        request: str | None = None,
        *,
        changes_pin: bool = False,
    ) -> Caller:
        """Who asks, with who signs: the second one's secret is good for this once.

        Raises SignInAgain.
        """
        session = self._sessions.of(token)
        if session.renewing and not changes_pin:
            raise SignInAgain
        signing: Operator | None = None
        if second is not None:
            signing = self._sessions.of(second).who.operator
            self._sessions.close(second)
        return Caller(operator=session.who.operator, second=signing, request=request)

    # -- showing ---------------------------------------------------------------------------

    def _show(self) -> None:
        """Waits until everything that stands in the ledger stands in the tables."""
        ledger, store = self._office.ledger, self._office.store
        last, ends = ledger.last, time.monotonic() + _SHOWN_SECONDS
        while taken_upto(store, ledger.node, ledger.epoch) < last:
            if time.monotonic() > ends:
                return
            time.sleep(_LOOK_AGAIN)
