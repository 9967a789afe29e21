"""The screens' end of the socket: signs in at `serve`, which performs what head office sets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from app.domain.errors import MoneyState
from app.domain.identity import Operator
from app.domain.text import _
from app.office.admin_socket import OfficeClosed, OfficeRefused, ask_office
from app.office.desk_asks import (
    AskDeed,
    AskDesk,
    AskLook,
    AskPerform,
    AskSignIn,
    AskSignOut,
    Deed,
    DeskAsk,
    DeskStanding,
    Session,
)
from app.office.operation_forms import (
    AnyOperation,
    look_form,
    packed,
    performed_at_head_office,
    result_form,
    unpacked_as,
)
from app.office.sessions import SignInAgain
from app.operations.errors import (
    BadArgument,
    NotAllowed,
    OperationRefused,
    PinExpired,
    SecondPersonNeeded,
    SignInFailed,
    StaleQuote,
)
from app.operations.operation import Caller
from app.operations.sign_in import SignedIn

T = TypeVar("T")

_KINDS: dict[str, type[OperationRefused]] = {
    one.code: one
    for one in (
        *(BadArgument, NotAllowed, PinExpired, SecondPersonNeeded, SignInFailed, StaleQuote),
    )
}
"""Refusals that screens tell from others."""


class Refused(OperationRefused):
    """`serve` says why not."""

    money = MoneyState.UNTOUCHED


class OfficeSilent(OperationRefused):
    """`serve` ended, or was lost in the middle."""

    code = "office_silent"

    def __init__(self, why: OfficeClosed) -> None:
        super().__init__(
            why.message,
            _("Whether it was recorded shows when `serve` runs again: look before you repeat it."),
        )


class RemotePerformer:
    """See :class:`app.kiosk.Performer`."""

    def __init__(self, socket: Path) -> None:
        """``socket``: where `serve` hears administrators of this machine."""
        self._socket = socket
        self._tokens: dict[Operator, str] = {}

    def standing(self) -> DeskStanding:
        """Whose head office it is. Raises OfficeClosed."""
        return ask_office(self._socket, AskDesk(), DeskStanding)

    # -- people ----------------------------------------------------------------------------

    def sign_in(self, operator: int, pin: str, *, renewing: bool) -> SignedIn:
        """Raises SignInFailed, PinExpired."""
        ask = AskSignIn(operator=operator, pin=pin, renewing=renewing)
        session: Session = self._ask(ask, Session)
        self._tokens[operator] = session.token
        return session.who

    def forget(self, operator: Operator) -> str | None:
        """Nothing is done as this operator any more; the secret that `serve` still knows."""
        return self._tokens.pop(operator, None)

    def sign_out(self, token: str) -> None:
        """`serve` forgets whose secret that was. Raises OfficeSilent."""
        self._ask(AskSignOut(token), None)

    # -- operations ------------------------------------------------------------------------

    def performs(self, operation: AnyOperation) -> bool:
        """What head office sets."""
        return performed_at_head_office(operation)

    def look(self, operation: AnyOperation, caller: Caller, arguments: object) -> object:
        """Raises what looking raises, SignInAgain."""
        ask = AskLook(
            token=self._token(caller.operator),
            operation=operation.name,
            arguments=packed(arguments),
        )
        return unpacked_as(look_form(operation.name), self._ask(ask, bytes))

    def perform(self, operation: AnyOperation, caller: Caller, quote: object) -> object:
        """Raises what performing raises, SignInAgain, OfficeSilent."""
        ask = AskPerform(
            token=self._token(caller.operator),
            second=self._signature(caller.second),
            operation=operation.name,
            quote=packed(quote),
            request=caller.request,
        )
        return unpacked_as(result_form(operation.name), self._ask(ask, bytes))

    # -- deeds -----------------------------------------------------------------------------

    def do(self, caller: Caller, deed: Deed, form: Callable[..., T] | type[T]) -> T:
        """What `serve` answers a deed of an administrator, as ``form``."""
        ask = AskDeed(
            token=self._token(caller.operator),
            second=self._signature(caller.second),
            deed=deed,
            request=caller.request,
        )
        done: T = self._ask(ask, form)
        return done

    # -- the way ---------------------------------------------------------------------------

    def _token(self, operator: Operator) -> str:
        try:
            return self._tokens[operator]
        except KeyError as error:
            raise SignInAgain from error

    def _signature(self, second: Operator | None) -> str | None:
        """The second person's secret, which is good for one deed."""
        if second is None:
            return None
        token = self._token(second)
        del self._tokens[second]
        return token

    def _ask(self, ask: DeskAsk, form: Any) -> Any:  # noqa: ANN401  msgspec's own type of a type
        try:
            return ask_office(self._socket, ask, form)
        except OfficeClosed as error:
            raise OfficeSilent(error) from error
        except OfficeRefused as error:
            kind = _KINDS.get(error.code, Refused)
            refused = kind(error.message, error.remedy)
            refused.code = error.code
            raise refused from error
