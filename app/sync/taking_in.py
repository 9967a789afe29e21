"""The counter takes in what head office gave: acknowledgements and feeds, proven before believed.

A file is removed only after its transaction: whatever ends in between, it is taken in once more,
and everything in it is passed over. What cannot be believed is put aside and holds up nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from app.domain.errors import TapcardError
from app.domain.identity import Operator, kiosk_name
from app.domain.text import _
from app.ledger import exchange, journal, local_tables
from app.ledger.allowances import take_up_grant
from app.ledger.branches_aside import put_aside, replace_doubted
from app.ledger.database import connection_of
from app.ledger.errors import CommitInDoubt, DiskFull, LedgerUnsafe
from app.ledger.exchange import Trouble
from app.ledger.journal import ForkDetected
from app.ledger.ledger import Ledger
from app.ledger.queries import settings
from app.ledger.transaction import Transaction
from app.operations.pins import make_verifier
from app.sync.answers import ANSWER_LIMIT, Code, Verdict, Wanted, read_answer_file
from app.sync.branches import below
from app.sync.errors import NotForUs, SyncError
from app.sync.feed import FeedHeader, OpenedFeed, parse_feed
from app.sync.folder import SyncFolder, read_bounded, whole_bundle
from app.sync.invitations import Invitation, invitations_in

_logger = logging.getLogger(__name__)

_ENVELOPE = 1 << 10
_OURS = (CommitInDoubt, DiskFull, LedgerUnsafe)
"""What is no fault of a file: it stays for the next time."""


class AckOfAnother(SyncError):
    """Head office has an event that this counter never wrote."""

    code = "ack_of_another"


class TakingIn:
    """Reads the inbox of a folder into a ledger. For one thread."""

    def __init__(self, ledger: Ledger, folder: SyncFolder) -> None:
        """``folder``: prepared."""
        self._ledger = ledger
        self._folder = folder
        self._wanted: dict[int, Wanted] = {}

    def wanted(self) -> list[Wanted]:
        """What answers that came by stick asked for, by epoch; each is told once."""
        found = [self._wanted[epoch] for epoch in sorted(self._wanted)]
        self._wanted.clear()
        return found

    def acknowledgements(self) -> None:
        """Takes in every answer, and removes the bundles of which head office has the events.

        Before enrolment nothing can be believed, and everything waits.
        """
        self._all("ack", self._acknowledgement)

    def feeds(self) -> None:
        """Takes in every feed that goes on from what was taken in; one that does not, waits."""
        self._all("feed", self._feed)

    def _all(self, ending: str, take_in: Callable[[bytes, bytes], bool]) -> None:
        paths = self._folder.incoming(ending)
        if not paths:
            return
        with self._ledger.read() as reader:
            office = exchange.office_keys(reader.db)
        if office is not None:
            for path in paths:
                self._each(path, lambda data: take_in(data, office.public))

    def _each(self, path: Path, take_in: Callable[[bytes], bool]) -> None:
        try:
            done = take_in(read_bounded(path, ANSWER_LIMIT + _ENVELOPE))
        except _OURS:
            raise
        except OSError:
            _logger.exception("%s stays for the next time", path.name)
        except TapcardError as error:
            self._put_aside(path, error.message)
        except Exception as error:
            _logger.exception("%s cannot be taken in", path.name)
            self._put_aside(path, _("It is not understood ({error}).").format(error=error))
        else:
            if done:
                path.unlink(missing_ok=True)

    def _put_aside(self, path: Path, why: str) -> None:
        _logger.warning("%s is put aside: %s", path.name, why)
        self._folder.put_aside(path, why)

    # -- acknowledgements ------------------------------------------------------------------

    def _acknowledgement(self, data: bytes, office_key: bytes) -> bool:
        answer = read_answer_file(data)
        answer.require_genuine(office_key, self._ledger.node)
        said = answer.verdict()
        if said.code in (Code.ACK, Code.QUARANTINED):
            self._acknowledged(said, answer.count)
        elif said.code == Code.REVOKED or (
            said.code == Code.FORK and said.epoch == self._ledger.epoch
        ):
            self._trouble(Trouble(said.code, said.seq), answer.count)
        elif said.code == Code.GAP and said.epoch and said.seq:
            self._wanted[said.epoch] = Wanted(said.epoch, said.seq)
        elif said.code == Code.FORK and 0 < said.epoch < self._ledger.epoch:
            self._wanted[said.epoch] = below(said.epoch, said.seq)
        elif said.code == Code.FENCED and said.epoch > self._ledger.epoch:
            self._trouble(Trouble(said.code, said.epoch), answer.count)
        return True

    def _acknowledged(self, said: Verdict, count: int) -> None:
        if said.hash != self._hash_of(said.epoch, said.seq):
            raise AckOfAnother(
                _("Head office has an event {seq} that this counter did not write.").format(
                    seq=said.seq
                )
            )

        def note(tx: Transaction) -> None:
            exchange.move_cursor(tx.db, said.epoch, acknowledged=said.seq)
            if said.epoch == self._ledger.epoch:
                exchange.clear_trouble(tx.db, count)

        self._ledger.commit(note)
        for one in self._folder.bundles(self._ledger.node):
            if one.epoch == said.epoch and one.last <= said.seq:
                one.path.unlink(missing_ok=True)

    def _hash_of(self, epoch: int, seq: int) -> bytes | None:
        """By the journal; after a restore also by a bundle of what the journal lost."""
        with self._ledger.read() as reader:
            found = exchange.hash_at(reader.db, self._ledger.node, epoch, seq)
        if found is not None or epoch >= self._ledger.epoch:
            return found
        for one in self._folder.bundles(self._ledger.node):
            bundle = whole_bundle(one) if (one.epoch, one.last) == (epoch, seq) else None
            if bundle is not None:
                return bundle.header.last_hash
        return None

    def _trouble(self, found: Trouble, count: int) -> None:
        self._ledger.commit(
            lambda tx: exchange.note_trouble(tx.db, self._ledger.epoch, found, count)
        )

    # -- feeds -----------------------------------------------------------------------------

    def _feed(self, data: bytes, office_key: bytes) -> bool:
        opened = parse_feed(data).open(office_key)
        self._require_for_us(opened.header)
        keys = opened.personal_keys(self._ledger.signer)
        codes = self._codes(opened)
        now = self._ledger.clock.milliseconds()

        def work(tx: Transaction) -> bool:
            taken = _take_in(tx, opened, keys)
            for found, verifier in codes if taken else ():
                local_tables.take_invitation(tx.db, found.id, found.operator, verifier, now)
            return taken

        try:
            return self._ledger.commit(work)
        except ForkDetected as fork:
            return self._other_branch(opened.header, fork)

    def _other_branch(self, header: FeedHeader, fork: ForkDetected) -> bool:
        """Head office has other events of another counter than it gave before: its word counts.

        A feed sealed before the newest one taken in may tell of a branch of before, and is passed
        over; else what is here goes aside. Either way head office gives again what is lacking.
        """
        node = fork.id.node
        with self._ledger.read() as reader:
            is_late = header.office_time < exchange.newest_feed(reader.db)
            is_office = journal.is_head_office(connection_of(reader.db), node)
        if node == self._ledger.node or is_office:
            raise fork
        if is_late:
            _logger.warning("an earlier feed is passed over: %s", fork.message)
            return True
        _logger.warning("what is here of %s goes aside: %s", kiosk_name(node), fork.message)
        now = self._ledger.clock.milliseconds()

        def work(tx: Transaction) -> None:
            put_aside(tx.db, node, now)
            exchange.begin_scopes_anew(tx.db)
            exchange.note_feed(tx.db, header.office_time)

        self._ledger.commit(work)
        return True

    def _codes(self, opened: OpenedFeed) -> list[tuple[Invitation, str]]:
        """New codes of operators with their verifiers, which take their time."""
        ledger = self._ledger
        found = invitations_in(opened.events(), ledger.signer, ledger.node, ledger.epoch)
        with ledger.read() as reader:
            new = [one for one in found if not local_tables.is_taken(reader.db, one.id)]
        return [(one, make_verifier(one.code)) for one in new]

    def _require_for_us(self, header: FeedHeader) -> None:
        if (header.kiosk, header.epoch) != (self._ledger.node, self._ledger.epoch):
            raise NotForUs(_("This file is for another counter, or for this one's earlier life."))


def _forget_others_pins(tx: Transaction, own: Mapping[Operator, str]) -> None:
    """``own``: names by number that this counter had set itself, before head office was heard."""
    for number, name in own.items():
        found = settings.operator(tx.db, number)
        if found is not None and found.name != name:
            local_tables.forget_pin(tx.db, number)


def _take_in(tx: Transaction, opened: OpenedFeed, keys: dict[str, bytes]) -> bool:
    """False where a feed is lacking that comes before it."""
    have = exchange.scopes(tx.db)
    steps = opened.header.scopes
    if any(step.after > have.get(step.scope, 0) for step in steps):
        return False
    if steps and all(step.upto <= have.get(step.scope, 0) for step in steps):
        return True
    own = settings.names_set_by(tx.db, opened.header.kiosk)
    replace_doubted(tx.db, keys)
    tx.accept(opened.events(), opened.runs(), images=opened.images.values(), keys=keys)
    _forget_others_pins(tx, own)
    take_up_grant(tx, opened.header.kiosk, opened.header.epoch)
    exchange.note_feed(tx.db, opened.header.office_time)
    exchange.move_scopes(
        tx.db, {step.scope: max(step.upto, have.get(step.scope, 0)) for step in steps}
    )
    return True
