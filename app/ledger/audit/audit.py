"""The whole audit: pages, chain and signatures, then every sum, in one pass over the journal."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec

from app.ledger import journal
from app.ledger.audit.agents import AgentsAddUp
from app.ledger.audit.allowances import AllowancesKept
from app.ledger.audit.approvals import ApprovalsAreGenuine
from app.ledger.audit.balance import EventsBalance
from app.ledger.audit.blacklist import BlacklistIsSigned
from app.ledger.audit.cards_out import CardsComeBack
from app.ledger.audit.cash_moves import CashMovesFollow
from app.ledger.audit.corrections import CorrectionsFollow
from app.ledger.audit.credit import CreditMatchesSales
from app.ledger.audit.drawer_handovers import DrawersChangeHands
from app.ledger.audit.emptied import MetersEmptied
from app.ledger.audit.finding import Check, Finding, Listener
from app.ledger.audit.handovers import HandoversFollow
from app.ledger.audit.invoice_stock import InvoicesAddUp
from app.ledger.audit.locked_months import MonthsStayLocked
from app.ledger.audit.meter_changes import MeterChangesAddUp
from app.ledger.audit.meter_credit import MeterCreditPaidBack
from app.ledger.audit.money import MoneyAddsUp
from app.ledger.audit.payments import PaymentsFollow
from app.ledger.audit.receipt_forms import FormsAreSigned
from app.ledger.audit.receipts import ReceiptsWithoutGap
from app.ledger.audit.rules_followed import RulesFollowed
from app.ledger.audit.safe import SafeFollows
from app.ledger.audit.settings import SettingsFollow
from app.ledger.audit.tax_invoices import InvoicesFollow
from app.ledger.queries.journal import entry as entry_of
from app.ledger.readable import Readable


class AuditReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was gone through, and what does not add up."""

    events: int
    checkpoints: int
    """Signatures that were right."""
    unproven: int
    """Other nodes' events after a gap, whose chain cannot be computed yet."""
    head: str
    """Hash of this node's last event, in hexadecimal."""
    received: dict[str, int]
    """Cash tendered less change and pay-outs, by kiosk."""
    in_doubt: dict[str, int]
    """Paid and not proved to be on a card, or due to be paid back, by kiosk."""
    findings: tuple[Finding, ...]

    def figures(self) -> dict[str, Any]:
        """The report without the text of its findings."""
        told: dict[str, Any] = msgspec.to_builtins(self)
        told["findings"] = len(self.findings)
        return told


def audit(ledger: Readable, *listeners: Listener) -> AuditReport:
    """Checks everything. Raises LedgerDamaged where chain, signature or pages do not hold.

    ``listeners``: get every event too, for sums of their own.
    """
    proved = ledger.verify()
    money = MoneyAddsUp()
    with ledger.read() as reader:
        checks: tuple[Check, ...] = (
            EventsBalance(),
            ApprovalsAreGenuine(),
            ReceiptsWithoutGap(),
            money,
            CreditMatchesSales(),
            MeterChangesAddUp(),
            CardsComeBack(),
            CashMovesFollow(),
            SafeFollows(),
            MonthsStayLocked(),
            DrawersChangeHands(),
            SettingsFollow(),
            CorrectionsFollow(partial(entry_of, reader.db)),
            MeterCreditPaidBack(partial(entry_of, reader.db)),
            BlacklistIsSigned(),
            HandoversFollow(),
            MetersEmptied(),
            PaymentsFollow(partial(entry_of, reader.db)),
            AgentsAddUp(),
            AllowancesKept(),
            RulesFollowed(),
            FormsAreSigned(),
            InvoicesFollow(partial(entry_of, reader.db)),
            InvoicesAddUp(),
        )
        for batch in journal.scan(reader.db):
            for id, entry, _body in batch:
                for check in (*checks, *listeners):
                    check.feed(id, entry)
    _seq, head = proved.heads.get((ledger.node, ledger.epoch), (0, b""))
    return AuditReport(
        events=proved.events,
        checkpoints=proved.checkpoints,
        unproven=proved.unproven,
        head=head.hex(),
        received={f"K{node:02d}": sums.left() for node, sums in money.sums.items()},
        in_doubt={f"K{node:02d}": sums.in_doubt for node, sums in money.sums.items()},
        findings=tuple(finding for check in checks for finding in check.findings()),
    )
