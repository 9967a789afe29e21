"""A revision that has not begun is withdrawn; two people sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.master_data import TariffRevisionWithdrawn
from app.operations.reasons import LONGEST_REASON
from app.operations.withdraw_tariff import WITHDRAW_TARIFF
from app.screens.setting_form import SettingForm
from app.telling.tariffs import tariff_rows
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class WithdrawTariff(SettingForm[TariffRevisionWithdrawn]):
    """Why."""

    heading = _("Withdraw a revision")
    help_lines = (
        _("A revision that has not begun will not come into force. Type why; two people sign."),
        _("The prices in force go on. One that has begun is never withdrawn."),
        _("Meters with prices inside may know of it from a card: see the list of those meters."),
        _("It stays in the history with the reason. Nothing is printed."),
    )
    operation: ClassVar = WITHDRAW_TARIFF

    def __init__(self, revision: TariffRevision) -> None:
        """``revision``: the one that is still coming."""
        self._revision = revision
        self.why = Field(_("Reason"), FieldKind.TEXT, id="why", longest=LONGEST_REASON)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """The reason."""
        return (self.why,)

    def texts(self) -> dict[str, str]:
        """Which one, and why."""
        return {
            "tariff_class": str(self._revision.tariff_class),
            "revision": str(self._revision.revision),
            "reason": self.why.value,
        }

    def review_rows(self, _kiosk: Kiosk, quote: Any) -> Sequence[Row]:  # noqa: ANN401  as the operation has it
        """What is withdrawn."""
        return [*tariff_rows(self.desk.words, quote.revision)[:8], (_("Reason"), quote.reason)]

    def takes_two(self) -> bool:
        """Always."""
        return True

    def question(self) -> str:
        """What + does."""
        return _("Press + to withdraw it.")

    def signs_for(self) -> str:
        """What is signed for."""
        return _("A revision that has not begun is withdrawn.")
