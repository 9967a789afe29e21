"""What an agent may sell: money beyond the deposit, number of sales, last day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, ClassVar

from app.domain.agents import VendingLimit
from app.domain.amounts import format_money
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.agents import VendingLimitSet
from app.ledger.queries import agents
from app.operations.set_vending_limit import SET_VENDING_LIMIT
from app.screens.setting_form import SettingForm, changes_to
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class SetVendingLimit(SettingForm[VendingLimitSet]):
    """Three bounds, each of them optional."""

    heading = _("Vending limit")
    help_lines = (
        _("Credit is money beside the deposit: what is sold on it the agent owes."),
        _("Sales: how many from now on. Last day: as 2027-01-31; both empty for no bound."),
        _("The sales begin to count anew, whatever is changed."),
        _("Credit above the limit takes a second person. The agent cannot set it."),
        _("The status bar of the agent's counter shows what is left. Nothing is printed."),
    )
    operation: ClassVar = SET_VENDING_LIMIT

    def __init__(self, agent: str) -> None:
        """``agent``: its number."""
        self._agent = agent
        self.credit = Field("", FieldKind.NUMBER, id="credit", longest=14)
        self.sales = Field(
            _("Sales"), FieldKind.DIGITS, id="sales", longest=7, hint=_("empty = any number")
        )
        self.until = Field(_("Last day"), FieldKind.TEXT, id="until", longest=10)
        self.until.remove_class("-wide")
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Money, count, days."""
        return (self.credit, self.sales, self.until)

    def look(self) -> None:
        """Reads it."""
        self.work(partial(_limit, self.desk.kiosk, self._agent), self._offer, self.refuse)

    def _offer(self, limit: VendingLimit) -> None:
        digits = self.desk.words.digits
        self.credit.value = format_money(limit.credit, digits) if limit.credit else ""
        self.sales.value = "" if limit.sales is None else str(limit.sales)
        self.until.value = "" if limit.until is None else limit.until.isoformat()
        label = _("Credit {currency}").format(currency=self.desk.words.currency)
        self.credit.relabel(label, _("empty = none"))
        self.until.relabel(_("Last day"), _("empty = none"))
        super().look()

    def texts(self) -> dict[str, str]:
        """What was typed; what stayed empty is not given."""
        given = {
            "credit": self.credit.value,
            "sales": self.sales.value,
            "until": self.until.value,
        }
        return {"agent": self._agent, **{name: text for name, text in given.items() if text}}

    def named(self) -> Sequence[Row]:
        """Whose."""
        return ((_("Agent"), self._agent),)

    def review_rows(self, kiosk: Kiosk, quote: Any) -> Sequence[Row]:  # noqa: ANN401  as its base
        """What would change."""
        return [*self.named(), *changes_to(kiosk, self.desk.words, quote.event)]

    def takes_two(self) -> bool:
        """Where it is much credit."""
        return bool(self.quote.needs_second)

    def signs_for(self) -> str:
        """What the second person signs for."""
        return _("An agent may sell beyond the deposit.")


def _limit(kiosk: Kiosk, agent: str) -> VendingLimit:
    with kiosk.ledger.read() as reader:
        limit, _since = agents.vending_limit(reader.db, agent)
    return limit
