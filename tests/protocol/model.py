"""Two kiosks, their customer and a meter on the rules alone: every decision is the domain's.

What operations do with the answers is repeated here as briefly as it can be said, step by step as
in app/operations: looked at, quoted, performed, and where the card is pulled, recorded as in doubt.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import msgspec

from app.domain.card_writes import (
    TierUse,
    cancellation_written,
    form_after,
    money_back_written,
    purchase_written,
    reissue_written,
    rewrite_written,
)
from app.domain.cards import CardContents, CardReading
from app.domain.comparison import SELLABLE, Agreement, Standing, agreement, standing
from app.domain.identity import EventId
from app.domain.plans import Verdict, applied, judge, remaining_steps
from app.domain.refunds import RefundCase, proved, refund_refusal
from app.domain.tariff.breakdown import Breakdown
from tests.protocol.paper import Paper
from tests.protocol.paper_card import (
    BLANK,
    DAY,
    Card,
    card_of,
    reading_of,
    shows_mark,
    torn_copy,
    torn_inside,
)
from tests.protocol.paper_ledger import (
    Kind,
    Ledger,
    Plan,
    Row,
    Sighting,
    Status,
    carried,
    images_of,
    is_held,
    known,
    next_id,
    open_rows,
    refundable,
    restores,
    row_of,
    waiting_refunds,
    with_row,
    writes,
)
from tests.protocol.pulls import A, B, Pull
from tests.protocol.truth import Rules

VOLUMES = {A: 2, B: 3}
"""Each kiosk sells its own volume, so that credit tells whose it is."""

_USE = TierUse(period_start=DAY, bought=0, allowance_used=0)


class Desk(NamedTuple):
    """What one step at a kiosk is about, and what it leaves."""

    ledger: Ledger
    card: Card
    paper: Paper


Step: TypeAlias = Callable[[Desk, Rules, Pull | None], Desk | None]
"""Leaves None where it is refused and everything stays as it is, or the pull does not happen."""


class Look(NamedTuple):
    """A card of ours as a kiosk sees it."""

    reading: CardReading
    standing: Standing
    ahead: bool


def _look(desk: Desk, rules: Rules) -> Look | Desk | None:
    """The card; instead what is left where it is refused: as it was, or on hold."""
    reading = reading_of(desk.card)
    if reading is None:
        return None
    facts = known(desk.ledger, reading.serial)
    for row in open_rows(desk.ledger):
        elsewhere = row.plan.id.node != desk.ledger.node
        if not (elsewhere and shows_mark(desk.card, row.plan.id)):
            return None
    if any(serial == reading.serial for _node, serial in desk.ledger.cards_held):
        return None
    found = standing(reading, facts, copyable=rules.copyable)
    if found is Standing.UNEXPLAINED:
        held = desk.ledger.cards_held | {(desk.ledger.node, reading.serial)}
        return desk._replace(ledger=desk.ledger._replace(cards_held=held))
    return Look(reading, found, agreement(reading, facts) is Agreement.AHEAD)


def sell(desk: Desk, rules: Rules, pull: Pull | None) -> Desk | None:
    """A purchase under the next number."""
    look = _look(desk, rules)
    if not isinstance(look, Look):
        return look
    if look.standing not in SELLABLE:
        return None
    desk = _noted_ahead(desk, look)
    contents = purchase_written(
        look.reading,
        _breakdown(VOLUMES[desk.ledger.node]),
        sequence=look.reading.contents.sequence + 1,
        tariff_class=1,
        household_size=1,
    )
    id = next_id(desk.ledger)
    return _rewrite(desk, Kind.SALE, contents, pull, about=id, rules=rules)


def refund(desk: Desk, rules: Rules, pull: Pull | None) -> Desk | None:
    """An unloaded load comes off the card; paid at once where nobody can have copied it."""
    look = _look(desk, rules)
    if not isinstance(look, Look):
        return look
    reading, ledger = look.reading, desk.ledger
    if look.standing is not Standing.UNLOADED:
        return None
    found = refundable(ledger, carried(ledger, reading.contents.mark))
    if found is None:
        return None
    purchase = found.plan
    case = RefundCase(
        node=ledger.node,
        epoch=ledger.epoch,
        sold_by=purchase.id,
        written_on=purchase.serial,
        serial=reading.serial,
        rewritten=_rewritten(ledger, purchase.id),
        marking=rules.marking,
        copyable=rules.copyable,
        refundable=True,
    )
    if refund_refusal(case) is not None:
        return None
    contents = cancellation_written(
        reading, sequence=reading.contents.sequence + 1, copyable=rules.copyable, use=_USE
    )
    return _rewrite(desk, Kind.REFUND, contents, pull, about=purchase.id, rules=rules)


def money_back(desk: Desk, rules: Rules, pull: Pull | None) -> Desk | None:
    """Zero load in place of a payment that was never written."""
    reading = reading_of(desk.card)
    rows = [row for row in open_rows(desk.ledger) if row.plan.serial == desk.card.serial]
    if reading is None or not rows:
        return None
    plan, ledger = rows[0].plan, desk.ledger
    ours = plan.id[:2] == (ledger.node, ledger.epoch)
    if not ours or plan.kind is not Kind.SALE or is_held(ledger, plan.id):
        return None
    if _verdict(plan, desk.card) is not Verdict.NOT_WRITTEN:
        return None
    contents = money_back_written(
        reading.contents,
        plan.contents,
        form=form_after(reading),
        copyable=rules.copyable,
        use=_USE,
    )
    desk = desk._replace(ledger=with_row(ledger, rows[0]._replace(status=Status.MONEY_BACK)))
    return _rewrite(desk, Kind.MONEY_BACK, contents, pull, about=plan.id, rules=rules)


def pay_refund(desk: Desk, rules: Rules, pull: Pull | None) -> Desk | None:
    """Money goes out for a load that is off its card."""
    reading = reading_of(desk.card)
    waiting = next(waiting_refunds(desk.ledger), None)
    if reading is None or waiting is None or pull is not None:
        return None
    contents = waiting.plan.contents
    same_image = reading.contents.number == contents.number and reading.contents.load == 0
    meter_says = proved(reading, number=contents.number, total=contents.cumulative)
    if rules.copyable and not (same_image and meter_says):
        return None
    return _paid(desk, waiting)


def rewrite(desk: Desk, rules: Rules, pull: Pull | None) -> Desk | None:
    """The same load again, for a meter that marked it without taking it."""
    look = _look(desk, rules)
    if not isinstance(look, Look):
        return look
    if look.standing is not Standing.MARKED_NOT_TAKEN:
        return None
    ledger, contents = desk.ledger, look.reading.contents
    about = carried(ledger, contents.mark)
    lost = contents.mark.node == ledger.node and contents.mark.epoch < ledger.epoch
    if about is None and lost:
        about = contents.mark
    if about is None:
        return None
    desk = _noted_ahead(desk, look)
    again = rewrite_written(look.reading, sequence=contents.sequence + 1)
    return _rewrite(desk, Kind.REWRITE, again, pull, about=about, rules=rules)


def reissue(desk: Desk, _rules: Rules, pull: Pull | None) -> Desk | None:
    """A blank becomes the allocation's card; it carries the last load where that is safe."""
    ledger = desk.ledger
    if desk.card != BLANK or open_rows(ledger):
        return None
    last = writes(ledger)[-1]
    restored, lost = restores(ledger)
    contents = reissue_written(
        last.contents,
        sequence=last.contents.sequence + 1,
        restores=restored is not None,
        taken=last.contents.load == 0,
    )
    id = next_id(ledger)
    serial, written = id.to_bytes(), _marked(contents, id)
    plan = Plan(
        id=id,
        kind=Kind.REISSUE,
        serial=serial,
        contents=written,
        before=desk.card,
        about=restored,
        owed=lost,
        old_serial=last.serial,
    )
    return _write(_opened(desk, plan), plan, pull, pays=False)


def settle(desk: Desk, _rules: Rules, pull: Pull | None) -> Desk | None:
    """What became of an open plan, by its card; the first one, as a kiosk does unless told."""
    blank = desk.card.blank
    rows = [row for row in open_rows(desk.ledger) if blank or row.plan.serial == desk.card.serial]
    if not rows or (blank and not rows[0].plan.issues):
        return None
    row, ledger = rows[0], desk.ledger
    found = _verdict(row.plan, desk.card)
    ours = row.plan.id.node == ledger.node
    older = ours and row.plan.id.epoch != ledger.epoch
    pays_back = row.plan.kind in (Kind.REFUND, Kind.MONEY_BACK)
    happened = found is Verdict.HAPPENED
    hold = is_held(ledger, row.plan.id) or found is Verdict.UNKNOWN
    if hold or (older and (pays_back or not happened)):
        held = ledger.plans_held | {(ledger.node, row.plan.id)}
        return desk._replace(ledger=ledger._replace(plans_held=held))
    if happened:
        return _closed(desk, row.plan, pays=False) if ours and pull is None else None
    return _write(desk, row.plan, pull, pays=False)


def release(desk: Desk, rules: Rules, pull: Pull | None) -> Desk | None:
    """Two people let a held card go that fits what is recorded by now."""
    reading, ledger = reading_of(desk.card), desk.ledger
    held = frozenset(one for one in ledger.cards_held if one[1] == desk.card.serial)
    if reading is None or not held or pull is not None:
        return None
    facts = known(ledger, reading.serial)
    if standing(reading, facts, copyable=rules.copyable) is Standing.UNEXPLAINED:
        return None
    return desk._replace(ledger=ledger._replace(cards_held=ledger.cards_held - held))


WITH_A_CARD: dict[str, Step] = {
    "sells": sell,
    "refunds": refund,
    "pays refund": pay_refund,
    "gives money back": money_back,
    "writes again": rewrite,
    "settles": settle,
    "releases": release,
}
"""What a kiosk may do with any card."""


def _marked(contents: CardContents, id: EventId) -> CardContents:
    return msgspec.structs.replace(contents, mark=id)


@lru_cache
def _breakdown(quantity: int) -> Breakdown:
    return Breakdown(
        quantity=quantity,
        lines=(),
        total=quantity,
        balance_used=0,
        to_pay=quantity,
        rest=0,
        tariff_class=1,
        revision=1,
        period_start=DAY,
        bought=0,
        allowance_used=0,
        standing_paid_to=DAY,
    )


def _rewritten(ledger: Ledger, purchase: EventId) -> bool:
    return any(
        row.plan.kind is Kind.REWRITE
        and row.plan.about == purchase
        and row.status is Status.HAPPENED
        for row in ledger.rows
    )


def _noted_ahead(desk: Desk, look: Look) -> Desk:
    """The gap that others left, or the purchase that a restore lost."""
    if not look.ahead:
        return desk
    ledger = desk.ledger
    seen = Sighting(ledger.node, look.reading.serial, look.reading.contents)
    return desk._replace(ledger=ledger._replace(sightings=ledger.sightings | {seen}))


def _rewrite(
    desk: Desk,
    kind: Kind,
    contents: CardContents,
    pull: Pull | None,
    *,
    about: EventId,
    rules: Rules,
) -> Desk | None:
    """Opens a plan on the customer's own card and writes it."""
    id = next_id(desk.ledger)
    written = _marked(contents, id)
    plan = Plan(id, kind, desk.card.serial, written, desk.card, about)
    pays = kind in (Kind.REFUND, Kind.MONEY_BACK) and not rules.copyable
    return _write(_opened(desk, plan), plan, pull, pays=pays)


def _opened(desk: Desk, plan: Plan) -> Desk:
    assert row_of(desk.ledger, plan.id) is None
    return desk._replace(
        ledger=with_row(desk.ledger, Row(plan))._replace(opened=plan.id.seq),
        paper=desk.paper.opened(plan),
    )


def _verdict(plan: Plan, card: Card) -> Verdict:
    images = images_of(plan)
    return judge(
        images,
        card.image(),
        mark_shown=shows_mark(card, plan.id),
        torn_copy=torn_copy(card, images),
    )


def _write(desk: Desk, plan: Plan, pull: Pull | None, *, pays: bool) -> Desk | None:
    """What the card lacks of a plan is written; ``pays``: a refund goes on to pay in one go."""
    image = desk.card.image()
    steps = remaining_steps(images_of(plan), image)
    if pull is Pull.INSIDE_COPY:
        image = torn_inside(image, steps, plan.id)
    elif pull is not Pull.BEFORE_FIRST_BYTE:
        image = applied(image, steps)
    written = desk._replace(card=card_of(image))
    if pull is None:
        assert _verdict(plan, written.card) is Verdict.HAPPENED
        ours = plan.id.node == desk.ledger.node
        return _closed(written, plan, pays=pays) if ours else written
    if plan.id.node != desk.ledger.node:
        return written
    return written._replace(paper=desk.paper.gave_slip(plan.id))


def _closed(desk: Desk, plan: Plan, *, pays: bool) -> Desk:
    """The closing event of a plan of this kiosk, its receipt or slip."""
    row = row_of(desk.ledger, plan.id)
    assert row is not None
    done = row._replace(status=Status.HAPPENED)
    desk = desk._replace(ledger=with_row(desk.ledger, done))
    if plan.kind is Kind.SALE and plan.id.epoch == desk.ledger.epoch:
        desk = desk._replace(paper=desk.paper.gave_receipt(plan.id))
    owes = plan.kind in (Kind.REFUND, Kind.MONEY_BACK) or plan.owed
    if owes:
        desk = desk._replace(paper=desk.paper.gave_slip(plan.id))
    return _paid(desk, done) if pays else desk


def _paid(desk: Desk, row: Row) -> Desk:
    assert row.plan.about is not None
    return desk._replace(
        ledger=with_row(desk.ledger, row._replace(status=Status.PAID)),
        paper=desk.paper.paid_out(row.plan.about),
    )
