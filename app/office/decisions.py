"""What signed-in people decide about kiosks: each act with its rule for a second person."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date

from app.domain.amounts import parse_money
from app.domain.identity import Node, Operator
from app.domain.money_limits import MoneyLimit
from app.domain.text import _
from app.ledger.events.allowances import AllowanceGranted, BlockGranted
from app.ledger.events.fleet import (
    BundleAdmitted,
    KioskEpochGranted,
    KioskInvited,
    KioskRevoked,
    TransportKeyBarred,
)
from app.ledger.queries import settings as facts_of
from app.office.allowances import (
    code_for,
    grant_allowance,
    grant_block,
    granted_before,
    request_reused,
    taken_serial,
    used_serial,
)
from app.office.enrolling import Wanted
from app.office.epochs import NoSuchRequest
from app.office.head_office import HeadOffice
from app.office.held_events import HeldEvents, events_of
from app.office.inviting import invite_operator
from app.office.push import admit
from app.office.push_answers import Acked, Pushed
from app.office.store.errors import NotEnrolled, StoreError
from app.office.store.rows import EpochRequest, Held, Invitation, Kiosk
from app.operations.authority import require_second, require_second_above_limit
from app.operations.operation import Caller
from app.sync.enrolment import EnrolmentCode


class NoSuchHeld(StoreError):
    """No bundle, or more than one, begins so."""

    code = "no_such_held"

    def __init__(self, digest: str) -> None:
        super().__init__(
            _("No bundle, or more than one, is held that begins with {digest}.").format(
                digest=digest
            ),
            _("`tapcard office exceptions` shows them."),
        )


class Decisions:
    """For any number of threads. Every act finishes first what was cut off before."""

    def __init__(self, office: HeadOffice) -> None:
        """``office``: open."""
        self._office = office
        self._grants = threading.Lock()

    def code(self, wanted: Wanted, caller: Caller) -> tuple[EnrolmentCode, int]:
        """A one-time code, and until when it counts. Raises as Enrolling.invite."""
        self._office.acts.finish()

        def keep(made: Invitation) -> None:
            event = KioskInvited(
                kiosk=made.node,
                name=made.name,
                region=made.region,
                site=made.site,
                expires_at=made.expires_at,
                code_hash=made.code_hash,
            )
            self._office.acts.do(event, caller)

        return self._office.enrolling.invite(wanted, self._office.now(), keep)

    def code_again(self, node: Node, caller: Caller) -> tuple[EnrolmentCode, int]:
        """A one-time code for the machine that has the ledger now; one person bars the lost key.

        Raises NotEnrolled.
        """
        self._office.acts.finish()

        def keep(made: Invitation) -> None:
            event = TransportKeyBarred(
                kiosk=made.node, expires_at=made.expires_at, code_hash=made.code_hash
            )
            self._office.acts.do(event, caller)

        kiosk = self._speaking(node)
        return self._office.enrolling.invite_again(kiosk.enrolment, self._office.now(), keep)

    def revoke(self, node: Node, caller: Caller) -> None:
        """One person is enough: what a thief has must be barred at once. Raises NotEnrolled."""
        self._office.acts.finish()
        kiosk = self.kiosk(node)
        if not kiosk.enrolment.transport_key:
            raise NotEnrolled(node)
        if not kiosk.revoked:
            self._office.acts.do(KioskRevoked(kiosk=node), caller)

    def grant_epoch(self, node: Node, key: str, caller: Caller) -> int:
        """The epoch that is in force; two people choose between two copies that ask.

        Raises NoSuchRequest, SecondPersonNeeded.
        """
        for event in self._office.acts.finish():
            if isinstance(event, KioskEpochGranted) and event.kiosk == node:
                return event.epoch
        asked = [one for one in self._office.store.epoch_requests() if one.node == node]
        chosen = _chosen(asked, node, key)
        if len({one.public_key for one in asked}) > 1:
            require_second(self._office, caller)
        event = KioskEpochGranted(kiosk=node, epoch=chosen.epoch, public_key=chosen.public_key)
        self._office.acts.do(event, caller)
        return chosen.epoch

    def held_events(self, digest: str) -> HeldEvents:
        """What a bundle that is kept aside tells. Raises NoSuchHeld, SyncError."""
        found = self._held_as(digest)
        if len(found) != 1:
            raise NoSuchHeld(digest)
        with self._office.ledger.read() as reader:
            digits = facts_of.utility(reader.db).currency_digits
        return events_of(self._office.store, found[0], digits)

    def admit(self, digest: str, caller: Caller) -> tuple[Node, Pushed]:
        """What head office answers of a held bundle, which two people let in.

        Recorded only where it can be taken. Raises NoSuchHeld, SecondPersonNeeded.
        """
        require_second(self._office, caller)
        for event in self._office.acts.finish():
            if isinstance(event, BundleAdmitted) and event.digest.hex().startswith(digest):
                return event.kiosk, self._head(event)
        found = self._held_as(digest)
        if len(found) != 1:
            raise NoSuchHeld(digest)
        held = found[0]
        answer = admit(self._office.store, held, self._office.now(), trial=True)
        if isinstance(answer, Acked):
            event = BundleAdmitted(
                kiosk=held.node,
                epoch=held.epoch,
                first=held.first,
                last=held.last,
                digest=held.digest,
            )
            answer = self._office.acts.do(event, caller) or answer
        return held.node, answer

    def allow(self, node: Node, typed: str, count: int, until: date, caller: Caller) -> str:
        """The digits that bring a vending limit to a counter without a line.

        Raises NotEnrolled, SecondPersonNeeded above the limit that is set, RequestReused.
        """
        kiosk = self.kiosk(node)
        with self._office.ledger.read() as reader:
            money = parse_money(typed, facts_of.utility(reader.db).currency_digits)
        require_second_above_limit(self._office, caller, money, MoneyLimit.ALLOWANCE)
        with self._grants:
            grant = granted_before(self._office.ledger, caller)
            if grant is None:
                grant = grant_allowance(
                    self._office.ledger,
                    kiosk,
                    money=money,
                    count=count,
                    until=until,
                    caller=caller,
                    taken=taken_serial(self._office.store, kiosk),
                    at=self._office.now(),
                )
        if not isinstance(grant, AllowanceGranted) or (
            (grant.kiosk, grant.money, grant.count, grant.until) != (node, money, count, until)
        ):
            raise request_reused(caller.request or "")
        return code_for(grant, kiosk, self._office.identity)

    def block(self, node: Node, numbers: int, caller: Caller) -> BlockGranted:
        """Further account numbers. Raises NotEnrolled, NoNumbersLeft, RequestReused."""
        with self._grants:
            grant = granted_before(self._office.ledger, caller)
            if grant is None:
                kiosk = self.kiosk(node)
                used = used_serial(self._office.store, kiosk)
                return grant_block(
                    self._office.ledger, kiosk, numbers=numbers, used=used, caller=caller
                )
        if not isinstance(grant, BlockGranted) or (
            (grant.kiosk, grant.last - grant.first + 1) != (node, numbers)
        ):
            raise request_reused(caller.request or "")
        return grant

    def invite(self, operator: Operator, node: Node, caller: Caller) -> str:
        """A code with which an operator chooses a PIN at a kiosk.

        Raises NotEnrolled, NoSuchOperator.
        """
        kiosk = self._speaking(node)
        return invite_operator(self._office.ledger, kiosk, operator, self._office.random, by=caller)

    def kiosk(self, node: Node) -> Kiosk:
        """One that is enrolled. Raises NotEnrolled."""
        kiosk = self._office.store.kiosk(node)
        if kiosk is None:
            raise NotEnrolled(node)
        return kiosk

    def _speaking(self, node: Node) -> Kiosk:
        kiosk = self.kiosk(node)
        if kiosk.revoked or not kiosk.enrolment.transport_key:
            raise NotEnrolled(node)
        return kiosk

    def _held_as(self, digest: str) -> Sequence[Held]:
        """Bundles kept aside whose digests begin so; of more than two, two."""
        try:
            low, high = (bytes.fromhex(digest.ljust(64, fill)) for fill in "0f")
        except ValueError:
            return ()
        return self._office.store.held_from(low, high)

    def _head(self, event: BundleAdmitted) -> Acked:
        row = self.kiosk(event.kiosk).epochs[event.epoch]
        return Acked(row.epoch, row.last_seq, row.last_hash)


def _chosen(asked: list[EpochRequest], node: Node, key: str) -> EpochRequest:
    found = [one for one in asked if one.public_key.hex().startswith(key)]
    if len(found) != 1:
        raise NoSuchRequest(node, found[0].epoch if found else 0)
    return found[0]
