"""Who did what at head office: by PIN and right, by two where the rule asks, and on record."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import date

import msgspec
import pytest

from app.domain.errors import TapcardError
from app.domain.money_limits import MoneyLimit
from app.ledger import unfinished
from app.ledger.audit.audit import audit
from app.ledger.errors import CommitInDoubt
from app.ledger.events.corrections import MoneyLimitSet
from app.ledger.queries.deeds import Deed, DeedFilter, deeds
from app.ledger.rebuild import compare_tables
from app.office.acts import ActUnfinished
from app.office.administration import (
    Act,
    Administration,
    AskAdmit,
    AskAllowance,
    AskBlock,
    AskCode,
    AskCodeAgain,
    AskGrant,
    AskInvite,
    AskRevoke,
)
from app.office.head_office import HeadOffice
from app.office.push import push
from app.office.rules import AskRule
from app.office.signing import By
from app.settings.office import OfficeSettings
from tests.counter import ADMINISTRATOR, CASHIER, PIN, REGION, SUPERVISOR
from tests.office.conftest import opened
from tests.office.nodes import NOW, KioskNode
from tests.office.town import BY, BY_TWO

UNTIL = date(2099, 12, 31)
SIGNED_IN = {"operator_signed_in", "sign_in_refused"}


def done(office: HeadOffice, by: int) -> list[Deed]:
    """Everything done by an operator, the oldest first, without signing in."""
    with office.ledger.read() as reader:
        found = deeds(reader.db, DeedFilter(operator=by), 50)
    return [one for one in reversed(found) if one.kind not in SIGNED_IN]


def restored(office: HeadOffice, node: int) -> KioskNode:
    """Asks for another epoch."""
    kiosk = KioskNode(node)
    kiosk.enrol(office.store, site=str(node))
    kiosk.sell(3).push(office.store)
    kiosk.begin_epoch().ask(office.store)
    return kiosk


def fenced(office: HeadOffice, node: int) -> tuple[KioskNode, str]:
    """Its older copy sold on; the digest of what is kept aside."""
    kiosk = KioskNode(node).enrol(office.store, site=str(node)).sell(3)
    kiosk.push(office.store)
    copy = kiosk.copy()
    kiosk.begin_epoch().be_granted(office.store)
    push(office.store, node, copy.sell(1).seal(), NOW)
    (held,) = office.store.held(node)
    return kiosk, held.digest.hex()


def key_of(office: HeadOffice, node: int) -> bytes:
    kiosk = office.store.kiosk(node)
    assert kiosk is not None
    return kiosk.enrolment.transport_key


def allow(money: str, by: By = BY) -> AskAllowance:
    return AskAllowance(node=7, money=money, count=9, until=UNTIL, by=by)


def rule(money: str, by: By = BY) -> AskRule:
    return AskRule(node=7, money=money, count=9, days=9, numbers=0, by=by)


def test_an_auditor_sees_who_did_each_act_and_who_signed_too(office: HeadOffice) -> None:
    KioskNode(7).enrol(office.store)
    restored(office, 8)
    _kiosk, digest = fenced(office, 9)
    before = len(done(office, ADMINISTRATOR))
    acts: list[tuple[Act, str, int | None]] = [
        (AskCode(name="Kati", region=REGION, site="5", by=BY), "kiosk_invited", None),
        (allow("50000", BY_TWO), "allowance_granted", SUPERVISOR),
        (AskBlock(node=7, numbers=10, by=BY), "block_granted", None),
        (rule("50000", BY_TWO), "allowance_rule_set", SUPERVISOR),
        (AskCodeAgain(node=7, by=BY), "transport_key_barred", None),
        (AskInvite(operator=CASHIER, node=7, by=BY), "operator_invited", None),
        (AskGrant(node=8, by=BY), "kiosk_epoch_granted", None),
        (AskAdmit(digest=digest[:12], by=BY_TWO), "bundle_admitted", SUPERVISOR),
        (AskRevoke(node=7, by=BY), "kiosk_revoked", None),
    ]
    for act, _kind, _second in acts:
        Administration(office).answer(act)
    found = done(office, ADMINISTRATOR)[before:]
    assert [(one.kind, one.second) for one in found] == [(kind, two) for _act, kind, two in acts]
    two_signed = [one.kind for one in done(office, SUPERVISOR)][-3:]
    assert two_signed == ["allowance_granted", "allowance_rule_set", "bundle_admitted"]
    Administration(office).answer(AskRevoke(node=7, by=BY))  # it is barred already
    assert len(done(office, ADMINISTRATOR)) == before + len(acts)
    assert audit(office.ledger).findings == ()
    assert compare_tables(office.ledger) == []


def test_without_pin_right_or_second_person_nothing_is_done(office: HeadOffice) -> None:
    KioskNode(7).enrol(office.store)
    other = restored(office, 8).copy()
    other.epoch = 1
    other.begin_epoch(2, key="a copy").ask(office.store)
    _kiosk, digest = fenced(office, 9)
    office.ledger.commit(
        lambda tx: tx.append(
            MoneyLimitSet(limit=MoneyLimit.ALLOWANCE, old=None, new=100_000), operator=ADMINISTRATOR
        )
    )
    before = len(done(office, ADMINISTRATOR))
    cashier = By(operator=CASHIER, pin=PIN)
    acts: list[tuple[Act, str]] = [
        (AskBlock(node=7, numbers=5), "nobody_signed"),
        (allow("5", By(operator=ADMINISTRATOR, pin="000000")), "sign_in_failed"),
        (allow("5", msgspec.structs.replace(BY, second=SUPERVISOR)), "sign_in_failed"),
        (allow("5", msgspec.structs.replace(BY_TWO, second=CASHIER)), "not_allowed"),
        (allow("1000.01"), "second_person_needed"),
        (allow("5", cashier), "not_allowed"),
        (rule("1000.01"), "second_person_needed"),
        (rule("5", cashier), "not_allowed"),
        (AskCodeAgain(node=7), "nobody_signed"),
        (AskCodeAgain(node=7, by=cashier), "not_allowed"),
        (AskRevoke(node=7, by=cashier), "not_allowed"),
        (AskGrant(node=8, key=other.signer.public_key.hex(), by=BY), "second_person_needed"),
        (AskAdmit(digest=digest, by=BY), "second_person_needed"),
    ]
    for act, code in acts:
        with pytest.raises(TapcardError) as refused:
            Administration(office).answer(act)
        assert refused.value.code == code
    assert len(done(office, ADMINISTRATOR)) == before
    Administration(office).answer(allow("1000"))
    Administration(office).answer(rule("1000"))
    Administration(office).answer(rule("1000.01", BY_TWO))
    Administration(office).answer(AskRule(node=7, money="", by=BY))
    Administration(office).answer(allow("1000.01", BY_TWO))
    grant = AskGrant(node=8, key=other.signer.public_key.hex(), by=BY_TWO)
    assert Administration(office).answer(grant) == 2


def test_a_grant_that_is_asked_for_twice_by_one_id_is_given_once(office: HeadOffice) -> None:
    KioskNode(7).enrol(office.store)
    by = msgspec.structs.replace(BY, request="monday")
    administration = Administration(office)
    assert administration.answer(allow("5", by)) == administration.answer(allow("5", by))
    for other in (allow("6", by), AskBlock(node=7, numbers=5, by=by)):
        with pytest.raises(TapcardError, match="was used before"):
            administration.answer(other)
    kinds = [one.kind for one in done(office, ADMINISTRATOR)]
    assert kinds.count("allowance_granted") == 1


def test_what_the_store_did_not_take_is_done_when_the_same_is_asked_again(
    office: HeadOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    KioskNode(7).enrol(office.store)

    def fails(*_given: object) -> None:
        raise CommitInDoubt("the last step failed", "")

    with monkeypatch.context() as broken:
        broken.setattr(office.store, "change", fails)
        with pytest.raises(ActUnfinished, match="recorded, and not done yet"):
            Administration(office).answer(AskRevoke(node=7, by=BY))
    assert isinstance(office.broken, CommitInDoubt)
    for revoked in (False, True):
        kiosk = office.store.kiosk(7)
        assert kiosk is not None
        assert kiosk.revoked is revoked
        Administration(office).answer(AskRevoke(node=7, by=BY))
    kinds = [one.kind for one in done(office, ADMINISTRATOR)]
    assert kinds.count("kiosk_revoked") == 1


def test_what_was_recorded_and_cut_off_is_done_at_the_next_start(
    own_office: OfficeSettings,
) -> None:
    """Killed when five acts stand in the journal: none is in the store."""
    with opened(own_office) as office:
        KioskNode(7).enrol(office.store)
        KioskNode(6).enrol(office.store, site="6")
        lost = key_of(office, 6)
        restored(office, 8)
        kiosk, digest = fenced(office, 9)
        last = kiosk.journals[1].last
    acts: list[Act] = [
        AskCode(name="Kati", region=REGION, site="5", node=11, by=BY),
        AskCodeAgain(node=6, by=BY),
        AskRevoke(node=7, by=BY),
        AskGrant(node=8, by=BY),
        AskAdmit(digest=digest, by=BY_TWO),
    ]
    cut = (
        sys.executable,
        "-m",
        "tests.office.cut_acts",
        own_office.file,
        msgspec.json.encode(acts),
    )
    assert subprocess.run(cut, check=False, capture_output=True).returncode == -signal.SIGKILL
    with opened(own_office) as office:
        store = office.store
        barred, granted, admitted = store.kiosk(7), store.kiosk(8), store.kiosk(9)
        assert barred is not None
        assert granted is not None
        assert admitted is not None
        assert barred.revoked
        assert granted.in_force.epoch == 2
        assert admitted.epochs[1].last_seq == last + 1
        assert (store.held(9), [one.node for one in store.invitations()]) == ([], [6, 11])
        assert key_of(office, 6) != lost
        with office.ledger.read() as reader:
            assert unfinished.unfinished(reader.db) == []
        assert [one.kind for one in done(office, ADMINISTRATOR)][-5:] == [
            "kiosk_invited",
            "transport_key_barred",
            "kiosk_revoked",
            "kiosk_epoch_granted",
            "bundle_admitted",
        ]
