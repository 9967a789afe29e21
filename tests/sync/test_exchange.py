"""Counter, agent and head office over real HTTPS: nothing is lost, nothing doubled."""

from __future__ import annotations

import msgspec
import pytest

from app.operations.errors import OutOfService
from app.sync.agent import LEAST, NotTaken
from app.sync.answers import answer_file, signed_answer
from app.sync.errors import SyncError, WrongSignature
from app.sync.folder import write_shared
from app.sync.office_client import OfficeClient, OfficeUnreachable
from app.sync.transport_identity import RequestCount, load_identity
from tests.sync.office_server import NODE, OFFICE, Office
from tests.sync.shop import Road, Shop, meet


def is_at_the_office(counter: Shop, office: Office) -> bool:
    """Whether head office has every event of the counter, by its own chain."""
    head = counter.ledger.verify().heads[NODE, counter.ledger.epoch]
    return (office.seq, office.hashes[office.epoch][-1]) == head


def test_a_sale_reaches_head_office_and_its_bundle_goes_after_the_ack(
    counter: Shop, way: Road
) -> None:
    meet(counter, way)
    assert is_at_the_office(counter, way.office)
    assert counter.outbox == []
    assert counter.told.acknowledged == counter.ledger.last
    counter.sell()
    counter.desk.step()
    assert len(counter.outbox) == 1
    way.once()
    assert len(counter.outbox) == 1  # the agent never removes it
    counter.desk.step()
    assert counter.outbox == []
    assert is_at_the_office(counter, way.office)
    assert counter.desk.words == "online, 0 waiting"


def test_without_contact_a_bundle_is_sealed_behind_a_shifts_end_only(counter: Shop) -> None:
    counter.sell()
    counter.desk.step()
    assert counter.outbox == []
    counter.close_shift()
    counter.desk.step()
    assert counter.outbox == [(1, counter.ledger.last)]
    counter.desk.step()
    assert counter.outbox == [(1, counter.ledger.last)]


BEFORE_IT_IS_TAKEN = ["cut upload"]
AFTER = ["lost answer", "garbage", "replayed", "wrong signature", "another kiosk"]
AFTER += ["broken", "cut answer", "too much"]


@pytest.mark.parametrize("fault", BEFORE_IT_IS_TAKEN + AFTER)
def test_whatever_goes_wrong_with_a_push_the_next_one_settles_it(
    counter: Shop, way: Road, fault: str
) -> None:
    meet(counter, way)
    counter.sell()
    counter.desk.step()
    way.office.faults["/v1/push"] = [fault]
    with pytest.raises((OfficeUnreachable, WrongSignature)):
        way.once()
    counter.desk.step()
    assert counter.inbox == []  # what was not believed never reached the counter
    assert len(counter.outbox) == 1
    way.once()
    counter.desk.step()
    assert counter.outbox == []
    assert is_at_the_office(counter, way.office)


@pytest.mark.parametrize("path", ["/v1/hello", "/v1/pull"])
@pytest.mark.parametrize("fault", ["lost answer", "wrong signature"])
def test_a_fault_of_another_request_is_told_and_gone_next_time(
    counter: Shop, way: Road, path: str, fault: str
) -> None:
    meet(counter, way)
    way.office.faults[path] = [fault]
    with pytest.raises(SyncError):
        way.once()
    counter.desk.step()
    assert counter.desk.words.startswith("offline 0 s")
    assert way.once().failure == ""


def test_a_slow_answer_is_waited_for(counter: Shop, way: Road) -> None:
    meet(counter, way)
    way.office.faults["/v1/hello"] = ["slow"]
    way.once()


def test_an_answer_that_drips_for_ever_is_left(counter: Shop, way: Road) -> None:
    meet(counter, way)
    client = OfficeClient(
        way.settings,
        load_identity(way.settings.identity),
        RequestCount(way.settings.identity),
        NODE,
    )
    way.office.faults["/v1/pull"] = ["drip"]
    with pytest.raises(OfficeUnreachable, match="too slowly"):
        client.ask("GET", "/v1/pull?after=&wait=0", seconds=0.2)
    assert way.once().failure == ""


def test_head_office_restored_from_a_backup_asks_again_and_gets_everything(
    counter: Shop, way: Road
) -> None:
    meet(counter, way)
    way.office.forget_behind(5)
    state = way.once()
    assert state.wanted is not None
    assert state.wanted.first == 6
    counter.desk.step()
    assert counter.outbox[0][0] == 6
    way.once()
    counter.desk.step()
    assert is_at_the_office(counter, way.office)
    assert counter.outbox == []


def test_a_lost_ack_file_is_asked_for_again(counter: Shop, way: Road) -> None:
    meet(counter, way)
    counter.sell()
    counter.desk.step()
    way.once()
    for path in counter.folder.incoming("ack"):
        path.unlink()
    way.once()
    counter.desk.step()
    assert counter.outbox == []


def test_files_are_joined_to_whole_requests_that_grow(counter: Shop, way: Road) -> None:
    meet(counter, way)
    for _sale in range(60):
        counter.sell()
        counter.desk.step()
    way.office.pushed.clear()
    way.once()
    counter.desk.step()
    assert counter.outbox == []
    assert way.office.pushed[0] <= LEAST
    assert len(way.office.pushed) == 2
    assert is_at_the_office(counter, way.office)


def test_a_damaged_bundle_is_exported_again(counter: Shop, way: Road) -> None:
    meet(counter, way)
    counter.sell()
    counter.desk.step()
    (file,) = counter.folder.bundles(NODE)
    data = bytearray(file.path.read_bytes())
    data[-1] ^= 1
    file.path.write_bytes(data)
    way.once()
    assert not is_at_the_office(counter, way.office)
    counter.desk.step()
    way.once()
    counter.desk.step()
    assert is_at_the_office(counter, way.office)
    assert counter.outbox == []


def test_a_fork_is_told_to_the_counter_by_head_office_alone(counter: Shop, way: Road) -> None:
    meet(counter, way)
    way.office.hashes[1].append(b"what the copy sold".ljust(32))
    counter.sell()
    counter.desk.step()
    with pytest.raises(NotTaken, match="Two copies"):
        way.once()
    counter.desk.step()
    assert "TWO COPIES" in counter.desk.words
    assert len(counter.outbox) == 1
    with pytest.raises(OutOfService, match="Two copies"):
        counter.sell()
    counter.close_shift()  # what happened is recorded all the same


def test_a_counter_whose_copy_was_granted_a_later_life_is_fenced_and_keeps_its_sales(
    counter: Shop, way: Road
) -> None:
    meet(counter, way)
    counter.sell()
    counter.desk.step()
    way.office.epoch = 2
    with pytest.raises(NotTaken, match="Another copy"):
        way.once()
    counter.desk.step()
    assert counter.desk.words == "ANOTHER COPY SELLS IN LIFE 2: call head office"
    assert len(counter.outbox) == 1
    with pytest.raises(OutOfService, match="goes on in its place"):
        counter.sell()


def test_a_word_of_head_office_for_another_epoch_does_not_fence(counter: Shop, way: Road) -> None:
    body = msgspec.msgpack.encode(["fenced", 1, 0, b"", ""])
    said = answer_file(signed_answer(OFFICE, NODE, 5, 409, body))
    write_shared(counter.folder.inbox / "fenced.ack", said)
    counter.desk.step()
    assert (counter.inbox, counter.aside) == ([], [])
    assert counter.desk.words.startswith("never online")
    assert not way.office.heard


def test_a_revoked_counter_is_told_and_stops_until_it_is_heard_again(
    counter: Shop, way: Road
) -> None:
    meet(counter, way)
    way.office.revoked = True
    counter.sell()  # it does not know yet
    with pytest.raises(NotTaken, match="out of service"):
        way.once()
    counter.desk.step()
    assert counter.desk.words == "TAKEN OUT OF SERVICE by head office"
    with pytest.raises(OutOfService, match="out of service"):
        counter.sell()
    way.office.revoked = False
    meet(counter, way)
    assert is_at_the_office(counter, way.office)
    counter.sell()


def test_that_two_copies_are_in_use_stays_true_whatever_else_is_acknowledged(
    counter: Shop, way: Road
) -> None:
    meet(counter, way)
    counter.sell()
    counter.desk.step()
    here = list(way.office.hashes[1])
    way.office.hashes[1].append(b"what the copy sold".ljust(32))
    with pytest.raises(NotTaken):
        way.once()
    counter.desk.step()
    way.office.hashes[1] = here
    meet(counter, way)
    assert "TWO COPIES" in counter.desk.words


def test_a_request_count_that_was_lost_goes_on_behind_the_last_one(
    counter: Shop, way: Road
) -> None:
    meet(counter, way)
    way.settings.identity.with_name("identity.count").unlink()
    assert way.once().failure == ""


def test_a_certificate_is_believed_by_its_fingerprint_too(way: Road) -> None:
    known = msgspec.structs.replace(way.settings, ca=None, fingerprint=way.fingerprint.hex())
    Road(way.office, known, way.certificate, way.fingerprint).once()
    other = msgspec.structs.replace(known, fingerprint="00" * 32)
    with pytest.raises(OfficeUnreachable):
        Road(way.office, other, way.certificate, way.fingerprint).once()
    nobody = msgspec.structs.replace(way.settings, ca=None)
    with pytest.raises(OfficeUnreachable, match="certificate"):
        Road(way.office, nobody, way.certificate, way.fingerprint).once()
    assert way.office.count < 100  # the refused ones were never sent
