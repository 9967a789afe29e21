"""From a document to what stands on the paper, line by line. Pure."""

from __future__ import annotations

from app.domain.text import speaking
from app.printing.documents import (
    AccountSlip,
    AgentSlip,
    AnyDocument,
    ArrearsSlip,
    BlacklistSlip,
    CardReadingSlip,
    CardsOutSlip,
    CashSlip,
    CompensationSlip,
    CorrectionSlip,
    CreditNote,
    DepositSlip,
    FinalStatement,
    FunctionCardSlip,
    InDoubtSlip,
    MergeSlip,
    MeterChangeSlip,
    PaymentReceipt,
    RefundReceipt,
    RefundSlip,
    ReissueReceipt,
    ReportSlip,
    RetrieveSlip,
    SaleReceipt,
    ShiftReport,
    StatementSlip,
    TariffPreview,
    TaxInvoice,
    TestPage,
)
from app.printing.elements import Element
from app.printing.layouts import (
    account_slip,
    agent_slip,
    arrears_slip,
    blacklist_slip,
    card_reading_slip,
    cards_out_slip,
    cash_slip,
    compensation_slip,
    correction_slip,
    deposit_slip,
    final_statement,
    function_card_slip,
    in_doubt_slip,
    merge_slip,
    meter_change_slip,
    payment_receipt,
    refund_receipt,
    refund_slip,
    reissue_receipt,
    report_slip,
    retrieve_slip,
    sale_receipt,
    shift_report,
    statement_slip,
    tariff_preview,
    tax_invoice,
    test_page,
)
from app.printing.layouts.furniture import Banner, banner_lines, training_lines
from app.printing.sheet import Sheet

ORIGINAL = Banner()


def layout(document: AnyDocument, width: int, banner: Banner = ORIGINAL) -> tuple[Element, ...]:
    """The elements of a paper that is ``width`` columns wide (32 or 48), the cut last.

    Its fixed words are in the language of its form, whatever the screen speaks.
    """
    with speaking(document.letterhead.language):
        return _laid_out(document, width, banner)


def _laid_out(document: AnyDocument, width: int, banner: Banner) -> tuple[Element, ...]:
    letterhead = document.letterhead
    sheet = Sheet(width, letterhead.currency_digits, letterhead.left_out)
    training_lines(sheet, document)
    banner_lines(sheet, banner, document)
    _arrange(sheet, document)
    banner_lines(sheet, banner, document)
    training_lines(sheet, document)
    sheet.cut()
    return sheet.elements


def _arrange(sheet: Sheet, document: AnyDocument) -> None:
    match document:
        case SaleReceipt():
            sale_receipt.arrange(sheet, document)
        case RefundReceipt():
            refund_receipt.arrange(sheet, document)
        case RefundSlip():
            refund_slip.arrange(sheet, document)
        case InDoubtSlip():
            in_doubt_slip.arrange(sheet, document)
        case ReissueReceipt():
            reissue_receipt.arrange(sheet, document)
        case CompensationSlip():
            compensation_slip.arrange(sheet, document)
        case MeterChangeSlip():
            meter_change_slip.arrange(sheet, document)
        case CorrectionSlip():
            correction_slip.arrange(sheet, document)
        case AccountSlip():
            account_slip.arrange(sheet, document)
        case CardReadingSlip():
            card_reading_slip.arrange(sheet, document)
        case FunctionCardSlip():
            function_card_slip.arrange(sheet, document)
        case CardsOutSlip():
            cards_out_slip.arrange(sheet, document)
        case RetrieveSlip():
            retrieve_slip.arrange(sheet, document)
        case FinalStatement():
            final_statement.arrange(sheet, document)
        case MergeSlip():
            merge_slip.arrange(sheet, document)
        case BlacklistSlip():
            blacklist_slip.arrange(sheet, document)
        case PaymentReceipt():
            payment_receipt.arrange(sheet, document)
        case ArrearsSlip():
            arrears_slip.arrange(sheet, document)
        case StatementSlip():
            statement_slip.arrange(sheet, document)
        case AgentSlip():
            agent_slip.arrange(sheet, document)
        case CashSlip():
            cash_slip.arrange(sheet, document)
        case DepositSlip():
            deposit_slip.arrange(sheet, document)
        case TaxInvoice() | CreditNote():
            tax_invoice.arrange(sheet, document)
        case ShiftReport():
            shift_report.arrange(sheet, document)
        case ReportSlip():
            report_slip.arrange(sheet, document)
        case TariffPreview():
            tariff_preview.arrange(sheet, document)
        case TestPage():
            test_page.arrange(sheet, document)
