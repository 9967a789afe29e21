"""What a new card carries again, and what may have been lost with the old one."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.text import _
from app.printing.documents.letterhead import Letterhead
from app.printing.documents.reissue_receipt import CarriedLoad
from app.printing.elements import Size
from app.printing.layouts.money_lines import credit_text
from app.printing.sheet import Sheet


def restored_lines(
    sheet: Sheet, letterhead: Letterhead, loads: Sequence[CarriedLoad], *, several: bool
) -> None:
    """Loads of the old card that the new one carries; ``several``: with the meter of each."""
    for load in loads:
        if not load.restored:
            continue
        if several:
            sheet.center(_("Meter {meter}").format(meter=load.meter))
        sheet.center(_restored(sheet, letterhead, load), bold=True, size=Size.TALL)


def owed_lines(sheet: Sheet, letterhead: Letterhead, loads: Sequence[CarriedLoad]) -> None:
    """Loads that the utility looks into."""
    for load in loads:
        if load.owed:
            sheet.text(
                _(
                    "The load of {volume} on the old card may not have reached the meter. The"
                    " utility will look into it and credit what is owed."
                ).format(volume=_owed(sheet, letterhead, load)),
                bold=True,
            )


def _restored(sheet: Sheet, letterhead: Letterhead, load: CarriedLoad) -> str:
    counts_money = load.charging.counts_money
    return credit_text(
        sheet,
        letterhead,
        load.kind,
        quantity=0 if counts_money else load.restored,
        money=load.restored if counts_money else 0,
    )


def _owed(sheet: Sheet, letterhead: Letterhead, load: CarriedLoad) -> str:
    if load.charging.counts_money:
        return f"{letterhead.currency} {sheet.money(load.owed)}"
    return sheet.volume(load.kind, load.owed)
