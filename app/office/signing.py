"""Who does an act at head office: one operator or two, by number and PIN, with the right to it."""

from __future__ import annotations

import msgspec

from app.domain.identity import Operator
from app.domain.permissions import Permission
from app.kiosk import Books
from app.operations.authority import require_operator, require_second
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


def signed(books: Books, by: By, permission: Permission, what: str) -> Caller:
    """Checks PINs and rights, and records who signed in; ``what`` the right is asked for.

    A second person who is named signs, whether or not the act asks for one.
    Raises SignInFailed, PinExpired, NotAllowed, SecondPersonNeeded.
    """
    sign_in(books, by.operator, by.pin)
    require_operator(books, by.operator, permission, what)
    caller = Caller(operator=by.operator, second=by.second, request=by.request)
    if by.second is not None:
        require_second(books, caller)
        sign_in(books, by.second, by.second_pin)
    return caller
