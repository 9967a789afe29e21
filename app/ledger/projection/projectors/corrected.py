"""The row of a correction, whatever it put right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from app.domain.identity import EventId
from app.domain.quantity import Money
from app.domain.sales import Tender
from app.ledger.projection.projectors.parts import Rows, key_of, text_of
from app.ledger.projection.tables.corrections import Corrected, CorrectionRecord


def add_correction(
    out: Rows,
    id: EventId,
    what: Corrected,
    day: date,
    account: str,
    *,
    of: EventId | None = None,
    amount: Money = 0,
    moved: Money = 0,
    old: str = "",
    new: str = "",
) -> None:
    """``amount``: what the account has to pay more for it; ``moved``: paid by other means."""
    record = CorrectionRecord(
        event=key_of(id),
        what=what.value,
        date=text_of(day),
        account=account,
        of=None if of is None else key_of(of),
        amount=amount,
        moved=moved,
        old=old,
        new=new,
    )
    out.add(record)


def moved_between(old: Iterable[Tender], new: Iterable[Tender]) -> Money:
    """What of a sale was paid by means other than those recorded."""
    less: Counter[str] = Counter()
    more: Counter[str] = Counter()
    for tender in old:
        less[tender.kind.value] += tender.amount
    for tender in new:
        more[tender.kind.value] += tender.amount
    return (more - less).total()


def kinds_of(tenders: Iterable[Tender]) -> str:
    """The means by which a sale was paid."""
    return "+".join(dict.fromkeys(tender.kind.value for tender in tenders))
