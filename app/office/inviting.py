"""Head office lets an operator work at a kiosk: a code, told once, with which they choose a PIN."""

from __future__ import annotations

from app.domain.identity import Operator
from app.domain.text import _
from app.kiosk import Randomness
from app.ledger.ledger import Ledger
from app.ledger.queries import settings
from app.office.store.errors import StoreError
from app.office.store.rows import Kiosk
from app.operations.operation import Caller
from app.sync.invitations import invitation, new_code


class NoSuchOperator(StoreError):
    """Head office did not set this operator, or they are not active."""

    code = "no_such_operator"


def invite_operator(
    office: Ledger, kiosk: Kiosk, operator: Operator, random: Randomness, *, by: Caller
) -> str:
    """The code, to be told to the operator: it stands nowhere but sealed to the kiosk.

    ``office``: head office's own ledger, in which it is recorded. Raises NoSuchOperator.
    """
    with office.read() as reader:
        found = settings.operator(reader.db, operator)
    if found is None or not found.active:
        raise NoSuchOperator(
            _("There is no active operator {operator}.").format(operator=operator),
            _("Nobody was invited. Set the operator first."),
        )
    code, row = new_code(random), kiosk.in_force
    event = invitation(
        operator, code, random, kiosk=row.node, epoch=row.epoch, receiver=row.seal_key
    )
    office.commit(lambda tx: tx.append(event, operator=by.operator, second=by.second))
    return code
