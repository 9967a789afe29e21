"""Events to the exact bytes that are stored, hashed and carried, and back."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from app.domain.identity import Stamp
from app.domain.text import _
from app.ledger.errors import LedgerNewer
from app.ledger.events import (
    accounts,
    agents,
    allowances,
    automatic_reports,
    blacklist,
    cards_out,
    cash,
    corrections,
    dial_readings,
    exceptions,
    fleet,
    function_cards,
    handovers,
    invoice_stock,
    ledger_life,
    locked_months,
    master_data,
    meter_changes,
    meter_credit,
    meter_stock,
    operators,
    paper,
    payments,
    readings,
    receipt_forms,
    recounts,
    retrieval,
    safe,
    sales,
    tax_invoices,
    tenders,
)

AnyEvent: TypeAlias = (
    ledger_life.LedgerBegun
    | ledger_life.EpochBegun
    | ledger_life.OfficeJoined
    | ledger_life.Checkpoint
    | ledger_life.DeviceChanged
    | ledger_life.UtilityChanged
    | ledger_life.ClockJumpAccepted
    | master_data.RegionSet
    | master_data.OperatorSet
    | master_data.PermissionSet
    | master_data.PinRulesSet
    | master_data.MeterModelSet
    | master_data.TariffRevisionSet
    | master_data.TariffRevisionWithdrawn
    | master_data.RiseCapSet
    | master_data.FeeSet
    | meter_stock.MeterMakerSet
    | meter_stock.MetersReceived
    | meter_stock.MetersTakenBack
    | meter_stock.StockRuleSet
    | operators.OperatorSignedIn
    | operators.SignInRefused
    | operators.ApproverSet
    | operators.PinChanged
    | operators.OperatorInvited
    | operators.ShiftOpened
    | operators.XReportPrinted
    | operators.ShiftClosed
    | cash.CashDropped
    | cash.CashPaidIn
    | cash.CashPaidOut
    | cash.CounterfeitFound
    | cash.DrawerOpened
    | cash.DrawerCounted
    | safe.CashBagged
    | safe.BagRenumbered
    | safe.BagsDeposited
    | safe.DepositTakenBack
    | safe.DepositConfirmed
    | locked_months.MonthLocked
    | accounts.AccountOpened
    | accounts.AccountErased
    | accounts.AccountEdited
    | accounts.AccountFormSet
    | accounts.AccountSuspended
    | accounts.AccountResumed
    | accounts.AccountVoided
    | accounts.AccountCancelled
    | accounts.AccountMerged
    | handovers.HandoverSet
    | tenders.TenderKindSet
    | tenders.TenderSettled
    | handovers.CustomerChanged
    | blacklist.Blacklisted
    | blacklist.BlacklistLifted
    | sales.PurchasePaid
    | sales.PurchaseLoaded
    | sales.PlanRenewed
    | sales.RefundOpened
    | sales.LoadCancelled
    | sales.RefundPaid
    | sales.RefundRefuted
    | sales.ReissueOpened
    | sales.CardReissued
    | sales.RewriteOpened
    | sales.LoadRewritten
    | sales.CompensationOpened
    | sales.CompensationLoaded
    | meter_changes.MeterChangeOpened
    | meter_changes.MeterChanged
    | meter_changes.MeterChangeUndoOpened
    | meter_changes.MeterChangeUndone
    | meter_credit.MeterCreditRefunded
    | function_cards.FunctionCardOpened
    | function_cards.FunctionCardMade
    | function_cards.FunctionCardRead
    | function_cards.FunctionCardReturned
    | function_cards.FunctionCardLost
    | cards_out.CardsSignedOut
    | cards_out.CardCameBack
    | readings.CardRead
    | dial_readings.ReadingRoundMade
    | dial_readings.DialRead
    | dial_readings.ReadingFileTaken
    | dial_readings.DialReadingSettled
    | dial_readings.DialReadingWithdrawn
    | corrections.MoneyLimitSet
    | corrections.DialCorrected
    | corrections.MeterCorrectionOpened
    | corrections.MeterCorrected
    | corrections.ClassCorrected
    | corrections.TendersCorrected
    | retrieval.RetrieveOpened
    | retrieval.CardRetrieved
    | retrieval.RetrieveGivenUp
    | exceptions.PlanInDoubt
    | exceptions.PlanHeld
    | exceptions.PlanScrapped
    | exceptions.PlanDecided
    | exceptions.CardHeld
    | exceptions.CardReleased
    | exceptions.GapNoted
    | exceptions.PurchaseRecovered
    | exceptions.CreditOwed
    | paper.CopyPrinted
    | paper.PrintMethodSet
    | automatic_reports.AutomaticReportSet
    | payments.PaymentKindSet
    | payments.PaymentTaken
    | payments.PaymentReversed
    | payments.PaidOut
    | payments.ArrearsBooked
    | payments.ArrearsWrittenOff
    | payments.ArrearsPlanned
    | payments.DeductionSet
    | payments.FreeSchemeSet
    | payments.SubsidySchemeSet
    | payments.AccountSubsidised
    | payments.SubsidyPaid
    | agents.AgentSet
    | agents.VendingLimitSet
    | agents.CommissionSet
    | agents.VendingUsed
    | agents.AgentPaidIn
    | agents.AgentSettled
    | tax_invoices.TaxInvoiceIssued
    | tax_invoices.CreditNoteIssued
    | receipt_forms.ReceiptFormSet
    | invoice_stock.InvoiceRuleSet
    | invoice_stock.InvoicesReceived
    | invoice_stock.InvoicesAssigned
    | invoice_stock.InvoicesSpoiled
    | invoice_stock.InvoicesVoided
    | invoice_stock.InvoicesTakenBack
    | invoice_stock.InvoiceUsed
    | allowances.AllowanceGranted
    | allowances.AllowanceRuleSet
    | allowances.AllowanceTaken
    | allowances.BlockGranted
    | recounts.ExceptionSettled
    | recounts.AccountRecounted
    | fleet.KioskInvited
    | fleet.TransportKeyBarred
    | fleet.KioskRevoked
    | fleet.KioskEpochGranted
    | fleet.BundleAdmitted
)


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An event as it stands in the journal. Node, epoch and boot stand in the header of its run."""

    at: Stamp
    schema: int
    """Schema number of the event's type when it was written."""
    operator: int | None = None
    second: int | None = None
    """Second person, where two are asked for."""
    approval: str | None = None
    """The challenge that the second person answered from elsewhere; None: they signed here."""
    request: str | None = None
    """Caller's id of the operation: a repeated call finds this event instead of acting again."""
    office: bool = False
    """Head office says it: what it sets counts before what any counter set."""
    event: AnyEvent


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Entry)


def encode_entry(entry: Entry) -> bytes:
    """The stored bytes: JSON in a fixed order, binary fields in base64."""
    return _encoder.encode(entry)


def decode_entry(body: bytes) -> Entry:
    """Inverse of :func:`encode_entry`.

    Raises:
        LedgerNewer: the event is of a type or schema that this program does not know.
    """
    try:
        entry = _decoder.decode(body)
    except msgspec.ValidationError as error:
        raise LedgerNewer(
            _("The ledger holds an event that this program cannot read: {error}").format(
                error=error
            ),
            _("Install the newest Tapcard; the ledger itself is unharmed."),
        ) from error
    if entry.schema > type(entry.event).schema:
        raise LedgerNewer(
            _("The ledger was written by a newer Tapcard."),
            _("Install the newest Tapcard; the ledger itself is unharmed."),
        )
    return entry
