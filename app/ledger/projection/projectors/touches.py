"""What every event projects alike, whatever its type: that it happened, and its subjects."""

from __future__ import annotations

from functools import lru_cache

from app.domain.identity import EventId
from app.ledger.events.codec import Entry
from app.ledger.events.subjects import SubjectKind, reason_of, subjects_function
from app.ledger.projection.projectors.parts import Rows, key_of, tag_of
from app.ledger.projection.tables.touches import DeedRecord, TouchRecord

_ACCOUNT, _OPERATOR = SubjectKind.ACCOUNT.value, SubjectKind.OPERATOR.value
_text = lru_cache(maxsize=1024)(str)


def add_deed(out: Rows, id: EventId, entry: Entry) -> None:
    """The row of an event, and one for each of its subjects; who signed is one of them."""
    key, at, event = key_of(id), entry.at, entry.event
    subjects = subjects_function(type(event))(event)
    account = ""
    for kind, name in subjects:
        if kind == _ACCOUNT:
            account = name
            break
    operator, second = entry.operator, entry.second
    if operator is not None:
        subjects[_OPERATOR, _text(operator)] = None
    if second is not None:
        subjects[_OPERATOR, _text(second)] = None
    out[DeedRecord].append((key, at, tag_of(event), account, operator, second, reason_of(event)))
    out[TouchRecord] += [(kind, name, at, key) for kind, name in subjects]
