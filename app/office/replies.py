"""What head office answers over the wire: a status and a body, before it is signed."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from app.domain.errors import TapcardError
from app.domain.text import _
from app.ledger.errors import LedgerError
from app.office.epochs import EpochAnswer, Granted, Waits
from app.office.push_answers import Acked, Fenced, Fork, Full, Gap, Pushed, Ungranted
from app.office.store.errors import NotEnrolled, StoreUnavailable
from app.sync.answers import Code, Verdict
from app.sync.errors import BundleTooLarge

_WORDS = 500
"""Characters of a sentence."""


class Reply(NamedTuple):
    """One answer."""

    status: int
    body: bytes


def verdict(status: int, said: Verdict) -> Reply:
    """An answer that is a verdict."""
    return Reply(status, msgspec.msgpack.encode(said))


def refused(status: int, why: str) -> Reply:
    """The request cannot be used."""
    return verdict(status, Verdict(code=Code.REFUSED, why=why[:_WORDS]))


def failed(status: int, why: str) -> Reply:
    """Head office cannot take it now."""
    return verdict(status, Verdict(code=Code.FAILED, why=why[:_WORDS]))


REVOKED = verdict(403, Verdict(code=Code.REVOKED))
NOTHING_NEW = Reply(204, b"")


def seen_already(last: int) -> Reply:
    """The request's number is not greater than the last one seen."""
    return verdict(409, Verdict(code=Code.COUNT, seq=last))


def reply_to_push(answer: Pushed) -> Reply:
    """docs/sync.md, "Requests"."""
    match answer:
        case Acked(epoch, seq, hash):
            return verdict(200, Verdict(code=Code.ACK, epoch=epoch, seq=seq, hash=hash))
        case Gap(epoch, next, previous):
            return verdict(409, Verdict(code=Code.GAP, epoch=epoch, seq=next, hash=previous))
        case Fork(epoch, at):
            return verdict(409, Verdict(code=Code.FORK, epoch=epoch, seq=at))
        case Fenced(epoch):
            return verdict(409, Verdict(code=Code.FENCED, epoch=epoch))
        case Ungranted(epoch):
            return verdict(409, Verdict(code=Code.UNGRANTED, epoch=epoch))
        case Full():
            return _full()
    return REVOKED


def reply_to_epoch(answer: EpochAnswer) -> Reply:
    """docs/sync.md, "Requests"."""
    match answer:
        case Granted(epoch):
            return verdict(200, Verdict(code=Code.GRANTED, epoch=epoch))
        case Waits(epoch):
            return verdict(202, Verdict(code=Code.WAITS, epoch=epoch))
        case Full():
            return _full()
        case Fenced(epoch):
            return verdict(409, Verdict(code=Code.FENCED, epoch=epoch))
    return REVOKED


def _full() -> Reply:
    return failed(503, _("Too much of this counter is kept aside already: call head office."))


def reply_to_error(error: TapcardError) -> Reply:
    """What could not be used is refused; what failed here is told as such, to be sent again."""
    match error:
        case StoreUnavailable() | LedgerError():
            return failed(503, _("Head office cannot write now; it is sent again."))
        case NotEnrolled():
            return refused(401, error.message)
        case BundleTooLarge():
            return refused(413, error.message)
    return refused(400, error.message)
