"""A day at the drawer, by keys on a real terminal: two people, one drawer, one of them short.

Float, sales paid in three ways, a bag to the safe, the drawer without a sale, a refund; the drawer
goes to the next operator, who sells and at the end counts five too little. What is in the drawer is
known here from the papers alone, as people know it; each figure of both Z reports is then compared
with sums over the journal that use neither the tables nor the program's own arithmetic.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import pytest

from app.domain.entries import Book
from app.domain.identity import EventId
from app.ledger.events.cash import CashDropped, DrawerOpened
from app.ledger.events.operators import ShiftClosed, ShiftOpened
from app.ledger.events.refunds import RefundPaid
from app.ledger.events.sales import PurchaseLoaded
from app.ledger.journal import scan
from app.simulator.printer import VirtualPrinter
from tests.end_to_end.conftest import MakeDesk
from tests.end_to_end.desk import ADMINISTRATOR, METER, PIN, SUPERVISOR, Desk
from tests.end_to_end.scenes import cards
from tests.end_to_end.scenes.play import Script, Stage, play
from tests.end_to_end.scenes.player import Player
from tests.end_to_end.scenes.tenders import paid_otherwise

pytestmark = [pytest.mark.xdist_group("scenes"), pytest.mark.timeout(300)]

LEAVES, COMES = 13, 14
FLOAT, BAG, SHORT = 100_000, 50_000, 500
NAME = "Amina Salim"
DAY = Script()
scene = DAY.scene
