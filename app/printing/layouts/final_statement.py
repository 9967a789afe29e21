"""The final statement: meters, what goes back, what was due, what was paid."""

from __future__ import annotations

from app.domain.account_closing import Emptied
from app.domain.text import _, marked
from app.printing.documents.final_statement import FinalStatement, StatementMeter
from app.printing.layouts.furniture import customer_lines, foot, head
from app.printing.layouts.money_lines import total_line
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, statement: FinalStatement) -> None:
    """Lays the statement out."""
    head(sheet, statement, _("FINAL STATEMENT"), _("Statement no."))
    sheet.pair(_("Second person"), statement.second)
    customer_lines(sheet, statement.customer)
    sheet.optional(_("Reason"), statement.reason)
    sheet.pair(_("Work done on"), statement.worked_on.isoformat())
    sheet.pair(_("Card"), statement.card)
    for meter in statement.meters:
        _meter(sheet, statement, meter)
    _sums(sheet, statement)
    letterhead = statement.letterhead
    if statement.received:
        total_line(sheet, letterhead, _("Paid by you"), statement.received)
    else:
        total_line(sheet, letterhead, _("Paid to you"), statement.to_cash + statement.to_balance)
    if statement.to_balance:
        sheet.text(_("It stands as the balance of this account; nothing was paid in cash."))
    if statement.still_owed:
        sheet.pair(_("You still owe"), sheet.money(statement.still_owed), bold=True)
    if statement.successor:
        sheet.text(
            _("The meters stay; account {account} takes over.").format(account=statement.successor)
        )
    sheet.text(_("The account has ended. Its card and its number are not valid any more."))
    for signature in (
        _("Signature of the operator"),
        _("Signature of the second person"),
        _("Signature of the customer"),
    ):
        sheet.blank()
        sheet.blank()
        sheet.rule()
        sheet.text(signature)
    foot(sheet, statement, sheet.money(statement.to_cash or statement.received))


def _meter(sheet: Sheet, statement: FinalStatement, meter: StatementMeter) -> None:
    def credit(amount: int) -> str:
        if meter.counts_money:
            return f"{statement.letterhead.currency} {sheet.money(amount)}"
        return sheet.volume(meter.kind, amount)

    sheet.rule()
    sheet.pair(_("Meter"), meter.meter, bold=True)
    if not statement.successor:
        sheet.pair(_("Meter handed in"), _("yes") if meter.returned else _("no"))
    sheet.pair(_("Dial at the start"), sheet.volume(meter.kind, meter.dial_before))
    end = _("Dial, estimated") if statement.estimated else _("Dial at the end")
    sheet.pair(end, sheet.volume(meter.kind, meter.dial))
    sheet.pair(_("Credited in all"), credit(meter.credited))
    if meter.unproven:
        sheet.pair(_("On the lost card"), credit(meter.unproven))
    by = _("by the card") if meter.read_back else _("by the dial")
    sheet.pair(_("Left, {by}").format(by=by), credit(meter.left), bold=True)
    if meter.overused:
        sheet.pair(_("Used beyond it"), sheet.volume(meter.kind, meter.overused), bold=True)
    if meter.emptied is not None:
        sheet.pair(_("Meter empty"), _(_EMPTIED[meter.emptied]))
    for line in meter.lines:
        sheet.pair(_(line.name), sheet.money(line.amount))


_EMPTIED = {
    Emptied.HANDED_IN: marked("handed in"),
    Emptied.PROVED: marked("the meter shows it"),
    Emptied.STATED: marked("by the dial, as signed"),
    Emptied.UNKNOWN: marked("NOT YET SHOWN"),
}


def _sums(sheet: Sheet, statement: FinalStatement) -> None:
    sheet.rule()
    worth = sum(line.amount for meter in statement.meters for line in meter.lines)
    sheet.pair(_("Credit given back"), sheet.money(worth))
    if statement.balance:
        sheet.pair(_("Account balance"), sheet.money(statement.balance))
    if statement.deposit:
        sheet.pair(_("Deposit"), sheet.money(statement.deposit))
    for line in statement.charges:
        sheet.pair(_(line.name), sheet.money(-line.amount))
    arrears = statement.arrears + statement.still_owed
    if arrears:
        sheet.pair(_("Arrears"), sheet.money(-arrears))
    if statement.still_owed:
        sheet.pair(_("Not paid now"), sheet.money(statement.still_owed))
    for line in statement.rounding:
        sheet.pair(_(line.name), sheet.money(line.amount))
    if statement.to_successor:
        over = _("To account {account}").format(account=statement.successor)
        sheet.pair(over, sheet.money(-statement.to_successor))
    for tax in statement.taxes:
        sheet.pair(_("Tax {code} in it").format(code=tax.code), sheet.money(tax.amount))
