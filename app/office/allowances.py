"""Head office lets a counter sell more, and open more accounts: events of its own ledger.

They reach the counter by the feed of ``kiosk:N``; a vending limit also as digits to read out.
"""

from __future__ import annotations

from datetime import date

from app.domain.accounts import LAST_SERIAL
from app.domain.allowance import Allowance, next_serial
from app.domain.allowance_code import PURPOSE, allowance_code
from app.domain.identity import Node, Operator, kiosk_name
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Ledger, Transaction
from app.ledger.checkpoint import Signer
from app.ledger.events.allowances import AllowanceGranted, BlockGranted
from app.ledger.queries import allowances
from app.office.store.errors import NotEnrolled, StoreError
from app.office.store.rows import Kiosk


class NoNumbersLeft(StoreError):
    """A block that would go beyond the last serial of an epoch."""

    code = "no_numbers_left"


def grant_allowance(
    ledger: Ledger,
    kiosk: Kiosk,
    *,
    money: Money,
    count: int,
    until: date,
    taken: int,
    at: int,
    operator: Operator | None = None,
    second: Operator | None = None,
) -> AllowanceGranted:
    """Grants the next vending limit of a kiosk in its epoch in force. Raises NotEnrolled.

    ``ledger``: head office's own. ``taken``: serial that the kiosk goes by, as its events here say;
    0 for none. ``at``: wall time, milliseconds. It takes the place of what is left of the one
    before.
    """
    node, epoch = _speaks(kiosk)

    def work(tx: Transaction) -> AllowanceGranted:
        known = [taken, *(one.serial for one in allowances.granted(tx.db, node, epoch))]
        event = AllowanceGranted(
            kiosk=node,
            epoch=epoch,
            serial=next_serial(known, at),
            money=money,
            count=count,
            until=until,
        )
        tx.append(event, operator=operator, second=second)
        return event

    return ledger.commit(work)


def code_for(grant: AllowanceGranted, kiosk: Kiosk, identity: Signer) -> str:
    """The digits that bring a grant to a counter without a line; ``identity``: the office's.

    They are good while the kiosk stays in the epoch of the grant.
    """
    key = identity.shared_key(kiosk.epochs[grant.epoch].seal_key, PURPOSE)
    allowance = Allowance(
        serial=grant.serial, money=grant.money, count=grant.count, until=grant.until
    )
    return allowance_code(allowance, grant.kiosk, grant.epoch, key)


def grant_block(
    ledger: Ledger,
    kiosk: Kiosk,
    *,
    numbers: int,
    operator: Operator | None = None,
    second: Operator | None = None,
) -> BlockGranted:
    """Grants so many further account numbers in the epoch in force.

    They go on behind the block before. Raises NotEnrolled, NoNumbersLeft.
    """
    node, epoch = _speaks(kiosk)

    def work(tx: Transaction) -> BlockGranted:
        last = max((one.last for one in allowances.blocks(tx.db, node, epoch)), default=0)
        if last + numbers > LAST_SERIAL:
            raise NoNumbersLeft(
                _("{kiosk} has {left} account numbers left in epoch {epoch}.").format(
                    kiosk=kiosk_name(node), left=LAST_SERIAL - last, epoch=epoch
                ),
                _("Nothing was granted. Grant fewer, or give the kiosk another site prefix."),
            )
        event = BlockGranted(
            kiosk=node,
            epoch=epoch,
            site=kiosk.enrolment.site,
            first=last + 1,
            last=last + numbers,
        )
        tx.append(event, operator=operator, second=second)
        return event

    return ledger.commit(work)


def _speaks(kiosk: Kiosk) -> tuple[Node, int]:
    if kiosk.revoked:
        raise NotEnrolled(kiosk.enrolment.node)
    return kiosk.enrolment.node, kiosk.in_force.epoch
