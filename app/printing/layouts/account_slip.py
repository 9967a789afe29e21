"""A new account: the number that a customer needs for everything else."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.account_slip import AccountSlip
from app.printing.elements import Size
from app.printing.layouts.furniture import foot, head
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, slip: AccountSlip) -> None:
    """Lays the slip out."""
    head(sheet, slip, _("ACCOUNT OPENED"), _("Slip no."))
    sheet.rule()
    sheet.center(_("YOUR ACCOUNT NUMBER"), bold=True)
    sheet.center(slip.customer.account, bold=True, size=Size.DOUBLE)
    sheet.rule()
    sheet.optional(_("Customer"), slip.customer.name)
    sheet.optional(_("Premises"), slip.customer.premises)
    sheet.optional(_("Region"), slip.region)
    sheet.optional(_("Tariff"), slip.tariff)
    sheet.pair(_("Household"), _("{number} persons").format(number=slip.household_size))
    for meter in slip.meters:
        sheet.pair(_("Meter"), meter.meter, bold=True)
        sheet.pair(_("Dial taken over"), sheet.volume(meter.kind, meter.dial))
    if slip.meters:
        sheet.text(_("The meter is cleared before your card opens it."))
    if slip.balance:
        sheet.pair(_("Account balance"), sheet.money(slip.balance))
    sheet.text(_("Bring this number when your meter is allocated and your card is made."))
    foot(sheet, slip)
