"""Bundles by stick, kiosks that go on after a restore, and head office's own journal."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from app.clock import SystemClock, SystemRandomness
from app.ledger.checkpoint import Signer
from app.ledger.errors import CommitInDoubt
from app.office.administration import (
    Administration,
    AskAdmit,
    AskExceptions,
    AskFeed,
    AskGrant,
    AskImport,
    Taken,
)
from app.office.enrolling import NotInvited, Wanted
from app.office.gate import Asked
from app.office.head_office import HeadOffice
from app.office.importing import import_folder
from app.office.own_journal import OwnNotTaken
from app.office.what_waits import Exceptions
from app.sync.answers import read_answer_file
from app.sync.bundle import bundle_name, key_id, parse
from app.sync.carrying import carry
from app.sync.folder import SyncFolder
from app.sync.states import DeskState
from tests.counter import REGION
from tests.office.nodes import KioskNode
from tests.office.speaker import Speaker
from tests.office.town import BY, BY_TWO, Served, founded, set_master

_SITES = count(1)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = founded(tmp_path_factory.mktemp("head"))
    set_master(settings)
    one = Served(settings)
    one.start()
    yield one
    assert one.stop() == 0


@pytest.fixture
def kiosk(tmp_path: Path, served: Served) -> Speaker:
    return Speaker.enrol(tmp_path / "kiosk", served, str(next(_SITES)))


def imported(served: Served, stick: Path, kiosk: Speaker) -> tuple[int, dict[str, str]]:
    def give(node: int, bundle: bytes) -> Taken:
        taken = served.ask(AskImport(node, bundle), Taken)
        assert isinstance(taken, Taken)
        return taken

    def feed(node: int, after: dict[str, int]) -> bytes | None:
        found = served.ask(AskFeed(node, after), bytes | None)
        assert found is None or isinstance(found, bytes)
        return found

    (one,) = import_folder(stick, key_id(kiosk.office_key).hex(), give, feed)
    return one.taken, one.refused


def test_a_stick_brings_bundles_and_takes_back_what_head_office_signed(
    tmp_path: Path, served: Served, kiosk: Speaker
) -> None:
    folder, stick = SyncFolder(tmp_path / "shared"), tmp_path / "stick"
    folder.prepare()
    stick.mkdir()
    kiosk.journal.sell(8)
    for first, last in ((1, 4), (5, 9)):
        data = kiosk.journal.seal(first, last)
        (folder.outbox / bundle_name(parse(data).header)).write_bytes(data)
    last, hash = kiosk.journal.head
    desk = DeskState(
        node=kiosk.node,
        epoch=1,
        public_key=kiosk.journal.signer.public_key,
        sealed=last,
        sealed_hash=hash,
        acknowledged=0,
        program="1.0",
        wall=0,
        trusted=True,
        office_key=kiosk.office_key,
    )
    carry(folder, desk, stick, lambda _done, _total: None)
    for _time in range(2):  # twice is the same as once
        assert imported(served, stick, kiosk) == (2, {})
    assert (
        carry(folder, desk, stick, lambda _done, _total: None).taken == 2
    )  # the answer, and a feed
    (ack,) = folder.incoming("ack")
    answer = read_answer_file(ack.read_bytes())
    answer.require_genuine(kiosk.office_key, kiosk.node)
    said = answer.verdict()
    assert (said.code, said.seq, said.hash) == ("ack", last, hash)
    assert kiosk.hello().said[:3] == [1, last + 1, hash]


def test_a_file_on_a_stick_that_is_not_what_it_says_stays_there_and_is_named(
    tmp_path: Path, served: Served, kiosk: Speaker
) -> None:
    out = tmp_path / "tapcard" / key_id(kiosk.office_key).hex() / f"K{kiosk.node:02d}" / "out"
    out.mkdir(parents=True)
    whole = kiosk.journal.sell(1).seal()
    name = bundle_name(parse(whole).header)
    (out / name).write_bytes(whole[:-1])
    (out / "K07-01-000000001-000000002.bundle").write_bytes(whole)
    (out / "..-etc-passwd.bundle").write_bytes(whole)
    taken, refused = imported(served, tmp_path, kiosk)
    assert (taken, list(refused)) == (0, [name])
    assert (out / name).exists()


def test_a_restored_kiosk_goes_on_once_people_grant_it(served: Served, kiosk: Speaker) -> None:
    kiosk.push(kiosk.journal.sell(3).seal())
    kiosk.journal.begin_epoch(2).sell(2)
    key = kiosk.journal.signer.public_key
    begin = key + kiosk.journal.seal(1, 1)
    assert kiosk.push(kiosk.journal.seal()).said[:2] == ["ungranted", 1]
    assert kiosk.ask("POST", "/v1/epoch", begin) == (202, ["waits", 2, 0, b"", ""], True)
    (asked,) = exceptions(served, kiosk).epochs
    assert (asked.node, asked.epoch, asked.public_key) == (kiosk.node, 2, key)
    assert served.ask(AskGrant(node=kiosk.node, key=key.hex()[:16], by=BY), int) == 2
    assert kiosk.ask("POST", "/v1/epoch", begin) == (200, ["granted", 2, 0, b"", ""], True)
    assert kiosk.push(kiosk.journal.seal()).said[:3] == ["ack", 2, 3]
    assert kiosk.hello().said[:2] == [2, 4]


def test_what_is_held_waits_for_people(served: Served, kiosk: Speaker) -> None:
    copy = kiosk.journal.sell(3).copy()
    kiosk.push(kiosk.journal.seal())
    kiosk.push(kiosk.journal.back_to(2).sell(2, "of a copy").seal())
    assert [one.reason for one in exceptions(served, kiosk).held] == ["fork"]
    kiosk.journal.begin_epoch(2)
    kiosk.ask("POST", "/v1/epoch", kiosk.journal.signer.public_key + kiosk.journal.seal(1, 1))
    served.ask(AskGrant(node=kiosk.node, by=BY), int)
    assert kiosk.push(copy.sell(1).seal()).said[:2] == ["fenced", 2]
    held = [one for one in exceptions(served, kiosk).held if one.reason == "fenced"]
    assert served.ask(AskAdmit(digest=held[0].digest.hex()[:12], by=BY_TWO), str) == "ack"


def exceptions(served: Served, kiosk: Speaker) -> Exceptions:
    found = served.ask(AskExceptions(), Exceptions)
    assert isinstance(found, Exceptions)
    return Exceptions(
        [one for one in found.epochs if one.node == kiosk.node],
        [one for one in found.held if one.node == kiosk.node],
        [],
    )


def test_what_head_office_commits_itself_is_in_its_store(office: HeadOffice) -> None:
    office.ledger.commit(lambda tx: tx.sign_checkpoint())
    office.own.step()
    kiosk = office.store.kiosk(office.ledger.node)
    assert kiosk is not None
    assert (kiosk.in_force.last_seq, kiosk.in_force.last_hash) == office.ledger.verify().heads[
        office.ledger.node, 1
    ]


def test_a_code_is_worth_nothing_after_its_days(office: HeadOffice) -> None:
    code, until = office.enrolling.invite(
        Wanted("Kati", REGION, "1"), office.now(), office.store.invite
    )
    node = KioskNode(code.node)
    request = enrol_request(node, code.secret)
    with pytest.raises(NotInvited):
        office.enrolling.enrol(request, until + 1)
    with pytest.raises(NotInvited):
        office.enrolling.enrol(request, until)  # it was used up


def enrol_request(node: KioskNode, secret: str) -> Asked:
    import msgspec

    from app.sync.enrolment import ENROL, EnrolRequest
    from app.sync.requests import request_signature

    transport = Signer(bytes([9]) * 32)
    body = msgspec.msgpack.encode(
        EnrolRequest(
            secret=secret,
            transport_key=transport.public_key,
            public_key=node.signer.public_key,
            seal_key=node.signer.seal_public_key,
            machine="a test",
        )
    )
    signature = request_signature(transport, "POST", ENROL, 1, body)
    return Asked("POST", ENROL, node.node, 1, signature, body)


def test_an_older_copy_of_its_ledger_is_not_taken_for_the_newest(tmp_path: Path) -> None:
    settings = founded(tmp_path / "head")
    older = tmp_path / "older"
    shutil.copytree(settings.folder, older, ignore=shutil.ignore_patterns("store"))
    with HeadOffice(settings, SystemClock(), SystemRandomness()) as office:
        office.ledger.commit(lambda tx: tx.sign_checkpoint())
        office.own.step()
    for name in ("ledger.db", "ledger.db.key"):
        shutil.copyfile(older / name, settings.folder / name)
    with pytest.raises(OwnNotTaken):
        HeadOffice(settings, SystemClock(), SystemRandomness())


def test_it_ends_where_a_database_must_be_opened_again(office: HeadOffice) -> None:
    told: list[bool] = []
    office.when_broken(lambda: told.append(True))
    office.noted(NotInvited())
    assert (told, office.broken) == ([], None)
    doubt = CommitInDoubt("the last step failed", "")
    office.noted(doubt)
    office.noted(CommitInDoubt("again", ""))
    assert (told, office.broken) == ([True], doubt)


def test_an_administrator_is_told_what_is_wrong(office: HeadOffice) -> None:
    with pytest.raises(Exception, match="does not ask"):
        Administration(office).answer(AskGrant(node=5, by=BY))
