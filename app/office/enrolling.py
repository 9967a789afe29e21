"""Enrolment: a person at head office asks for a code, a machine becomes a kiosk with it, once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from app.domain.identity import Node, kiosk_name
from app.domain.text import _
from app.kiosk import Randomness
from app.ledger.checkpoint import Signer
from app.ledger.ledger import Ledger
from app.ledger.queries import settings as facts_of
from app.office.gate import Asked
from app.office.replies import Reply
from app.office.store.contract import Store
from app.office.store.errors import AlreadyEnrolled, StoreError
from app.office.store.rows import Enrolment, Invitation, Kiosk, KioskEpoch
from app.office.transport_keys import give_key
from app.sync.bundle_header import unpacked
from app.sync.enrolment import (
    EnrolAnswer,
    EnrolmentCode,
    EnrolRequest,
    LedgerStanding,
    UtilityFacts,
    code_hash,
)
from app.sync.requests import is_request_genuine
from app.sync.scopes import scopes_of_kiosk

CODE_DAYS = 7
_DAY = 86_400_000
_HIGHEST = 32_766
"""32767 is the training counter's."""


class NotInvited(StoreError):
    """No such code, or it was used, or its time is over."""

    code = "not_invited"

    def __init__(self) -> None:
        super().__init__(
            _("This code is not known: it was used, its time is over, or it was typed wrongly."),
            _("Type it again, or get a new one: `tapcard office enrol`."),
        )


class NoSuchRegion(StoreError):
    """Nobody made this region."""

    code = "no_such_region"

    def __init__(self, region: int) -> None:
        super().__init__(
            _("There is no region {region}.").format(region=region),
            _("Make it first, or name another."),
        )


class NumbersUsedUp(StoreError):
    """All numbers of kiosks are given."""

    code = "numbers_used_up"

    def __init__(self) -> None:
        super().__init__(_("All numbers of kiosks are given."), _("Name one that may be used."))


class SiteTaken(StoreError):
    """Two kiosks with one prefix would open accounts with the same numbers."""

    code = "site_taken"

    def __init__(self, site: str) -> None:
        super().__init__(
            _("Another kiosk opens accounts with the prefix {site}.").format(site=site),
            _("Give each kiosk a prefix of its own."),
        )


class LedgerUnfit(StoreError):
    """A ledger that sold before cannot be what the code is for."""

    code = "ledger_unfit"


class Wanted(NamedTuple):
    """What is decided of a kiosk before there is one."""

    name: str
    region: int
    site: str
    node: Node | None = None
    """None: the next number that is free."""


class Enrolling:
    """For any number of threads."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        identity: Signer,
        fingerprint: bytes,
        random: Randomness,
    ) -> None:
        """``fingerprint``: SHA-256 of the certificate that kiosks see."""
        self._store = store
        self._ledger = ledger
        self._identity = identity
        self._fingerprint = fingerprint
        self._random = random
        self._guard = threading.Lock()

    def invite(
        self, wanted: Wanted, at: int, keep: Callable[[Invitation], None]
    ) -> tuple[EnrolmentCode, int]:
        """A code for a kiosk to be, and until when it counts; ``keep`` records and stores it.

        Raises AlreadyEnrolled, NoSuchRegion, SiteTaken, NumbersUsedUp.
        """
        with self._ledger.read() as reader:
            if facts_of.region(reader.db, wanted.region) is None:
                raise NoSuchRegion(wanted.region)
        with self._guard:
            to_be = Enrolment(
                node=self._number(wanted),
                name=wanted.name,
                region=wanted.region,
                site=wanted.site,
                transport_key=b"",
                enrolled_at=at,
            )
            return self._code(to_be, at, keep)

    def invite_again(
        self, kiosk: Enrolment, at: int, keep: Callable[[Invitation], None]
    ) -> tuple[EnrolmentCode, int]:
        """A code with which an enrolled kiosk's ledger gets a new transport key.

        ``keep`` records and stores it, and bars the key that was lost.
        """
        with self._guard:
            return self._code(kiosk, at, keep)

    def _code(
        self, wanted: Enrolment, at: int, keep: Callable[[Invitation], None]
    ) -> tuple[EnrolmentCode, int]:
        expires_at = at + CODE_DAYS * _DAY
        code = EnrolmentCode.make(wanted.node, self._fingerprint, self._random)
        keep(
            Invitation(
                code_hash=code_hash(wanted.node, code.secret),
                node=wanted.node,
                name=wanted.name,
                region=wanted.region,
                site=wanted.site,
                expires_at=expires_at,
            )
        )
        return code, expires_at

    def enrol(self, asked: Asked, at: int) -> Reply:
        """Makes a kiosk of the machine that asks; the same machine may ask again for its answer.

        Raises NotInvited, AlreadyEnrolled, LedgerUnfit, BundleDamaged.
        """
        said = unpacked(asked.body, EnrolRequest)
        if not is_request_genuine(
            said.transport_key, asked.method, asked.path, asked.number, asked.body, asked.signature
        ):
            raise NotInvited
        there = self._store.kiosk(asked.node)
        if there is None:
            there = self._made(asked.node, said, at)
        elif not _is_same(there, said):
            there = self._again(there, said, at)
        return Reply(200, msgspec.msgpack.encode(self._answer(there.enrolment)))

    def _made(self, node: Node, said: EnrolRequest, at: int) -> Kiosk:
        self._require_fit(node, said)
        found = self._store.redeem(code_hash(node, said.secret), at)
        if found is None:
            raise NotInvited
        enrolment = Enrolment(
            node=found.node,
            name=found.name,
            region=found.region,
            site=found.site,
            transport_key=said.transport_key,
            enrolled_at=at,
        )
        first = KioskEpoch(
            node=found.node, epoch=1, public_key=said.public_key, seal_key=said.seal_key
        )
        self._store.enrol(enrolment, first)
        return Kiosk(enrolment, {1: first})

    def _again(self, kiosk: Kiosk, said: EnrolRequest, at: int) -> Kiosk:
        """The machine that has the kiosk's ledger now, with its new transport key."""
        node = kiosk.enrolment.node
        if kiosk.revoked or node not in {one.node for one in self._store.invitations()}:
            raise AlreadyEnrolled(node)
        self._require_fit(node, said)
        if said.stands is None:
            raise LedgerUnfit(
                _("{kiosk} has sold: this code is for the machine that has its ledger.").format(
                    kiosk=kiosk_name(node)
                )
                + " "
                + _("Bring it back first: `tapcard restore`.")
            )
        if self._store.redeem(code_hash(node, said.secret), at) is None:
            raise NotInvited
        return Kiosk(give_key(self._store, node, said.transport_key), kiosk.epochs)

    def _require_fit(self, node: Node, said: EnrolRequest) -> None:
        """A ledger that was there before can only join as what it is. Raises LedgerUnfit."""
        found = [
            one
            for one in self._store.invitations()
            if one.code_hash == code_hash(node, said.secret)
        ]
        if not found or said.stands is None:
            return
        with self._ledger.read() as reader:
            utility = facts_of.utility(reader.db)
        require_fit(said.stands, found[0], utility)

    def _answer(self, kiosk: Enrolment) -> EnrolAnswer:
        with self._ledger.read() as reader:
            region = facts_of.region(reader.db, kiosk.region)
            utility = facts_of.utility(reader.db)
        return EnrolAnswer(
            node=kiosk.node,
            name=kiosk.name,
            region=kiosk.region,
            region_name="" if region is None else region.name,
            site=kiosk.site,
            scopes=list(scopes_of_kiosk(kiosk.node, kiosk.region)),
            office_key=self._identity.public_key,
            office_seal_key=self._identity.seal_public_key,
            facts=UtilityFacts(
                utility=utility.utility,
                utility_name=utility.utility_name,
                utility_address=utility.utility_address,
                tax_number=utility.tax_number,
                phone=utility.phone,
                currency=utility.currency,
                currency_digits=utility.currency_digits,
                time_zone=utility.time_zone,
                receipt_footer=utility.receipt_footer,
                roaming=utility.roaming,
            ),
        )

    def _number(self, wanted: Wanted) -> Node:
        """Raises AlreadyEnrolled, SiteTaken, NumbersUsedUp."""
        known = {one.node: one.site for one in all_enrolments(self._store)}
        invited = {one.node: one.site for one in self._store.invitations()}
        if wanted.node in known:
            raise AlreadyEnrolled(wanted.node)
        others = [site for node, site in (invited | known).items() if node != wanted.node]
        if wanted.site in others:
            raise SiteTaken(wanted.site)
        if wanted.node is not None:
            return wanted.node
        free = (node for node in range(1, _HIGHEST + 1) if node not in known | invited)
        node = next(free, None)
        if node is None:
            raise NumbersUsedUp
        return node


def require_fit(stands: LedgerStanding, invited: Invitation, utility: facts_of.Utility) -> None:
    """A ledger joins with its region, prefix and money as they are. Raises LedgerUnfit.

    The sentence says what to do too: it is read at the counter.
    """
    ours = (utility.utility, utility.currency, utility.currency_digits)
    theirs = (stands.utility, stands.currency, stands.currency_digits)
    if theirs != ours:
        raise LedgerUnfit(
            _(
                "This ledger is of utility {theirs} with {money}, head office of {ours} with "
                "{own_money}: it cannot join. Keep it, and begin a new one."
            ).format(
                theirs=stands.utility,
                money=f"{stands.currency}/{stands.currency_digits}",
                ours=utility.utility,
                own_money=f"{utility.currency}/{utility.currency_digits}",
            )
        )
    for kept, wanted, option in (
        (stands.site.lstrip("0"), invited.site.lstrip("0"), "--site"),
        (str(stands.region), str(invited.region), "--region"),
    ):
        if kept != wanted:
            raise LedgerUnfit(
                _(
                    "This ledger was begun with {option} {kept}, and the code is for {wanted}. "
                    "Ask head office for a code with {option} {kept}."
                ).format(option=option, kept=kept, wanted=wanted)
            )


def all_enrolments(store: Store) -> list[Enrolment]:
    """Of all nodes, head office too, by number."""
    found: list[Enrolment] = []
    while page := store.kiosks(after=found[-1].node if found else 0):
        found += [one.enrolment for one in page]
    return found


def _is_same(kiosk: Kiosk, said: EnrolRequest) -> bool:
    first = kiosk.epochs.get(1)
    return (
        not kiosk.revoked
        and kiosk.enrolment.transport_key == said.transport_key
        and first is not None
        and first.public_key == said.public_key
    )
