"""A ledger whose first commit uses up an approval from elsewhere, and says so on its event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from app.domain.approval import Signed, in_time, read
from app.domain.text import _
from app.kiosk import Kiosk, Ledger, Transaction
from app.ledger import approvals
from app.ledger.queries import approvers
from app.operations.errors import ApprovalRefused, SecondPersonNeeded

if TYPE_CHECKING:
    from app.domain.identity import Operator

T = TypeVar("T")


def approved(kiosk: Kiosk, approver: Operator | None, challenge: str, signed: Signed) -> Kiosk:
    """The same kiosk with a ledger of this kind. Raises ApprovalRefused for another thing."""
    if approver is None or not read(challenge).says(signed):
        raise another_thing()
    ledger = ApprovedLedger(kiosk, approver, challenge)
    return replace(kiosk, ledger=cast("Ledger", ledger))


class ApprovedLedger:
    """The ledger itself, but for :meth:`commit`."""

    def __init__(self, kiosk: Kiosk, approver: Operator, challenge: str) -> None:
        """``challenge``: answered by ``approver``, not used yet."""
        self._kiosk = kiosk
        self._approver = approver
        self._challenge = challenge
        self._spent = False
        self._said = False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the ledger has
        return getattr(self._kiosk.ledger, name)

    def commit(self, work: Callable[[Any], T]) -> T:
        """As of the ledger; raises ApprovalRefused where the approval cannot be used any more."""
        said = self._said

        def approved_work(tx: Transaction) -> T:
            nonlocal said
            if not self._spent:
                self._spend(tx)
            if not self._said:
                tx.approved(self._approver, self._challenge)
            done = work(tx)
            said = not tx.approval_waits
            return done

        done = self._kiosk.ledger.commit(approved_work)
        self._spent, self._said = True, said
        return done

    def _spend(self, tx: Transaction) -> None:
        """In the transaction of what it is used for: a power cut leaves both or none."""
        asked = approvals.asked_as(tx.db, self._challenge)
        if asked is None or asked.approver != self._approver or not asked.answered:
            raise used_up()
        if not in_time(asked.asked, self._kiosk.clock.milliseconds()):
            raise too_late()
        if approvers.was_used(tx.db, self._challenge) or not approvals.spend(
            tx.db, self._challenge
        ):
            raise used_up()


def only_here() -> SecondPersonNeeded:
    """For what nobody signs from elsewhere."""
    return SecondPersonNeeded(
        _("This cannot be signed from elsewhere."),
        _("Nothing was done. The second person signs here, with their PIN."),
    )


def another_thing() -> ApprovalRefused:
    """What was approved is not what is to be done."""
    return ApprovalRefused(
        _("Something else was approved than what is to be done."),
        _("Nothing was done. Have this approved by a challenge of its own."),
    )


def too_late() -> ApprovalRefused:
    """The challenge has grown old."""
    return ApprovalRefused(
        _("The challenge is too old: an answer counts for half an hour."),
        _("Nothing was done. Ask for a new challenge."),
    )


def used_up() -> ApprovalRefused:
    """The answer was used."""
    return ApprovalRefused(
        _("This approval was used before, or a newer challenge took its place."),
        _("Nothing was done. Ask for a new challenge."),
    )
