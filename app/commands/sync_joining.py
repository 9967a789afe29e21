"""`tapcard sync enrol` at a counter that has a ledger: it sold alone, or came from a backup."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from app.domain.identity import kiosk_name
from app.domain.text import _
from app.ledger import exchange, journal
from app.ledger.errors import LedgerError
from app.ledger.events.ledger_life import LedgerBegun, OfficeJoined
from app.ledger.exchange import OfficeKeys
from app.ledger.queries import settings as facts_of
from app.sync.enrolling import Joining, join
from app.sync.enrolment import LedgerStanding
from app.sync.folder import SyncFolder

if TYPE_CHECKING:
    from app.domain.identity import EventId
    from app.ledger.ledger import Ledger
    from app.ledger.transaction import Transaction
    from app.sync.enrolling import Places, Way
    from app.sync.enrolment import EnrolAnswer, EnrolmentCode


class AnotherNumber(LedgerError):
    """The ledger that is here was written under another number than the code's."""

    code = "another_number"


def enrol_ledger(way: Way, code: EnrolmentCode, places: Places, ledger: Ledger) -> EnrolAnswer:
    """Raises AnotherNumber, and what joining and commits raise."""
    if code.node != ledger.node:
        raise AnotherNumber(
            _("The ledger here is {kiosk}'s, and the code is for {other}.").format(
                kiosk=kiosk_name(ledger.node), other=kiosk_name(code.node)
            ),
            _(
                "A ledger keeps its number: get a code for it with --node {node}. Where another "
                "kiosk has that number, move this ledger away, keep it, and begin a new one."
            ).format(node=ledger.node),
        )

    def believe(answer: EnrolAnswer) -> None:
        keys = OfficeKeys(answer.office_key, answer.office_seal_key)
        if ledger.commit(lambda tx: _joined(tx, keys)):
            _forget_outbox(ledger, SyncFolder(places.shared))

    return join(way, code, places, joining(ledger), socket.gethostname(), ledger.random, believe)


def joining(ledger: Ledger) -> Joining:
    """How it stands."""
    with ledger.read() as reader:
        begun = journal.entry(reader.db, _genesis(ledger))
        facts = facts_of.utility(reader.db)
    assert begun is not None
    assert isinstance(begun.event, LedgerBegun)
    return Joining(
        first_key=begun.event.public_key,
        seal_key=ledger.signer.seal_public_key,
        stands=LedgerStanding(
            utility=facts.utility,
            currency=facts.currency,
            currency_digits=facts.currency_digits,
            region=facts.region,
            site=facts.site,
        ),
    )


def _genesis(ledger: Ledger) -> EventId:
    from app.domain.identity import EventId

    return EventId(ledger.node, 1, 1)


def _joined(tx: Transaction, keys: OfficeKeys) -> bool:
    """Whether it believed this head office only now."""
    if exchange.office_keys(tx.db) == keys:
        return False
    exchange.pin_office(tx.db, keys)
    tx.append(OfficeJoined(office_key=keys.public))
    return True


def _forget_outbox(ledger: Ledger, folder: SyncFolder) -> None:
    """What was sealed before lacks the personal keys, which are for head office: sealed anew."""
    for one in folder.bundles(ledger.node):
        one.path.unlink(missing_ok=True)
