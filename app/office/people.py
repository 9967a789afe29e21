"""People at head office: personal keys opened and kept, names made findable, the erased forgotten.

Keys come sealed beside bundles, events in bundles, both in any order. Whoever an event or a key is
about is noted in the same transaction; one worker at a time goes through the notes and makes keys
and index what the tables say: so erasing binds, whatever came first.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from app.domain.identity import EventId
from app.ledger import names, personal, search_index
from app.ledger.checkpoint import Signer
from app.ledger.events.accounts import AccountEdited, AccountErased, AccountOpened
from app.ledger.events.codec import Entry
from app.office.store.contract import Projecting, Store
from app.office.store.rows import PersonChange, SealedKeys
from app.sync.bundle import keys_context, open_keys, parse
from app.sync.errors import SyncError

_LOG = logging.getLogger(__name__)
_BATCH = 500


class PeopleDone(NamedTuple):
    """What one round did."""

    keys: int = 0
    """Keys that were kept, or were here already."""
    changes: int = 0
    """Notes that were gone through."""


def people_in(told: Iterable[tuple[EventId, Entry]]) -> Iterator[PersonChange]:
    """Whom events say something personal of."""
    for id, entry in told:
        event = entry.event
        if isinstance(event, AccountOpened | AccountEdited | AccountErased):
            yield PersonChange(event.account, *id)


def keep_people(store: Store, office: Signer, is_ended: Callable[[], bool] = bool) -> PeopleDone:
    """Opens what came sealed to ``office``, head office's identity, and goes through the notes.

    ``is_ended``: asked between two batches; the rest of the notes waits then. Raises
    StoreUnavailable and the errors of a ledger's file; done again, it goes on.
    """
    keys = open_sealed(store, office)
    open_held(store, office)
    store.project(_bring_index_up_to_date)
    changes, forgot = 0, False
    while not is_ended() and (some := store.project(partial(_go_through, store))).changes:
        changes += some.changes
        forgot = forgot or some.forgot
    if forgot:
        store.wipe()
    return PeopleDone(keys, changes)


def open_sealed(store: Store, office: Signer) -> int:
    """Personal keys as they came are opened and kept; returns how many there were.

    What cannot be opened stays: the right key may come back with a backup.
    """
    opened = 0
    after = (0, 0, 0, 0)
    while some := store.sealed_keys(after):
        last = some[-1]
        after = (last.node, last.epoch, last.first, last.count)
        for sealed in some:
            keys = _opened(office, sealed)
            if keys is not None:
                _keep(store, keys)
                store.drop_sealed(sealed)
                opened += len(keys)
    return opened


def open_held(store: Store, office: Signer) -> None:
    """Takes personal keys out of bundles that are kept aside, to where erasing finds them.

    They are kept under the bundle's name: a copy may have given an account's number to another.
    """
    while some := store.held_sealed():
        for held in some:
            bundle = parse(held.file)
            try:
                keys = bundle.keys(office)
            except SyncError as error:  # sealed to an identity that is lost: nobody opens it
                _LOG.warning("personal keys of a bundle kept aside: %s", error.message)
                keys = {}
            store.take_keys_out(held, keys, bundle.without_keys())


def _opened(office: Signer, sealed: SealedKeys) -> dict[str, bytes] | None:
    of = (sealed.node, sealed.epoch, sealed.first, sealed.count, sealed.last_hash)
    try:
        return open_keys(office, sealed.sealed, keys_context(*of))
    except SyncError as error:
        _LOG.warning("personal keys of %s from %s stay sealed: %s", of[:2], of[2], error.message)
        return None


def _keep(store: Store, keys: dict[str, bytes]) -> None:
    """Beside the journal, from where feeds take them; the tables get them by the notes."""
    store.keep_keys(keys)
    store.project(lambda tx: tx.people.told(PersonChange(name, 0, 0, 0) for name in keys))


class _Gone(NamedTuple):
    changes: int
    forgot: bool


def _go_through(store: Store, tx: Projecting) -> _Gone:
    if not tx.people.waiting(1):
        return _Gone(0, False)
    tx.people.lock()
    changes = tx.people.waiting(_BATCH)
    forgot = False
    accounts = sorted({change.account for change in changes})
    kept = store.personal_keys(accounts)
    for account in accounts:
        if names.is_erased(tx.database, account):
            forgot = True
            personal.drop_key(tx.people.statements, account)
            search_index.purge(tx.people.statements, account)
            store.forget_key(account)
        else:
            if account in kept:
                personal.keep_key_if_new(tx.people.statements, account, kept[account])
            names.index_account(tx.database, tx.people.statements, account)
    tx.people.done(changes)
    return _Gone(len(changes), forgot)


def _bring_index_up_to_date(tx: Projecting) -> None:
    """Where another release folded words otherwise."""
    if not search_index.is_current(tx.people.statements):
        tx.people.lock()
        search_index.build(tx.people.statements, ())
        tx.people.tell_all()
