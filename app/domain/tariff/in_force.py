"""Which revision of a tariff class counts on a day, and which comes next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.domain.tariff.revision import TariffRevision


def in_force(revisions: Iterable[TariffRevision], on: date) -> TariffRevision | None:
    """The revision with the latest first day not after ``on``; of several, the highest number.

    ``revisions``: those of one class, in any order.
    """
    begun = (revision for revision in revisions if revision.valid_from <= on)
    return max(begun, key=lambda revision: (revision.valid_from, revision.revision), default=None)


def coming(revisions: Iterable[TariffRevision], after: date) -> TariffRevision | None:
    """The revision that will come into force first after that day; None if none is entered."""
    found = list(revisions)
    days = [revision.valid_from for revision in found if revision.valid_from > after]
    return in_force(found, min(days)) if days else None
