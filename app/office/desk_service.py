"""What `serve` answers the screens of head office: sign-in, operations, deeds, as somebody."""

from __future__ import annotations

import time
from dataclasses import replace
from importlib.metadata import version

from app.domain.errors import TapcardError
from app.domain.identity import Operator
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.office.administration import Act, Administration, Ask
from app.office.desk_asks import (
    AskDeed,
    AskDesk,
    AskLook,
    AskPerform,
    AskSignIn,
    AskSignOut,
    DeskAsk,
    DeskStanding,
    Session,
)
from app.office.head_office import HeadOffice
from app.office.no_devices import NoBackups, NoCards, NoDevices, NoKeys
from app.office.operation_forms import office_operation, packed, quote_form, unpacked_as
from app.office.projector import taken_upto
from app.office.reading_ledger import ReadingLedger
from app.office.sessions import Sessions, SignInAgain
from app.operations.authority import require_right
from app.operations.operation import Caller
from app.operations.sign_in import sign_in
from app.payments.cash_drawer import NoDrawer

_SHOWN_SECONDS = 5.0
"""How long an answer waits until what it did stands in the tables; a busy projector comes later."""
_LOOK_AGAIN = 0.05
_OF_ALL = frozenset({SettingKind.METERS, SettingKind.INVOICES, SettingKind.MONTH})
"""Kinds of settings that what happened at counters may forbid."""


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
        try:
            return self._answer(ask)
        except TapcardError as error:
            self._office.noted(error)
            raise

    def _answer(self, ask: Ask | DeskAsk) -> object:
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
        if operation.sets in _OF_ALL:  # head office's own ledger does not say what counters did
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
        caller = self._caller(ask.token, ask.second, ask.request)
        if not isinstance(ask.deed, Act):
            require_right(self._kiosk, caller, Permission.AUDIT, _("acts of head office"))
            return self._administration.answer(ask.deed)
        done = self._administration.act(ask.deed, caller)
        self._show()
        return done

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
