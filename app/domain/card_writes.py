"""What a card will say after each kind of write. Absolute contents; the plan's mark comes later.

Every image stays a reissue (or opening) image until the card has been in the meter.
Source: design.md section 4.
"""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.cards import CardContents, CardForm, CardReading, ReadBack, ReadBackPhase
from app.domain.comparison import been_in_meter
from app.domain.quantity import Quantity
from app.domain.tariff.breakdown import Breakdown


def form_after(reading: CardReading) -> CardForm:
    """The form of the next image on this card."""
    return CardForm.USER if been_in_meter(reading) else reading.contents.form


def purchase_written(
    reading: CardReading,
    breakdown: Breakdown,
    *,
    sequence: int,
    tariff_class: int,
    household_size: int,
) -> CardContents:
    """A purchase under the next number; ``sequence``: the write sequence that follows.

    Where the meter has told its total, that is what the purchase adds to: it may have a load that
    this card was made without.
    """
    old, back = reading.contents, reading.read_back
    total = back.total_credited if back.phase is ReadBackPhase.FINAL else old.cumulative
    return msgspec.structs.replace(
        old,
        form=form_after(reading),
        number=old.number + 1,
        load=breakdown.credit,
        cumulative=total + breakdown.credit,
        sequence=sequence,
        tariff_class=tariff_class,
        household_size=household_size,
        period_start=breakdown.period_start,
        bought_in_period=breakdown.bought,
        allowance_used=breakdown.allowance_used,
        standing_paid_to=breakdown.standing_paid_to,
    )


def reissue_purchase_written(
    made: CardContents, breakdown: Breakdown, *, tariff_class: int, household_size: int
) -> CardContents:
    """A purchase under the next number on the new card that :func:`reissue_written` made."""
    unseen = CardReading(serial=b"", profile="", key_version=0, contents=made, read_back=ReadBack())
    written = purchase_written(
        unseen,
        breakdown,
        sequence=made.sequence,
        tariff_class=tariff_class,
        household_size=household_size,
    )
    # Only a meter that was never opened takes an opening card, and only with number 1.
    form = CardForm.OPENING if written.number <= 1 else CardForm.REISSUE
    return msgspec.structs.replace(written, form=form)


class TierUse(msgspec.Struct, frozen=True, kw_only=True):
    """What the household has bought in a period, as written on cards."""

    period_start: date
    bought: Quantity
    allowance_used: Quantity


def cancellation_written(
    reading: CardReading, *, sequence: int, copyable: bool, use: TierUse
) -> CardContents:
    """The unloaded load taken off.

    On a copyable chip the same number stays, with zero load, so that the meter proves which of
    original and copy came first; otherwise the number goes back by one and is taken again by
    the next sale.
    """
    old = reading.contents
    return msgspec.structs.replace(
        old,
        form=form_after(reading),
        number=old.number if copyable else old.number - 1,
        load=0,
        cumulative=old.cumulative - old.load,
        sequence=sequence,
        period_start=use.period_start,
        bought_in_period=use.bought,
        allowance_used=use.allowance_used,
    )


def reversal_written(
    reading: CardReading, before: CardContents, *, sequence: int, copyable: bool
) -> CardContents:
    """The unloaded load taken off, and with it all that its payment had paid for.

    ``before``: what the card said before that purchase was written: tier use and standing charges
    stand as they did then.
    """
    use = TierUse(
        period_start=before.period_start,
        bought=before.bought_in_period,
        allowance_used=before.allowance_used,
    )
    written = cancellation_written(reading, sequence=sequence, copyable=copyable, use=use)
    return msgspec.structs.replace(written, standing_paid_to=before.standing_paid_to)


def money_back_written(
    before: CardContents,
    planned: CardContents,
    *,
    form: CardForm,
    copyable: bool,
    use: TierUse,
) -> CardContents:
    """Zero load after a plan that was not written; higher sequence than that plan's."""
    return msgspec.structs.replace(
        before,
        form=form,
        number=planned.number if copyable else before.number,
        load=0,
        cumulative=planned.cumulative - planned.load,
        sequence=planned.sequence + 1,
        period_start=use.period_start,
        bought_in_period=use.bought,
        allowance_used=use.allowance_used,
    )


def rewrite_written(reading: CardReading, *, sequence: int) -> CardContents:
    """The same number and amount again, for a meter that marked it without taking it."""
    return msgspec.structs.replace(reading.contents, form=form_after(reading), sequence=sequence)


def renumbered_written(reading: CardReading, meter: str, *, sequence: int) -> CardContents:
    """The same load for another meter number; what meters see of the card is else the same."""
    return msgspec.structs.replace(reading.contents, meter=meter, sequence=sequence)


def reissue_written(
    last: CardContents, *, sequence: int, restores: bool, taken: bool
) -> CardContents:
    """A new card for the allocation.

    ``restores``: the last load stands on it again, same number, same amount. Otherwise it
    carries none; ``taken`` says whether the meter is known to have it, so that the total holds.
    A customer with only the first purchase gets an opening card again.
    """
    load = last.load if restores else 0
    total = last.cumulative if restores or taken else last.cumulative - last.load
    return msgspec.structs.replace(
        last,
        form=CardForm.OPENING if last.number <= 1 else CardForm.REISSUE,
        load=load,
        cumulative=total,
        sequence=sequence,
    )
