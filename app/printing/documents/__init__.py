"""What can be printed, as data: one file per document.

Operations construct these and hand :func:`encode_document` to the ledger's print queue; the
spooler decodes, lays out and renders them when the printer is ready.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from app.printing.documents.account_slip import AccountSlip, TakenMeter
from app.printing.documents.agent_slip import AgentLine, AgentSlip
from app.printing.documents.arrears_slip import ArrearsSlip
from app.printing.documents.blacklist_slip import BlacklistSlip
from app.printing.documents.card_reading_slip import CardReadingSlip
from app.printing.documents.cards_out_slip import CardsOutSlip
from app.printing.documents.cash_slip import CashSlip
from app.printing.documents.compensation_slip import CompensationSlip
from app.printing.documents.correction_slip import Change, CorrectionSlip
from app.printing.documents.customer import Customer, masked_name, serial_tail
from app.printing.documents.deposit_slip import DepositedBag, DepositSlip
from app.printing.documents.document import (
    HASH_DIGITS,
    CopyNote,
    Document,
    JournalReference,
    as_copy,
    on_sheet,
    time_text,
)
from app.printing.documents.final_statement import FinalStatement, StatementMeter
from app.printing.documents.function_card_slip import FunctionCardSlip
from app.printing.documents.in_doubt_slip import InDoubtSlip
from app.printing.documents.letterhead import Letterhead
from app.printing.documents.merge_slip import MergeSlip
from app.printing.documents.meter_change_slip import MeterChangeSlip
from app.printing.documents.meter_sale import MeterSale
from app.printing.documents.numbering import (
    credit_note_number,
    receipt_number,
    report_number,
    slip_number,
    tax_invoice_number,
    x_report_number,
)
from app.printing.documents.payment_receipt import Moved, PaymentReceipt
from app.printing.documents.refund_receipt import FromMeter, RefundReceipt
from app.printing.documents.refund_slip import RefundSlip
from app.printing.documents.reissue_receipt import CarriedLoad, ReissueReceipt
from app.printing.documents.report_slip import ReportRow, ReportSlip
from app.printing.documents.retrieve_slip import OwedLoad, RetrieveSlip
from app.printing.documents.sale_receipt import NewCard, SaleReceipt
from app.printing.documents.shift_report import (
    CountedPieces,
    MoveLine,
    ReportLine,
    ShiftReport,
    SoldVolume,
)
from app.printing.documents.statement_slip import StatementEntry, StatementSlip, StatementSums
from app.printing.documents.tariff_preview import PreviewedPrice, TariffPreview
from app.printing.documents.tax_invoice import CreditNote, TaxedReceipt, TaxInvoice
from app.printing.documents.tax_total import TaxTotal, tax_totals
from app.printing.documents.test_page import TestPage

__all__ = [
    "HASH_DIGITS",
    "AccountSlip",
    "AgentLine",
    "AgentSlip",
    "AnyDocument",
    "ArrearsSlip",
    "BlacklistSlip",
    "CardReadingSlip",
    "CardsOutSlip",
    "CarriedLoad",
    "CashSlip",
    "Change",
    "CompensationSlip",
    "CopyNote",
    "CorrectionSlip",
    "CountedPieces",
    "CreditNote",
    "Customer",
    "DepositSlip",
    "DepositedBag",
    "Document",
    "FinalStatement",
    "FromMeter",
    "FunctionCardSlip",
    "InDoubtSlip",
    "JournalReference",
    "Letterhead",
    "MergeSlip",
    "MeterChangeSlip",
    "MeterSale",
    "MoveLine",
    "Moved",
    "NewCard",
    "OwedLoad",
    "PaymentReceipt",
    "PreviewedPrice",
    "RefundReceipt",
    "RefundSlip",
    "ReissueReceipt",
    "ReportLine",
    "ReportRow",
    "ReportSlip",
    "RetrieveSlip",
    "SaleReceipt",
    "ShiftReport",
    "SoldVolume",
    "StatementEntry",
    "StatementMeter",
    "StatementSlip",
    "StatementSums",
    "TakenMeter",
    "TariffPreview",
    "TaxInvoice",
    "TaxTotal",
    "TaxedReceipt",
    "TestPage",
    "as_copy",
    "credit_note_number",
    "decode_document",
    "document_kind",
    "encode_document",
    "masked_name",
    "on_sheet",
    "receipt_number",
    "report_number",
    "serial_tail",
    "slip_number",
    "tax_invoice_number",
    "tax_totals",
    "time_text",
    "x_report_number",
]

AnyDocument: TypeAlias = (
    SaleReceipt
    | RefundReceipt
    | RefundSlip
    | InDoubtSlip
    | ReissueReceipt
    | CompensationSlip
    | MeterChangeSlip
    | CorrectionSlip
    | AccountSlip
    | CardReadingSlip
    | FunctionCardSlip
    | CardsOutSlip
    | RetrieveSlip
    | FinalStatement
    | MergeSlip
    | BlacklistSlip
    | PaymentReceipt
    | ArrearsSlip
    | AgentSlip
    | StatementSlip
    | CashSlip
    | DepositSlip
    | TaxInvoice
    | CreditNote
    | ShiftReport
    | ReportSlip
    | TariffPreview
    | TestPage
)

_encoder = msgspec.json.Encoder(order="deterministic")
_decoder: msgspec.json.Decoder[AnyDocument] = msgspec.json.Decoder(AnyDocument)


def encode_document(document: Document) -> bytes:
    """The stored bytes of a document: JSON in a fixed order."""
    return _encoder.encode(document)


def decode_document(data: bytes) -> AnyDocument:
    """Inverse of :func:`encode_document`; raises ``msgspec.DecodeError`` on anything else."""
    return _decoder.decode(data)


def document_kind(document: Document) -> str:
    """``sale_receipt``, ...: the kind under which a print job is stored."""
    return str(type(document).__struct_config__.tag)
