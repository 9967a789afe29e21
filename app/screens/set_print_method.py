"""How one kind of paper is printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.print_methods import MOST_COPIES, PrintMethod, possible
from app.domain.text import _
from app.ledger.events.paper import PrintMethodSet
from app.operations.set_print_method import SET_PRINT_METHOD
from app.screens.setting_form import SettingForm
from app.telling.papers import paper_name
from app.telling.settings import FIRST_PRINTER, WHEN_NAMES
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class SetPrintMethod(SettingForm[PrintMethodSet]):
    """When, how often, where."""

    heading = _("Print method")
    help_lines = (
        _("Only what is possible for this paper is offered: receipts are never kept back"),
        _("without a question, slips about money in doubt always come out."),
        _("Papers: 1 to 5; every one after the first is headed COPY."),
        _("Printer: the first one, or a further one that kiosk.toml names. A printer that a"),
        _("paper names and that is not there any more: the first one prints it."),
        _("The review shows what changes from what; then press +. It counts at once."),
    )
    operation: ClassVar = SET_PRINT_METHOD

    def __init__(self, paper: str, method: PrintMethod, printers: Sequence[str]) -> None:
        """``method``: as it is; ``printers``: names of the further ones."""
        self._paper, self._method = paper, method
        self._whens = possible(paper)
        self._printers = ("", *printers)
        self.when = ChoiceField(_("Comes out"), id="when")
        self.copies = Field(
            _("Papers"),
            FieldKind.DIGITS,
            id="copies",
            longest=1,
            hint=_("1 to {most}").format(most=MOST_COPIES),
        )
        self.printer = ChoiceField(_("Printer"), id="printer")
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """All three."""
        return (self.when, self.copies, self.printer)

    def look(self) -> None:
        """As it is."""
        method = self._method
        self.facts.show(self.named())
        whens = [Option(at, WHEN_NAMES[when]) for at, when in enumerate(self._whens, start=1)]
        self.when.offer(whens, self._whens.index(method.when) + 1)
        self.copies.value = str(method.copies)
        names = [Option(at, name or FIRST_PRINTER) for at, name in enumerate(self._printers, 1)]
        known = method.printer if method.printer in self._printers else ""
        self.printer.offer(names, self._printers.index(known) + 1)
        super().look()

    def check(self, field: Field) -> None:
        """What is chosen is in its list."""
        if isinstance(field, ChoiceField):
            _chosen = field.choice

    def texts(self) -> dict[str, str]:
        """What was chosen and typed."""
        return {
            "paper": self._paper,
            "when": self._whens[self.when.choice.number - 1].value,
            "copies": self.copies.value or "1",
            "printer": self._printers[self.printer.choice.number - 1],
        }

    def named(self) -> Sequence[Row]:
        """Which paper."""
        return ((_("Paper"), paper_name(self._paper, 0)),)
