"""What households would pay by a tariff revision that is not entered yet, before and after."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.accounts import LARGEST_HOUSEHOLD
from app.domain.amounts import parse_volume
from app.domain.permissions import Permission
from app.domain.quantity import Quantity
from app.domain.tariff.preview import USUAL, PreviewLine, preview
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.operations.arguments import Paragraphs
from app.operations.errors import BadArgument
from app.operations.operation import Caller, Operation
from app.operations.paper.letterhead import print_document
from app.operations.paper.tariff_preview import tariff_preview
from app.operations.set_tariff import SetTariffLook, followed, look_for
from app.operations.tariff_text import parse_tariff, revision_from


class PreviewTariffArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``tariff``: the TOML text, as for set-tariff; a household of one's own, and paper or not."""

    tariff: Paragraphs
    persons: int | None = None
    volume: str | None = None
    print: bool = False


class PreviewTariffResult(msgspec.Struct, frozen=True, kw_only=True):
    """Prices of a month, tax and one standing charge inside."""

    revision: TariffRevision
    before: date | None
    """First day of the revision that it follows; None: the class is new."""
    lines: tuple[PreviewLine, ...]
    printed: bool = False


def look_at(kiosk: Kiosk, caller: Caller, arguments: PreviewTariffArguments) -> SetTariffLook:
    """Parses the text. Raises BadArgument naming the line or field."""
    return look_for(kiosk, parse_tariff(arguments.tariff))


def quote_for(look: SetTariffLook, arguments: PreviewTariffArguments) -> PreviewTariffResult:
    """Prices it. Raises BadArgument, BadAmount, InvalidRevision."""
    revision = revision_from(look.text, look.number, look.today, look.currency_digits)
    return previewed(look, revision, _households(arguments), printed=arguments.print)


def _households(arguments: PreviewTariffArguments) -> tuple[tuple[int, Quantity], ...]:
    if arguments.persons is None and arguments.volume is None:
        return USUAL
    persons = 1 if arguments.persons is None else arguments.persons
    if not 1 <= persons <= LARGEST_HOUSEHOLD or arguments.volume is None:
        raise BadArgument(
            _("A household has 1 to {most} persons and buys a volume.").format(
                most=LARGEST_HOUSEHOLD
            ),
            _("Nothing was changed. Give both persons and volume."),
        )
    return ((persons, parse_volume(arguments.volume)), *USUAL)


def previewed(
    look: SetTariffLook,
    revision: TariffRevision,
    households: tuple[tuple[int, Quantity], ...] = USUAL,
    *,
    printed: bool = False,
) -> PreviewTariffResult:
    """The preview of a revision against the one that it follows."""
    before = followed(look, revision)
    return PreviewTariffResult(
        revision=revision,
        before=None if before is None else before.valid_from,
        lines=preview(before, revision, households),
        printed=printed,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: PreviewTariffResult) -> PreviewTariffResult:
    """Prints it, where that was asked for. Nothing is recorded."""
    if quote.printed:

        def work(tx: Transaction) -> None:
            paper = tariff_preview(kiosk, tx, quote.revision, quote.lines, caller.operator)
            print_document(tx, paper, paper.number)

        kiosk.ledger.commit(work)
    return quote


PREVIEW_TARIFF = Operation(
    name="preview-tariff",
    summary=_("Show, or print, what households would pay by a revision, before and after."),
    permission=Permission.SETTINGS,
    arguments=PreviewTariffArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
