"""Papers and their way through the printer, in words."""

from __future__ import annotations

from app.domain.text import _

PAPER_NAMES = {
    "sale_receipt": _("Receipt"),
    "refund_receipt": _("Refund receipt"),
    "refund_slip": _("Refund slip"),
    "in_doubt_slip": _("Slip: not on card"),
    "reissue_receipt": _("New card receipt"),
    "compensation_slip": _("Compensation slip"),
    "meter_change_slip": _("Meter change slip"),
    "correction_slip": _("Correction slip"),
    "account_slip": _("Account slip"),
    "card_reading_slip": _("Card reading"),
    "function_card_slip": _("Function card slip"),
    "cards_out_slip": _("Cards signed out"),
    "retrieve_slip": _("Card taken back"),
    "final_statement": _("Final statement"),
    "merge_slip": _("Accounts merged"),
    "blacklist_slip": _("Blacklist slip"),
    "payment_receipt": _("Payment without a card"),
    "arrears_slip": _("Arrears slip"),
    "statement_slip": _("Statement of an account"),
    "agent_slip": _("Paper of an agent"),
    "cash_slip": _("Cash beside sales"),
    "deposit_slip": _("Deposit slip"),
    "report_slip": _("Report"),
    "tax_invoice": _("Tax invoice"),
    "credit_note": _("Credit note"),
    "shift_report": _("Shift report"),
    "tariff_preview": _("Preview of prices"),
    "test_page": _("Test paper"),
}
"""By the kind under which a print job is stored."""

_STATES = {
    "done": _("printed"),
    "queued": _("waits"),
    "sent": _("sent, not confirmed"),
    "abandoned": _("kept, not printed"),
}


def paper_name(kind: str, copy: int) -> str:
    """What a paper is; a copy says so."""
    name = PAPER_NAMES.get(kind, kind)
    return _("{name}, copy {copy}").format(name=name, copy=copy) if copy else name


def paper_state(state: str, error: str) -> str:
    """Whether it came out, and why not yet. ``state`` and ``error`` as in the table of jobs."""
    said = _STATES[state]
    return f"{said}: {error}" if error else said
