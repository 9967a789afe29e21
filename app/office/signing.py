"""Who does an act at head office: one operator or two, by number and PIN."""

from __future__ import annotations

import msgspec

from app.domain.identity import Operator
from app.domain.text import _
from app.kiosk import Books
from app.operations.errors import OperationRefused
from app.operations.operation import Caller
from app.operations.sign_in import sign_in


class By(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks for an act, as they say."""

    operator: Operator
    pin: str
    second: Operator | None = None
    second_pin: str = ""
    request: str | None = None
    """The asker's own id of this call: a grant repeated with it is given once."""

    def __repr__(self) -> str:
        return f"By({self.operator}, {self.second})"


class NobodySigned(OperationRefused):
    """An act without anybody who does it."""

    code = "nobody_signed"

    def __init__(self) -> None:
        super().__init__(
            _("Nobody said who does this."),
            _("Nothing was done. Give operator number and PIN."),
        )


def signed(books: Books, by: By | None) -> Caller:
    """Checks PINs, and records who signed in; a second person who is named signs in too.

    Raises NobodySigned, SignInFailed, PinExpired.
    """
    if by is None:
        raise NobodySigned
    sign_in(books, by.operator, by.pin)
    if by.second is not None:
        sign_in(books, by.second, by.second_pin)
    return Caller(operator=by.operator, second=by.second, request=by.request)
