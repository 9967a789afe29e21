"""What administrators of this machine may ask `serve`, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

import msgspec

from app.domain.amounts import parse_money
from app.domain.identity import Node
from app.domain.quantity import Money
from app.domain.text import _
from app.ledger.queries import allowances
from app.ledger.queries import settings as facts_of
from app.office.allowances import code_for, grant_allowance, grant_block
from app.office.enrolling import Wanted
from app.office.epochs import NoSuchRequest, grant_epoch
from app.office.feeding import retry_quarantined
from app.office.head_office import HeadOffice
from app.office.projector import retry
from app.office.push import admit, push
from app.office.replies import Reply, reply_to_error, reply_to_push
from app.office.revoking import revoke
from app.office.store.errors import NotEnrolled, StoreError
from app.office.store.rows import Contact, EpochRequest, Held, Kiosk, Quarantined, Refusal
from app.sync.answers import answer_file, signed_answer
from app.sync.errors import SyncError

_HELD_OF_EACH = 50
"""Bundles kept aside that are listed of one kiosk."""
_BY_STICK = 0
"""Count of an answer to a file that came by stick."""


class AskCode(msgspec.Struct, frozen=True, tag="code", kw_only=True):
    """A one-time code for a kiosk to be."""

    name: str
    region: int
    site: str
    node: Node | None = None


class AskKiosks(msgspec.Struct, frozen=True, tag="kiosks"):
    """All kiosks and how they stand."""


class AskRevoke(msgspec.Struct, frozen=True, tag="revoke"):
    """Bars a kiosk."""

    node: Node


class AskGrant(msgspec.Struct, frozen=True, tag="grant"):
    """Puts an epoch in force; ``key``: how the public key of one of several copies begins."""

    node: Node
    key: str = ""


class AskImport(msgspec.Struct, frozen=True, tag="import"):
    """Takes a bundle of a kiosk that came as a file."""

    node: Node
    bundle: bytes


class AskFeed(msgspec.Struct, frozen=True, tag="feed"):
    """The next feed of a kiosk, to be carried there; ``after``: versions that it has."""

    node: Node
    after: dict[str, int]


class AskExceptions(msgspec.Struct, frozen=True, tag="exceptions"):
    """What waits for a person: epochs asked for, bundles held, requests refused."""


class AskAdmit(msgspec.Struct, frozen=True, tag="admit"):
    """Adds a held bundle to the journal; ``digest``: how it begins, hexadecimal."""

    digest: str


class AskQuarantine(msgspec.Struct, frozen=True, tag="quarantine"):
    """Events that no projector could apply; ``again``: tries them once more first."""

    again: bool = False


class AskAllowance(msgspec.Struct, frozen=True, tag="allowance", kw_only=True):
    """Grants a kiosk its next vending limit."""

    node: Node
    money: str
    """As it is typed: whole units with decimals."""
    count: int
    until: date


class AskBlock(msgspec.Struct, frozen=True, tag="block", kw_only=True):
    """Grants a kiosk so many further account numbers."""

    node: Node
    numbers: int


Ask: TypeAlias = (
    AskCode
    | AskKiosks
    | AskRevoke
    | AskGrant
    | AskImport
    | AskFeed
    | AskExceptions
    | AskAdmit
    | AskQuarantine
    | AskAllowance
    | AskBlock
)


class Invited(msgspec.Struct, frozen=True):
    """A code, and where the kiosk takes it."""

    node: Node
    code: str
    url: str
    expires_at: int


class KioskStanding(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the fleet."""

    node: Node
    name: str
    region: int
    site: str
    state: str
    epoch: int
    events: int
    """Last event of the epoch that is here."""
    contact: Contact | None


class Taken(msgspec.Struct, frozen=True):
    """What became of an imported bundle."""

    status: int
    code: str
    why: str
    ack: bytes
    """Bytes of the ``.ack`` file."""


class HeldRow(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle that was kept aside."""

    node: Node
    digest: bytes
    epoch: int
    first: int
    last: int
    reason: str
    received_at: int
    cash: Money = 0
    """What its events took in; none of it is in any sum here."""
    sales: int = 0


class Exceptions(msgspec.Struct, frozen=True):
    """What waits for a person."""

    epochs: Sequence[EpochRequest]
    held: Sequence[HeldRow]
    refusals: Sequence[Refusal]


class NoSuchHeld(StoreError):
    """No bundle, or more than one, begins so."""

    code = "no_such_held"


class Administration:
    """For any number of threads."""

    def __init__(self, office: HeadOffice) -> None:
        """``office``: open."""
        self._office = office

    def answer(self, ask: Ask) -> object:
        """What can be encoded. Raises TapcardError."""
        match ask:
            case AskCode(name=name, region=region, site=site, node=node):
                return self._code(Wanted(name, region, site, node))
            case AskKiosks():
                return self._kiosks()
            case AskRevoke(node):
                revoke(self._office.store, node)
            case AskGrant(node, key):
                return self._grant(node, key)
            case AskImport(node, bundle):
                return self._import(node, bundle)
            case AskFeed(node, after):
                return self._feed(node, after)
            case AskExceptions():
                return self._exceptions()
            case AskAdmit(digest):
                return self._admit(digest)
            case AskQuarantine(again):
                return self._quarantine(again=again)
            case AskAllowance(node=node, money=money, count=count, until=until):
                return self._allow(node, money, count, until)
            case AskBlock(node=node, numbers=numbers):
                block = grant_block(self._office.ledger, self._kiosk(node), numbers=numbers)
                return [block.first, block.last]
        return None

    def _code(self, wanted: Wanted) -> Invited:
        code, expires_at = self._office.enrolling.invite(wanted, self._office.now())
        return Invited(code.node, code.text, self._office.settings.url, expires_at)

    def _kiosks(self) -> list[KioskStanding]:
        store, own = self._office.store, self._office.ledger.node
        found: list[Kiosk] = []
        while page := store.kiosks(after=found[-1].enrolment.node if found else 0):
            found += page
        kiosks = [one for one in found if one.enrolment.node != own]
        contacts = store.contacts([one.enrolment.node for one in kiosks])
        return [_standing(one, contacts.get(one.enrolment.node)) for one in kiosks]

    def _grant(self, node: Node, key: str) -> int:
        found = [
            one
            for one in self._office.store.epoch_requests()
            if one.node == node and one.public_key.hex().startswith(key)
        ]
        if len(found) != 1:
            raise NoSuchRequest(node, found[0].epoch if found else 0)
        return grant_epoch(self._office.store, node, found[0].epoch, found[0].public_key).epoch

    def _import(self, node: Node, data: bytes) -> Taken:
        try:
            pushed = push(self._office.store, node, data, self._office.now())
            reply = reply_to_push(pushed)
        except (SyncError, StoreError) as error:
            reply = reply_to_error(error)
        return self._taken(node, reply)

    def _taken(self, node: Node, reply: Reply) -> Taken:
        answer = signed_answer(self._office.identity, node, _BY_STICK, reply.status, reply.body)
        said = answer.verdict()
        return Taken(reply.status, said.code, said.why, answer_file(answer))

    def _feed(self, node: Node, after: dict[str, int]) -> bytes | None:
        kiosk = self._office.store.kiosk(node)
        if kiosk is None or kiosk.revoked:
            return None
        return self._office.feed(kiosk, after)

    def _exceptions(self) -> Exceptions:
        store = self._office.store
        held = [_held(one) for one in store.held_listed(_HELD_OF_EACH)]
        return Exceptions(store.epoch_requests(), held, store.refusals())

    def _admit(self, digest: str) -> str:
        found = self._held_as(digest)
        if len(found) != 1:
            raise NoSuchHeld(
                _("No bundle, or more than one, is held that begins with {digest}.").format(
                    digest=digest
                ),
                _("`tapcard office exceptions` shows them."),
            )
        answer = admit(self._office.store, found[0], self._office.now())
        return (
            signed_answer(self._office.identity, found[0].node, _BY_STICK, *reply_to_push(answer))
            .verdict()
            .code
        )

    def _held_as(self, digest: str) -> Sequence[Held]:
        """Bundles kept aside whose digests begin so."""
        try:
            low, high = (bytes.fromhex(digest.ljust(64, fill)) for fill in "0f")
        except ValueError:
            return ()
        return self._office.store.held_from(low, high)

    def _quarantine(self, *, again: bool) -> Sequence[Quarantined]:
        if again:
            retry(self._office.store)
            retry_quarantined(self._office.store, self._office.now())
        return self._office.store.quarantined()

    def _allow(self, node: Node, typed: str, count: int, until: date) -> str:
        """The digits that bring it to a counter without a line."""
        kiosk = self._kiosk(node)
        with self._office.ledger.read() as reader:
            money = parse_money(typed, facts_of.utility(reader.db).currency_digits)
        with self._office.store.read_tables() as tables:
            taken = allowances.in_force(tables, node, kiosk.in_force.epoch)
        grant = grant_allowance(
            self._office.ledger,
            kiosk,
            money=money,
            count=count,
            until=until,
            taken=taken,
            at=self._office.now(),
        )
        return code_for(grant, kiosk, self._office.identity)

    def _kiosk(self, node: Node) -> Kiosk:
        kiosk = self._office.store.kiosk(node)
        if kiosk is None:
            raise NotEnrolled(node)
        return kiosk


def _standing(kiosk: Kiosk, contact: Contact | None) -> KioskStanding:
    who, epoch = kiosk.enrolment, kiosk.in_force
    return KioskStanding(
        node=who.node,
        name=who.name,
        region=who.region,
        site=who.site,
        state=who.state,
        epoch=epoch.epoch,
        events=epoch.last_seq,
        contact=contact,
    )


def _held(held: Held) -> HeldRow:
    return HeldRow(
        node=held.node,
        digest=held.digest,
        epoch=held.epoch,
        first=held.first,
        last=held.last,
        reason=held.reason,
        received_at=held.received_at,
        cash=held.cash,
        sales=held.sales,
    )
