"""A test paper: full lines, large and bold print, the cut. It is worth nothing."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.test_page import TestPage
from app.printing.elements import Size
from app.printing.layouts.furniture import foot, head
from app.printing.sheet import Sheet

_RULER = "1234567890"


def arrange(sheet: Sheet, page: TestPage) -> None:
    """Lays the page out."""
    head(sheet, page, _("TEST PAPER"), _("Test no."))
    sheet.rule()
    sheet.text((_RULER * sheet.width)[: sheet.width])
    sheet.pair(_("Both ends of this line"), _("stand at the edges"))
    sheet.center(_("bold"), bold=True)
    sheet.center(_("LARGE"), size=Size.DOUBLE)
    sheet.rule()
    sheet.text(_("If all of this can be read and the paper was cut below, the printer is right."))
    foot(sheet, page)
