"""What an admitted kiosk asks, answered from the store: hello, push, epoch."""

from __future__ import annotations

from functools import partial

import msgspec

from app.domain.errors import TapcardError
from app.office.chains import next_of
from app.office.epochs import ask_epoch
from app.office.push import push_from, wanted
from app.office.replies import Reply, reply_to_epoch, reply_to_error, reply_to_push
from app.office.store.contract import Projecting, Store
from app.office.store.rows import Contact, Kiosk
from app.sync.answers import HelloAnswer, Wanted
from app.sync.bundle_header import unpacked
from app.sync.errors import SyncError
from app.sync.requests import Hello
from app.sync.scopes import scopes_of_kiosk

_KEY = 32
_AHEAD = 20 * 366 * 86_400_000
"""Twenty years, milliseconds: versions go on from the wall clock, and none is further ahead."""


def hear_hello(store: Store, kiosk: Kiosk, body: bytes, at: int) -> Reply:
    """Keeps what it says of itself, and says where head office stands. Raises SyncError."""
    said = unpacked(body, Hello)
    node = kiosk.enrolment.node
    store.touch(
        Contact(
            node=node,
            at=at,
            program=said.program,
            clock_offset=said.wall - at,
            sealed_epoch=said.epoch,
            sealed_seq=said.seq,
            waiting=said.waiting,
            scopes=dict(said.scopes),
            health=dict(said.health),
        )
    )
    _not_behind(store, kiosk, said, at)
    return Reply(200, msgspec.msgpack.encode(_standing(store, kiosk, at)))


def _not_behind(store: Store, kiosk: Kiosk, said: Hello, at: int) -> None:
    """A counter that took in more than was given here: head office was put back to a backup.

    It goes on above that, so that the counter passes nothing over, and people are told.
    """
    node = kiosk.enrolment.node
    own = scopes_of_kiosk(node, kiosk.enrolment.region)
    heads = store.scope_heads(own)
    for scope, version in said.scopes:
        if scope in own and heads[scope] < version <= at + _AHEAD:
            store.refused(node, "head_office_was_put_back", f"{scope} {heads[scope]}", at)
            store.project(partial(_raise, scope, version))


def _raise(scope: str, version: int, tx: Projecting) -> None:
    tx.raise_scope(scope, version)


def _standing(store: Store, kiosk: Kiosk, at: int) -> HelloAnswer:
    row = kiosk.in_force
    here, lacking = next_of(kiosk, row.epoch), wanted(kiosk)
    older = [] if lacking.epoch == row.epoch else [lacking]
    heads = store.scope_heads(scopes_of_kiosk(kiosk.enrolment.node, kiosk.enrolment.region))
    return HelloAnswer(
        epoch=row.epoch,
        next=here.next,
        hash=here.previous if here.next > 1 else b"",
        office_time=at,
        scopes=sorted(heads.items()),
        wanted=[Wanted(one.epoch, one.next, row.parent.seq if row.parent else 0) for one in older],
    )


def hear_push(store: Store, kiosk: Kiosk, body: bytes, at: int) -> Reply:
    """Takes bundles. What is not what it should be was counted by :func:`push_from`."""
    try:
        return reply_to_push(push_from(store, kiosk, body, at))
    except TapcardError as error:
        if _is_ours(error):
            raise
        return reply_to_error(error)


def hear_epoch(store: Store, kiosk: Kiosk, body: bytes, at: int) -> Reply:
    """Notes that a kiosk wants to go on in a new epoch; :func:`ask_epoch` counts refusals."""
    try:
        answer = ask_epoch(store, kiosk.enrolment.node, body[:_KEY], body[_KEY:], at)
    except TapcardError as error:
        if _is_ours(error):
            raise
        return reply_to_error(error)
    return reply_to_epoch(answer)


def _is_ours(error: TapcardError) -> bool:
    """Whether head office failed, not the sender."""
    return not isinstance(error, SyncError) and reply_to_error(error).status >= 500
