"""A tariff revision in words, all of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.tariff.preview import PreviewLine
from app.domain.tariff.revision import TariffRevision
from app.domain.tariff.rise_cap import TIMES_SCALE
from app.domain.text import _
from app.ledger.events.master_data import RiseCapSet, TariffRevisionWithdrawn
from app.ledger.queries.unswitched import UnswitchedMeter
from app.operations.preview_tariff import PreviewTariffResult
from app.operations.unswitched_meters import UnswitchedMetersResult
from app.telling.words import Row, Told, Words


def tariff_rows(words: Words, tariff: TariffRevision) -> list[Row]:
    """Every rule of a revision; what it does not have is empty."""
    standing = tariff.standing
    return [
        (_("Name"), tariff.name),
        (_("Revision"), str(tariff.revision)),
        (_("In force from"), tariff.valid_from.isoformat()),
        (_("Period in months"), str(tariff.period_months)),
        *(_tiers(words, tariff)),
        (_("Household"), str(tariff.household_size)),
        (_("More per person"), words.volume(tariff.per_person) if tariff.per_person else ""),
        *(
            (one.name, f"{words.currency} {words.price(one.price)}{_taxed(one.tax)}")
            for one in tariff.surcharges
        ),
        (
            _("Standing charge"),
            ""
            if standing is None
            else _("{amount} a month").format(amount=words.money(standing.monthly)),
        ),
        (_("Free volume"), words.volume(tariff.allowance) if tariff.allowance else ""),
        (_("Smallest purchase"), words.money(tariff.minimum) if tariff.minimum else ""),
        (_("Largest purchase"), "" if tariff.maximum is None else words.money(tariff.maximum)),
        (_("Most a month"), "" if tariff.monthly_cap is None else words.volume(tariff.monthly_cap)),
        (_("Lifeline"), words.volume(tariff.lifeline) if tariff.lifeline else ""),
        *(
            (
                _("Tax {code}").format(code=tax.code),
                _("{rate}, inside the price").format(rate=percent(tax.rate))
                if tax.included
                else _("{rate}, on top").format(rate=percent(tax.rate)),
            )
            for tax in tariff.taxes
        ),
    ]


def percent(rate: int) -> str:
    """Hundredths of a percent: ``16 %``."""
    whole, hundredths = divmod(rate, 100)
    return f"{whole}.{hundredths:02d}".rstrip("0").rstrip(".") + " %"


def _tiers(words: Words, tariff: TariffRevision) -> list[Row]:
    rows = []
    for number, tier in enumerate(tariff.tiers, start=1):
        price = f"{words.currency} {words.price(tier.price)}"
        if tier.upto is not None:
            price = _("{price} up to {volume}").format(price=price, volume=words.volume(tier.upto))
        elif number > 1:
            price = _("{price} above that").format(price=price)
        rows.append((_("Tier {number}").format(number=number), price))
    return rows


def _taxed(code: str) -> str:
    return f" ({code})" if code else ""


def preview_row(words: Words, line: PreviewLine) -> Row:
    """``5 persons, 12.000 m3`` and what they pay."""
    name = _("{persons} persons, {volume}").format(
        persons=line.persons, volume=words.volume(line.volume)
    )
    if line.persons == 1:
        name = _("1 person, {volume}").format(volume=words.volume(line.volume))
    after = words.money(line.after)
    if line.before is None:
        return name, after
    return name, _("{after} (was {before})").format(after=after, before=words.money(line.before))


def cap_rows(words: Words, event: RiseCapSet) -> list[Row]:
    """A cap before a rise; that there is none."""
    cap = event.cap
    if cap is None:
        return [(_("Cap"), _("none"))]
    times = ""
    if cap.times is not None:
        times = f"{cap.times // TIMES_SCALE}.{cap.times % TIMES_SCALE:02d}"
    return [
        (_("Cap"), _("from {days} days before a rise").format(days=cap.days)),
        (_("Times the usual month"), times),
        (_("Without a usual month") if times else _("At most"), words.volume(cap.volume)),
    ]


def withdrawn_rows(words: Words, event: TariffRevisionWithdrawn) -> list[Row]:
    """What was withdrawn, and why."""
    return [*tariff_rows(words, event.revision), (_("WITHDRAWN"), event.reason)]


def told_state(meter: UnswitchedMeter) -> str:
    """What is missing."""
    return _("on the card, not read yet") if meter.told else _("no load since")


def _preview(words: Words, result: PreviewTariffResult) -> Told:
    revision = result.revision
    sentence = _("Tariff {name}, class {number}, from {day} on: what a month costs.")
    return Told(
        sentence.format(
            name=revision.name, number=revision.tariff_class, day=revision.valid_from.isoformat()
        ),
        [preview_row(words, line) for line in result.lines],
    )


def _withdrawn(_words: Words, event: TariffRevisionWithdrawn) -> Told:
    revision = event.revision
    sentence = _("Revision {revision} of class {number} will not come into force.")
    return Told(
        sentence.format(revision=revision.revision, number=revision.tariff_class),
        [(_("Reason"), event.reason)],
    )


def _cap(words: Words, event: RiseCapSet) -> Told:
    sentence = _("The cap before a rise of class {number} is set.")
    return Told(sentence.format(number=event.tariff_class), cap_rows(words, event))


def _unswitched(_words: Words, result: UnswitchedMetersResult) -> Told:
    rows = [
        (
            f"{one.meter}, {one.account}",
            _("class {number} since {day}: {state}").format(
                number=one.tariff_class, day=one.since.isoformat(), state=told_state(one)
            ),
        )
        for one in result.meters
    ]
    sentence = _(
        "{count} meters are not known to have the prices in force; page {page} of {pages}."
    )
    return Told(sentence.format(count=result.count, page=result.page, pages=result.pages), rows)


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    PreviewTariffResult: _preview,
    TariffRevisionWithdrawn: _withdrawn,
    RiseCapSet: _cap,
    UnswitchedMetersResult: _unswitched,
}
