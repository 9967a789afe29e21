"""Tariff revisions, written as a short TOML text in the units that people use (tariff_text.py).

The first revision of a class is one person's: nobody pays by it yet. Every later one changes what
people pay, and takes two.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from app.domain.approval import Signed
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.tariff.in_force import in_force
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.master_data import TariffRevisionSet
from app.ledger.queries import journal, settings
from app.operations.arguments import Paragraphs
from app.operations.authority import require_second
from app.operations.errors import StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.tariff_text import TariffText, parse_tariff, revision_from


class SetTariffArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``tariff``: the TOML text (``tariff=@file`` reads it from a file)."""

    tariff: Paragraphs


class SetTariffLook(msgspec.Struct, frozen=True, kw_only=True):
    """The text as understood, and the number that the revision will get."""

    text: TariffText
    number: int
    today: date
    currency_digits: int
    earlier: tuple[TariffRevision, ...] = ()
    """Revisions of the class that are entered and not withdrawn."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetTariffArguments) -> SetTariffLook:
    """Parses the text. Raises BadArgument naming the line or field."""
    return look_for(kiosk, parse_tariff(arguments.tariff))


def look_for(kiosk: Kiosk, text: TariffText) -> SetTariffLook:
    """What the ledger knows of the class."""
    with kiosk.ledger.read() as reader:
        return SetTariffLook(
            text=text,
            number=settings.next_revision_number(reader.db, text.tariff_class),
            currency_digits=settings.utility(reader.db).currency_digits,
            earlier=tuple(settings.revisions(reader.db, text.tariff_class)),
            today=local_date(kiosk),
        )


def quote_for(look: SetTariffLook, arguments: SetTariffArguments) -> TariffRevision:
    """The revision in exact integers. Raises BadArgument, BadAmount, InvalidRevision."""
    return revision_from(look.text, look.number, look.today, look.currency_digits)


def followed(look: SetTariffLook, revision: TariffRevision) -> TariffRevision | None:
    """The revision in force on the day before; on the first day itself, if it is replaced there."""
    before = in_force(look.earlier, revision.valid_from - timedelta(days=1))
    return in_force(look.earlier, revision.valid_from) or before


def carry_out(kiosk: Kiosk, caller: Caller, quote: TariffRevision) -> TariffRevision:
    """Records the revision. Raises SecondPersonNeeded, StaleQuote."""
    if takes_two(quote):
        require_second(kiosk, caller)

    def work(tx: Transaction) -> None:
        if settings.next_revision_number(tx.db, quote.tariff_class) != quote.revision:
            raise StaleQuote(
                _("Another revision came first."), _("Nothing was changed. Enter it again.")
            )
        tx.append(
            TariffRevisionSet(revision=quote),
            operator=caller.operator,
            second=caller.second,
            request=caller.request,
        )

    kiosk.ledger.commit(work)
    return quote


def takes_two(revision: TariffRevision) -> bool:
    """Whether a second person must sign: for all but the first of a class."""
    return revision.revision > 1


def recall(kiosk: Kiosk, set_by: EventId) -> TariffRevision:
    """The revision that an earlier call entered."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, set_by)
    if entry is None or not isinstance(entry.event, TariffRevisionSet):
        raise LookupError(set_by)
    return entry.event.revision


SET_TARIFF = Operation(
    name="set-tariff",
    summary=_("Enter a tariff revision, as a short text; two people, but for a new class."),
    permission=Permission.SETTINGS,
    sets=SettingKind.TARIFF,
    arguments=SetTariffArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("tariff_revision_set",),
    signed_for=lambda _quote: Signed(),
)
