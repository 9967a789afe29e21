"""By what each projected table would be distributed over several machines, and why it can be.

Every unique key must hold the column. That is the account, meter's allocation or card wherever the
key names one. Rows of one event go by the event, and what several events build goes by the one that
opened it: those that come later name it, and not always the account. What is small, and asked for
with everything else, is a reference table: on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping

BY_ACCOUNT_OR_CARD: Mapping[str, str] = {
    "account": "account",
    "account_field": "account",
    "arrears_plan": "account",
    "deduction": "account",
    "subsidy_term": "account",
    "succession": "successor",
    "card": "serial",
    "card_out": "card",
    "blacklist": "number",
    "touch": "subject",
    "book_total": "subject",
    "allocation": "id",
    "allocation_end": "allocation",
    "allocation_field": "allocation",
    "last_reading": "allocation",
    "closed_meter": "allocation",
    "plan_part": "allocation",
    "purchase": "allocation",
    "reckoned_anew": "allocation",
    "reissue": "allocation",
    "credit_owed": "allocation",
    "read_back": "allocation",
    "credit_share": "allocation",
}
"""Tables whose key names a customer, the meter of one, or a card."""

BY_EVENT: Mapping[str, str] = {
    "account_edit": "event",
    "account_history": "event",
    "account_state": "event",
    "plan": "id",
    "card_sighting": "event",
    "tender_correction": "purchase",
    "refund": "id",
    "compensation": "id",
    "function_card": "id",
    "meter_reading": "event",
    "meter_credit": "event",
    "shift": "id",
    "x_report": "event",
    "shift_tally": "shift",
    "shift_book": "shift",
    "refused_sign_in": "event",
    "remote_approval": "event",
    "posting": "event",
    "document_copy": "event",
    "payment_reversal": "payment",
    "debt": "event",
    "free_water": "id",
    "deed": "event",
    "vending_use": "event",
    "agent_money": "event",
    "agent_settlement": "event",
    "invoiced_supply": "supply",
    "given_back": "supply",
    "credited": "supply",
    "invoice_use": "event",
    "checkpoint": "event",
    "clock_jump": "event",
    "request": "node",
    "receipt": "node",
    "slip": "node",
    "tax_invoice": "node",
    "credit_note": "node",
    "sign_in": "node",
    "device": "node",
}
"""Tables of facts: by the event that states or opens them, or by the counter that counts them."""

ON_EVERY_MACHINE = (
    "node",
    "epoch",
    "region",
    "operator",
    "approver",
    "role_permission",
    "pin_rules",
    "meter_model",
    "tariff_revision",
    "tariff_withdrawn",
    "rise_cap",
    "tax_rate",
    "fee",
    "money_limit",
    "account_form",
    "setting_change",
    "meter_maker",
    "meter_range",
    "meter_range_left",
    "stock_rule",
    "handover",
    "payment_kind",
    "free_scheme",
    "subsidy_scheme",
    "agent",
    "vending_limit",
    "commission",
    "receipt_form",
    "invoice_rule",
    "invoice_left",
    "invoice_range",
)
"""Master data and what grows no faster than it."""
