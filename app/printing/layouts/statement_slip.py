"""An account's movements: what stood before, what was paid, what moved, what stands now."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.text import _
from app.printing.documents.statement_slip import StatementEntry, StatementSlip, StatementSums
from app.printing.layouts.furniture import customer_lines, foot, head
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, slip: StatementSlip) -> None:
    """Lays the slip out."""
    head(sheet, slip, _("STATEMENT"), _("No."))
    sheet.text(_("For information. It is no receipt."))
    customer_lines(sheet, slip.customer)
    sheet.rule()
    sheet.pair(_("From"), slip.since)
    sheet.pair(_("Until"), slip.until)
    _sums(sheet, _("Before"), slip.opening)
    if slip.bought:
        sheet.rule()
        sheet.text(_("Paid at the counter"), bold=True)
        _entries(sheet, slip.bought)
        sheet.pair(_("Together"), sheet.money(sum(one.amount for one in slip.bought)), bold=True)
    if slip.moved:
        sheet.rule()
        sheet.text(_("Arrears, balance, deposit"), bold=True)
        _entries(sheet, slip.moved)
    _sums(sheet, _("Afterwards"), slip.closing)
    foot(sheet, slip)


def _sums(sheet: Sheet, when: str, sums: StatementSums) -> None:
    sheet.rule()
    sheet.text(when, bold=True)
    sheet.pair(_("Arrears"), sheet.money(sums.arrears))
    sheet.pair(_("Account balance"), sheet.money(sums.balance))
    sheet.pair(_("Deposit"), sheet.money(sums.deposit))


def _entries(sheet: Sheet, entries: Iterable[StatementEntry]) -> None:
    for one in entries:
        sheet.pair(f"{one.day} {one.name}", sheet.money(one.amount))
        sheet.optional("", one.paper)
