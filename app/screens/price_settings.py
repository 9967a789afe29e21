"""What water costs, and until when: tariffs, caps, meters that do not know yet, closed months."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices


class PriceSettings(Choices):
    """Tariffs and what belongs to them."""

    heading = _("Prices, months")
    help_lines = (
        _("A tariff class has revisions, each from a day on. They are never changed."),
        _("A cap keeps people from buying for months in the days before prices rise."),
        _("Meters with prices inside get new ones with their next load: the list says which lack."),
        _("A locked month is closed: nothing is booked in it any more, for ever."),
        _("Press the digit of what is to be seen or changed; Esc goes back."),
    )
    choices = (
        Choice("1", _("Tariff classes and their revisions"), "tariffs", Permission.SETTINGS),
        Choice("2", _("Cap before a rise"), "rise-caps", Permission.SETTINGS),
        Choice("3", _("Money meters not yet switched"), "unswitched-meters", Permission.AUDIT),
        Choice("4", _("Locked months"), "locked-months", Permission.SETTINGS),
    )
