"""Agents, tax invoices and the form of papers, as a village of lives does them at random."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.counter import CASHIER, SUPERVISOR
from tests.operations.village_settings import SETS, SETS_TWO, Errand, day, plain

if TYPE_CHECKING:
    from tests.operations.village import Village

_OWNER, _CASHIERS = "70", "71"
"""The kiosk's owner as an agent; the cashier as one, who mostly sells."""
_TAXPAYER = {"name": "Baraka Traders Ltd", "tax_number": "A0/123-4", "address": "Plot 7, Kilifi"}


def _agent(choice: int) -> str:
    return _OWNER if choice == 7 else _CASHIERS


def _set_agent(village: Village, choice: int) -> None:
    """The cashier, the kiosk's owner; or one of them is an agent no more."""
    holder = {} if choice == 7 else {"holder": str(CASHIER)}
    active = ("yes", "yes", "yes", "no")[choice % 4]
    village.do("set-agent", agent=_agent(choice), active=active, **holder, **SETS)


def _set_vending_limit(village: Village, choice: int) -> None:
    """Money beyond the deposit; a few sales; until a day that comes."""
    several: tuple[dict[str, str], ...] = (
        {"credit": "900"},
        {"credit": "20"},
        {"credit": "500", "sales": "2"},
        {"credit": "0", "until": day(village, 2).isoformat()},
    )
    village.do("set-vending-limit", agent=_agent(choice), by=SUPERVISOR, **several[choice % 4])


def _set_commission(village: Village, choice: int) -> None:
    several: tuple[dict[str, str], ...] = (
        {"rule": "percent", "rate": "250", "goes": "kept"},
        {"rule": "percent", "rate": "333", "goes": "credited"},
        {"rule": "fixed", "amount": "0.75", "goes": "credited"},
        {"rule": "none"},
    )
    village.do("set-commission", agent=_agent(choice), **several[choice % 4], **SETS)


def _money(name: str) -> Errand:
    def errand(village: Village, choice: int) -> None:
        given: dict[str, Any] = {"amount": str(250 * (1 + choice)), "reference": f"bank {choice}"}
        village.do(name, agent=_agent(choice), by=SUPERVISOR, **given)

    return errand


def _of_agent(name: str) -> Errand:
    return lambda village, choice: village.do(name, agent=_agent(choice), by=SUPERVISOR)


def _tax_invoice(village: Village, choice: int) -> None:
    """For a receipt, or for two of them."""
    receipts = {village.receipt(choice), village.receipt(choice // 4)}
    village.do("tax-invoice", receipts="+".join(sorted(receipts)), **_TAXPAYER)


def _credit_note(village: Village, choice: int) -> None:
    """What is given back here is credited at once: seldom is there more to credit."""
    village.do("credit-note", invoice=str(1 + choice))


def _form(name: str, **people: Any) -> Errand:
    def errand(village: Village, choice: int) -> None:
        several: tuple[dict[str, str], ...] = (
            {"logo": "WATER", "header": "Open from 8|to 16", "left_out": "code,advice"},
            {"footer": "Keep this paper", "valid_from": day(village, choice).isoformat()},
            {"left_out": "tariff,reckoning,balance"},
            {},
        )
        village.do(name, **several[choice % 4], **people)

    return errand


def _set_print_method(village: Village, choice: int) -> None:
    several: tuple[dict[str, str], ...] = (
        {"paper": "sale_receipt", "when": "ask"},
        {"paper": "sale_receipt", "when": "automatic", "copies": "2"},
        {"paper": "tax_invoice", "when": "never"},
        {"paper": "refund_receipt", "when": "never"},
    )
    village.do("set-print-method", **several[choice % 4], **SETS)


def _set_automatic_report(village: Village, choice: int) -> None:
    several: tuple[dict[str, str], ...] = (
        {"report": "shifts", "occasion": "shift-close", "form": "csv"},
        {"report": "sales", "occasion": "month-end", "form": "pdf", "by": "month"},
        {"report": "sales", "occasion": "month-end", "form": "none"},
        {"report": "statement", "occasion": "month-end", "form": "csv"},
    )
    village.do("set-automatic-report", **several[choice % 4], **SETS)


def _find_accounts(village: Village, choice: int) -> None:
    """By account, name, telephone, meter."""
    person = village.person
    meter = person.meters[-1] if person.meters else "50001"
    asked = (person.account, "Amna", "0712", meter, person.account[:4], "person")
    village.do("find-accounts", text=asked[choice % len(asked)], rows=str(1 + choice))


AGENTS_AND_PAPERS: dict[str, Errand] = {
    "set-agent": _set_agent,
    "set-vending-limit": _set_vending_limit,
    "set-commission": _set_commission,
    "agent-deposit": _money("agent-deposit"),
    "agent-withdraw": _money("agent-withdraw"),
    "settle-agent": _of_agent("settle-agent"),
    "agent-statement": _of_agent("agent-statement"),
    "tax-invoice": _tax_invoice,
    "credit-note": _credit_note,
    "set-receipt-form": _form("set-receipt-form", **SETS_TWO),
    "preview-receipt-form": _form("preview-receipt-form", **SETS),
    "set-print-method": _set_print_method,
    "print-methods": plain("print-methods"),
    "set-automatic-report": _set_automatic_report,
    "automatic-reports": plain("automatic-reports"),
    "find-accounts": _find_accounts,
}
"""By name."""
