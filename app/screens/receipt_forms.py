"""The revisions of the form of papers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.receipt_form import ReceiptForm
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import receipt_forms
from app.operations.local_time import local_date
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of


class ReceiptForms(PagedList):
    """The newest first; a digit opens a copy of one."""

    heading = _("Form of receipts")
    help_lines = (
        _("The form in force, those that were, and those of a later day."),
        _("A digit opens a copy of one to make the next from; Enter begins with an empty one."),
        _("A revision is never changed: old papers are printed again in the form they had."),
        _("0 or PgDn shows more; * shows who changed what. Nothing is printed."),
    )
    head: ClassVar = (_("From"), _("State"), _("Logo"), _("Above"))
    widths: ClassVar = (10, 9, 16, 34)
    history: ClassVar = SettingKind.RECEIPT_FORM
    adds: ClassVar[str] = _("A digit opens a copy; Enter adds one.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads them."""
        return partial(_page, self.desk.kiosk, number)

    def opened(self, thing: ReceiptForm) -> AnyScreen:
        """A copy."""
        return screen_named("set-receipt-form", thing)

    def added(self) -> AnyScreen:
        """An empty form."""
        return screen_named("set-receipt-form")


def _page(kiosk: Kiosk, number: int) -> Page:
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        now = receipt_forms.form_on(reader.db, today)
        found = receipt_forms.forms(reader.db)
    rows = [
        (form, (form.valid_from.isoformat(), _state(form, now), form.logo, " | ".join(form.header)))
        for _event, form in found
    ]
    return page_of(_("Forms: {count}").format(count=len(rows)), rows, number)


def _state(form: ReceiptForm, now: tuple[object, ReceiptForm] | None) -> str:
    if now is not None and form.valid_from == now[1].valid_from:
        return _("in force")
    return _("over") if now is not None and form.valid_from < now[1].valid_from else _("to come")
