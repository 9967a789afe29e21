"""How papers look from a day on: a revision of their form, signed by two."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.approval import Signed
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.receipt_form import ReceiptForm, receipt_form
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.receipt_forms import ReceiptFormSet
from app.operations.authority import require_second
from app.operations.errors import BadArgument
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.setting import recall_of, record, replaced
from app.settings.languages import languages

PAPERS = "papers"
"""The one subject of this setting."""


class FormArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Lines of ``header`` and ``footer`` are parted by ``|``; ``left_out``: ``code,advice``."""

    logo: str = ""
    header: str = ""
    footer: str = ""
    left_out: str = ""
    language: str = ""
    """Code of the paper's language, such as ``en``; empty: the program's own."""
    valid_from: date | None = None
    """None: today."""


class FormLook(msgspec.Struct, frozen=True, kw_only=True):
    """Today, and the event that set a form last."""

    today: date
    replaces: EventId | None


def look_at(kiosk: Kiosk, caller: Caller, arguments: FormArguments) -> FormLook:
    """What there is."""
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        found = replaced(reader.db, SettingKind.RECEIPT_FORM, PAPERS)
    return FormLook(today=today, replaces=found)


def form_for(today: date, arguments: FormArguments) -> ReceiptForm:
    """The form as typed. Raises BadArgument for a day that is over, BadForm."""
    since = arguments.valid_from or today
    if since < today:
        raise BadArgument(
            _("{day} is over: papers of that day are printed.").format(day=since.isoformat()),
            _("Nothing was changed. Give today or a later day."),
        )
    return receipt_form(
        since,
        logo=arguments.logo,
        header=arguments.header,
        footer=arguments.footer,
        left_out=arguments.left_out,
        language=arguments.language,
        installed=languages(),
    )


def quote_for(look: FormLook, arguments: FormArguments) -> ReceiptFormSet:
    """The revision as it will be. Raises BadArgument, BadForm."""
    return ReceiptFormSet(form=form_for(look.today, arguments), replaces=look.replaces)


def carry_out(kiosk: Kiosk, caller: Caller, quote: ReceiptFormSet) -> ReceiptFormSet:
    """Records it. Raises SecondPersonNeeded, NotAllowed, BadArgument, StaleQuote."""
    require_second(kiosk, caller)
    if quote.form.valid_from < local_date(kiosk):
        raise BadArgument(_("Its first day is over."), _("Nothing was changed. Give a later day."))
    return record(kiosk, caller, quote, SettingKind.RECEIPT_FORM, PAPERS)


SET_RECEIPT_FORM = Operation(
    name="set-receipt-form",
    summary=_("Set how papers look from a day on: logo, lines above and below, what is left out."),
    permission=Permission.SETTINGS,
    sets=SettingKind.RECEIPT_FORM,
    arguments=FormArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(ReceiptFormSet),
    opened_by=("receipt_form_set",),
    signed_for=lambda _quote: Signed(),
)
