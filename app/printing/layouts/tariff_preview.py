"""What a new tariff revision would cost. It is no receipt."""

from __future__ import annotations

from app.domain.cards import UtilityKind
from app.domain.text import _
from app.printing.documents.tariff_preview import TariffPreview
from app.printing.layouts.furniture import foot, head
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, paper: TariffPreview) -> None:
    """Lays the paper out."""
    head(sheet, paper, _("PREVIEW OF A TARIFF"), _("Preview no."))
    sheet.rule()
    sheet.pair(_("Tariff"), paper.tariff)
    sheet.pair(_("Class, revision"), f"{paper.tariff_class}, {paper.revision}")
    sheet.pair(_("In force from"), paper.valid_from)
    sheet.rule()
    for price in paper.prices:
        sheet.text(
            _("A household of {persons} that buys {volume} pays").format(
                persons=price.persons, volume=sheet.volume(UtilityKind.WATER, price.volume)
            )
        )
        before = _("no price") if price.before is None else sheet.money(price.before)
        sheet.pair(_("  before"), before)
        sheet.pair(_("  after"), sheet.money(price.after), bold=True)
    sheet.rule()
    sheet.text(_("For one month, with taxes and the standing charge. This is no receipt."))
    foot(sheet, paper)
