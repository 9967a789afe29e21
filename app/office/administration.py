"""What administrators of this machine may ask `serve`, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

import msgspec

from app.domain.errors import TapcardError
from app.domain.identity import Node, Operator
from app.domain.permissions import Permission
from app.domain.text import _
from app.office.decisions import Decisions
from app.office.enrolling import Wanted as WantedKiosk
from app.office.exception_desk import ExceptionDesk
from app.office.exceptions import ExceptionKind
from app.office.feeding import retry_quarantined
from app.office.head_office import HeadOffice
from app.office.kept_exceptions import Place, Wanted
from app.office.own_settings import AskOwnSettings, own_setting_rows
from app.office.projector import retry
from app.office.push import push
from app.office.push_answers import Pushed
from app.office.replies import Reply, reply_to_error, reply_to_push
from app.office.rules import AskRule, AskRules, decide_rule, rules_in_force
from app.office.signing import By, signed
from app.office.store.errors import StoreError
from app.office.store.rows import Contact, Kiosk, Quarantined
from app.office.what_waits import what_waits
from app.operations.authority import require_operator, require_second
from app.operations.operation import Caller
from app.sync.answers import answer_file, signed_answer
from app.sync.enrolment import EnrolmentCode
from app.sync.errors import SyncError

_BY_STICK = 0
"""Count of an answer to a file that came by stick."""


class AskCode(msgspec.Struct, frozen=True, kw_only=True, tag="code"):
    """A one-time code for a kiosk to be."""

    name: str
    region: int
    site: str
    node: Node | None = None
    by: By | None = None


class AskCodeAgain(msgspec.Struct, frozen=True, tag="code_again", kw_only=True):
    """A one-time code for the machine that has a kiosk's ledger now; its lost key is barred."""

    node: Node
    by: By | None = None


class AskKiosks(msgspec.Struct, frozen=True, tag="kiosks"):
    """All kiosks and how they stand."""


class AskRevoke(msgspec.Struct, frozen=True, tag="revoke", kw_only=True):
    """Bars a kiosk."""

    node: Node
    by: By | None = None


class AskGrant(msgspec.Struct, frozen=True, tag="grant", kw_only=True):
    """Puts an epoch in force; ``key``: how the public key of one of several copies begins."""

    node: Node
    key: str = ""
    by: By | None = None


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


class AskHeldEvents(msgspec.Struct, frozen=True, tag="held-events", kw_only=True):
    """What a held bundle tells; ``digest``: how it begins, hexadecimal."""

    digest: str


class AskAdmit(msgspec.Struct, frozen=True, tag="admit", kw_only=True):
    """Adds a held bundle to the journal; ``digest``: how it begins, hexadecimal."""

    digest: str
    by: By | None = None


class AskQuarantine(msgspec.Struct, frozen=True, tag="quarantine"):
    """Events that no projector could apply; ``again``: tries them once more first."""

    again: bool = False


class AskAllowance(msgspec.Struct, frozen=True, kw_only=True, tag="allowance"):
    """Grants a kiosk its next vending limit."""

    node: Node
    money: str
    """As it is typed: whole units with decimals."""
    count: int
    until: date
    by: By | None = None


class AskBlock(msgspec.Struct, frozen=True, kw_only=True, tag="block"):
    """Grants a kiosk so many further account numbers."""

    node: Node
    numbers: int
    by: By | None = None


class AskInvite(msgspec.Struct, frozen=True, tag="invite", kw_only=True):
    """A code with which an operator chooses a PIN at a kiosk."""

    operator: Operator
    node: Node
    by: By | None = None


class AskFound(msgspec.Struct, frozen=True, tag="found", kw_only=True):
    """A page of what counters did that does not fit together."""

    wanted: Wanted = Wanted()
    most: int = 100
    after: Place | None = None


class AskSettle(msgspec.Struct, frozen=True, tag="settle-exception", kw_only=True):
    """Ends one of them."""

    kind: ExceptionKind
    subject: str
    reason: str
    by: By | None = None


class AskRecount(msgspec.Struct, frozen=True, tag="recount", kw_only=True):
    """Reckons one account anew."""

    account: str
    above: str = ""
    """As it is typed: a difference that is no larger is not booked. Empty: each is."""
    by: By | None = None


class AskRecountAll(msgspec.Struct, frozen=True, tag="recount-all", kw_only=True):
    """Reckons the accounts in the list anew, those behind ``after``; some at a time."""

    above: str = ""
    after: str = ""
    by: By | None = None


Act: TypeAlias = (
    AskCode
    | AskCodeAgain
    | AskRevoke
    | AskGrant
    | AskAdmit
    | AskAllowance
    | AskBlock
    | AskRule
    | AskInvite
    | AskSettle
    | AskRecount
    | AskRecountAll
)
"""What signed-in people decide. Without ``by``: for :meth:`Administration.act` alone."""

Ask: TypeAlias = (
    Act
    | AskKiosks
    | AskImport
    | AskFeed
    | AskOwnSettings
    | AskExceptions
    | AskHeldEvents
    | AskFound
    | AskQuarantine
    | AskRules
)

_ACTS: Mapping[type[Act], tuple[Permission, str]] = {
    AskCode: (Permission.KIOSKS, _("enrolling a kiosk")),
    AskCodeAgain: (Permission.KIOSKS, _("giving a kiosk a new identity")),
    AskRevoke: (Permission.KIOSKS, _("barring a kiosk")),
    AskGrant: (Permission.KIOSKS, _("granting an epoch")),
    AskInvite: (Permission.KIOSKS, _("inviting an operator")),
    AskAllowance: (Permission.GRANTS, _("granting a vending limit")),
    AskBlock: (Permission.GRANTS, _("granting account numbers")),
    AskRule: (Permission.GRANTS, _("setting the rule of vending limits")),
    AskAdmit: (Permission.EXCEPTIONS, _("admitting a bundle")),
    AskSettle: (Permission.EXCEPTIONS, _("settling an exception")),
    AskRecount: (Permission.EXCEPTIONS, _("reckoning an account anew")),
    AskRecountAll: (Permission.EXCEPTIONS, _("reckoning accounts anew")),
}
"""Which right each asks for."""


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


class Administration:
    """For any number of threads."""

    def __init__(self, office: HeadOffice) -> None:
        """``office``: open."""
        self._office = office
        self._decisions = Decisions(office)
        self._desk = ExceptionDesk(office)

    def answer(self, ask: Ask) -> object:
        """What can be encoded. Raises TapcardError."""
        try:
            if isinstance(ask, Act):
                return self.act(ask, signed(self._office, ask.by))
            return self._answer(ask)
        except TapcardError as error:
            self._office.noted(error)
            raise

    def act(self, act: Act, caller: Caller) -> object:
        """Does what people decide who are signed in, whose rights are looked at here.

        Raises NotAllowed, SecondPersonNeeded, and what the act raises.
        """
        require_operator(self._office, caller.operator, *_ACTS[type(act)])
        if caller.second is not None:
            require_second(self._office, caller)
        return self._act(act, caller)

    def _answer(self, ask: Ask) -> object:
        match ask:
            case AskKiosks():
                return self._kiosks()
            case AskImport(node, bundle):
                return self._import(node, bundle)
            case AskFeed(node, after):
                return self._feed(node, after)
            case AskOwnSettings(node):
                return own_setting_rows(self._office, node)
            case AskExceptions():
                return what_waits(self._office.store)
            case AskHeldEvents(digest=digest):
                return self._decisions.held_events(digest)
            case AskFound(wanted=wanted, most=most, after=place):
                return self._desk.look(wanted, most, place)
            case AskQuarantine(again):
                return self._quarantine(again=again)
            case AskRules():
                return rules_in_force(self._office)
        return None

    def _act(self, act: Act, caller: Caller) -> object:
        decide = self._decisions
        match act:
            case AskCode(name=name, region=region, site=site, node=number):
                return self._invited(*decide.code(WantedKiosk(name, region, site, number), caller))
            case AskCodeAgain(node=node):
                return self._invited(*decide.code_again(node, caller))
            case AskRevoke(node=node):
                decide.revoke(node, caller)
            case AskGrant(node=node, key=key):
                return decide.grant_epoch(node, key, caller)
            case AskAdmit(digest=digest):
                return self._said(*decide.admit(digest, caller))
            case AskAllowance(node=node, money=money, count=count, until=until):
                return decide.allow(node, money, count, until, caller)
            case AskBlock(node=node, numbers=numbers):
                block = decide.block(node, numbers, caller)
                return [block.first, block.last]
            case AskRule():
                return decide_rule(self._office, act, caller)
            case AskInvite(operator=operator, node=node):
                return decide.invite(operator, node, caller)
            case AskSettle(kind=kind, subject=subject, reason=reason):
                self._desk.settle(kind, subject, reason, caller)
            case AskRecount(account=account, above=above):
                return self._desk.recount(account, above, caller)
            case AskRecountAll(above=above, after=after):
                return self._desk.recount_all(above, after, caller)
        return None

    def _invited(self, code: EnrolmentCode, expires_at: int) -> Invited:
        return Invited(code.node, code.text, self._office.settings.url, expires_at)

    def _said(self, node: Node, answer: Pushed) -> str:
        reply = reply_to_push(answer)
        return signed_answer(self._office.identity, node, _BY_STICK, *reply).verdict().code

    def _kiosks(self) -> list[KioskStanding]:
        store, own = self._office.store, self._office.ledger.node
        found: list[Kiosk] = []
        while page := store.kiosks(after=found[-1].enrolment.node if found else 0):
            found += page
        kiosks = [one for one in found if one.enrolment.node != own]
        contacts = store.contacts([one.enrolment.node for one in kiosks])
        return [_standing(one, contacts.get(one.enrolment.node)) for one in kiosks]

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

    def _quarantine(self, *, again: bool) -> Sequence[Quarantined]:
        if again:
            retry(self._office.store)
            retry_quarantined(self._office.store, self._office.now())
        return self._office.store.quarantined()


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
