"""Papers that were made but come out only when somebody asks for them."""

from __future__ import annotations

import msgspec

from app.domain.print_methods import PrintWhen
from app.kiosk import Kiosk
from app.ledger.queries import print_methods


class KeptPaper(msgspec.Struct, frozen=True, kw_only=True):
    """One of them."""

    job: int
    kind: str
    number: str
    copies: int
    """How many come out if it is asked for."""


def newest_job(kiosk: Kiosk) -> int:
    """The newest print job: see :func:`to_ask_for`."""
    return int(kiosk.ledger.print_jobs.newest_id())


def to_ask_for(kiosk: Kiosk, since: int) -> tuple[KeptPaper, ...]:
    """Papers made after the job ``since`` whose method says that somebody is asked."""
    jobs = kiosk.ledger.print_jobs.kept_since(since)
    with kiosk.ledger.read() as reader:
        methods = {job.kind: print_methods.method(reader.db, job.kind) for job in jobs}
    return tuple(
        KeptPaper(job=job.id, kind=job.kind, number=job.number, copies=methods[job.kind].copies)
        for job in jobs
        if methods[job.kind].when is PrintWhen.ASK
    )


def print_kept(kiosk: Kiosk, papers: tuple[KeptPaper, ...]) -> None:
    """They come out after all, as often as their methods say."""
    for paper in papers:
        kiosk.ledger.print_jobs.print_kept(paper.job, paper.copies)
