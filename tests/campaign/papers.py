"""Papers on the counter: each once, and whatever comes out again says so."""

from __future__ import annotations

import re

from app.ledger.database import connection_of
from app.operations.paper.letterhead import receipt_text
from app.simulator.paper import PrintedDocument
from tests.campaign.books import totals
from tests.campaign.world import World

_NUMBER = re.compile(r"^(?:Receipt|Slip|Report|Register|Statement) no\. +(\S+)$", re.MULTILINE)
_AGAIN = "REPRINT"
_JOBS = "SELECT number, state, attempts FROM print_job WHERE copy = 0 AND id > ? ORDER BY id"
_NUMBERS = "SELECT number FROM print_job WHERE copy = 0"


def last_job(world: World) -> int:
    """Key of the newest print job."""
    with world.ledger.read() as reader:
        found = connection_of(reader.db).execute("SELECT MAX(id) FROM print_job").get
    return int(found or 0)


def wrong_papers(world: World, papers: list[PrintedDocument], since: int) -> list[str]:
    """What is wrong with the papers of all jobs after job ``since``, and which are missing."""
    whole = [paper.text for paper in papers if paper.complete]
    with world.ledger.read() as reader:
        jobs = connection_of(reader.db).execute(_JOBS, (since,)).fetchall()
        queued = {number for (number,) in connection_of(reader.db).execute(_NUMBERS)}
    receipts = [receipt_text(world.counter.kiosk, number) for number in totals(world).receipts]
    wrong = [f"{number} has no paper" for number in receipts if number not in queued]
    for number, state, attempts in jobs:
        its = [text for text in whole if number in _NUMBER.findall(text)]
        originals = [text for text in its if _AGAIN not in text]
        if state != "done":
            wrong.append(f"{number} is {state}")
        if not its:
            wrong.append(f"{number} never came out")
        if len(originals) > 1:
            wrong.append(f"{number} came out {len(originals)} times without saying so")
        if attempts == 1 and len(its) != 1:
            wrong.append(f"{number} was sent once and came out {len(its)} times")
    return wrong
