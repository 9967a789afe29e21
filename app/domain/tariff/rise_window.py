"""The days before a rise of prices in which a cap holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from app.domain.tariff.in_force import coming, in_force
from app.domain.tariff.preview import is_rise
from app.domain.tariff.revision import TariffRevision
from app.domain.tariff.rise_cap import RiseCap, RiseWindow


def rise_window(
    cap: RiseCap | None, revisions: Iterable[TariffRevision], today: date
) -> RiseWindow | None:
    """The window that ``today`` lies in; None where no cap holds.

    ``revisions``: those of the class, in any order. Only the next revision counts.
    """
    found = list(revisions)
    now, following = in_force(found, today), coming(found, today)
    if cap is None or now is None or following is None:
        return None
    begins = following.valid_from - timedelta(days=cap.days)
    if today < begins or not is_rise(now, following):
        return None
    return RiseWindow(begins=begins, rises=following.valid_from)
