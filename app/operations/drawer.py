"""The cash drawer opens when cash has moved, whatever became of the card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.domain.sales import Tender, TenderKind
from app.kiosk import Kiosk
from app.payments.cash_drawer import open_for_cash


class DrawerNotice:
    """What the operator should know about the drawer; empty if it was told to open."""

    text = ""


@contextmanager
def opening_drawer(kiosk: Kiosk, tenders: Sequence[Tender]) -> Iterator[DrawerNotice]:
    """Opens the drawer after the block, also when it fails, if cash was taken.

    After, not before: a card in the reader does not wait for a printer.
    """
    notice = DrawerNotice()
    try:
        yield notice
    finally:
        if any(tender.kind is TenderKind.CASH for tender in tenders):
            notice.text = open_for_cash(kiosk.drawer)
