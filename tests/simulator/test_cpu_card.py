"""The virtual CPU card's own rules, command by command (notes/cards.md 2.6)."""

from __future__ import annotations

import pytest

from app.cards.secrets import KeyUsage
from app.simulator.cpu_card import VirtualCpuCard
from app.simulator.tears import CardPulled, Tear, TearPhase, TearPoint
from tests.cards.cpu_cards import PURCHASE, SERIAL, WATER, content, cpu_card, keys_of, with_another

OK = bytes.fromhex("9000")
SELECT_WATER = "00A4000002DF02"
CHALLENGE_4, CHALLENGE_8 = "0084000004", "0084000008"
NEW = bytes(range(200, 250))
START = bytes(4)


def send(card: VirtualCpuCard, apdu: str | bytes) -> bytes:
    return card.exchange(bytes.fromhex(apdu) if isinstance(apdu, str) else apdu)


def sealed(challenge: bytes, data: bytes = NEW, usage: KeyUsage = KeyUsage.MAINTENANCE) -> bytes:
    """UPDATE BINARY with MAC of the purchase file from its beginning."""
    command = bytes([0x04, 0xD6, 0x81, 0, len(data) + 4]) + data
    return command + keys_of().of(usage).mac(challenge + START, command)


def challenge_of(card: VirtualCpuCard, apdu: str = CHALLENGE_4) -> bytes:
    return send(card, apdu)[:-2]


@pytest.fixture
def card() -> VirtualCpuCard:
    card = cpu_card()
    card.power_on()
    send(card, SELECT_WATER)
    return card


@pytest.fixture
def guarded() -> VirtualCpuCard:
    """Its files want an external authentication."""
    card = cpu_card(external=True)
    card.power_on()
    send(card, SELECT_WATER)
    return card


def authenticate(card: VirtualCpuCard, *, rightly: bool = True) -> bytes:
    keys = keys_of() if rightly else with_another(KeyUsage.EXTERNAL)
    cryptogram = keys.of(KeyUsage.EXTERNAL).encrypt(challenge_of(card, CHALLENGE_8))
    return send(card, bytes.fromhex("0082000208") + cryptogram)


class TestFiles:
    def test_the_serial_stands_in_the_master_file(self) -> None:
        card = cpu_card()
        card.power_on()
        assert send(card, "00B0990108") == SERIAL + OK

    def test_a_directory_is_selected_and_tells_about_itself(self) -> None:
        card = cpu_card()
        card.power_on()
        assert send(card, SELECT_WATER)[0] == 0x61
        assert send(card, "00A4000002DF09") == bytes.fromhex("6A82")

    def test_power_brings_back_the_master_file(self, card: VirtualCpuCard) -> None:
        card.power_on()
        assert send(card, "00B0990108") == SERIAL + OK

    def test_a_neighbour_is_reached_by_way_of_the_master_file(self, card: VirtualCpuCard) -> None:
        assert send(card, "00A4000002DF03") == bytes.fromhex("6A82")
        send(card, "00A40000023F00")
        assert send(card, "00A4000002DF03")[0] == 0x61

    def test_a_file_is_read_by_its_short_identifier(self, card: VirtualCpuCard) -> None:
        assert send(card, "00B0810032") == content(PURCHASE) + OK
        assert send(card, "00B0813002") == content(PURCHASE)[48:] + OK

    def test_a_longer_read_than_there_is_tells_the_length(self, card: VirtualCpuCard) -> None:
        assert send(card, "00B08100FF") == bytes.fromhex("6C32")
        assert send(card, "00B0810000") == bytes.fromhex("6C32")

    def test_what_is_not_there_is_said_so(self, card: VirtualCpuCard) -> None:
        assert send(card, "00B0890008") == bytes.fromhex("6A82")
        assert send(card, "00B0813208") == bytes.fromhex("6B00")
        assert send(card, "00E0000008") == bytes.fromhex("6D00")
        assert send(card, "00B08100") == bytes.fromhex("6700")
        assert send(card, "04D681000C00") == bytes.fromhex("6700")


class TestProving:
    def test_it_proves_its_key_and_hands_the_answer_over_once(self, card: VirtualCpuCard) -> None:
        block = bytes(range(8))
        assert send(card, bytes.fromhex("0088000108") + block) == bytes.fromhex("6108")
        answer = keys_of().of(KeyUsage.INTERNAL).encrypt(block)
        assert send(card, "00C0000008") == answer + OK
        assert send(card, "00C0000008") == bytes.fromhex("6985")

    def test_no_two_challenges_are_alike_also_after_power(self, card: VirtualCpuCard) -> None:
        seen = {challenge_of(card, CHALLENGE_8) for _time in range(3)}
        card.power_on()
        seen.add(challenge_of(card, CHALLENGE_8))
        assert len(seen) == 4

    def test_a_right_external_key_opens_its_directory(self, guarded: VirtualCpuCard) -> None:
        assert send(guarded, sealed(challenge_of(guarded))) == bytes.fromhex("6982")
        assert authenticate(guarded) == OK
        assert send(guarded, sealed(challenge_of(guarded))) == OK

    def test_selecting_shuts_it_again(self, guarded: VirtualCpuCard) -> None:
        authenticate(guarded)
        send(guarded, SELECT_WATER)
        assert send(guarded, sealed(challenge_of(guarded))) == bytes.fromhex("6982")

    def test_wrong_keys_block_the_key_for_ever(self, guarded: VirtualCpuCard) -> None:
        answers = [authenticate(guarded, rightly=False).hex() for _time in range(4)]
        assert answers == ["63c2", "63c1", "63c0", "6983"]
        assert authenticate(guarded) == bytes.fromhex("6983")

    def test_a_right_key_gives_all_tries_back(self, guarded: VirtualCpuCard) -> None:
        authenticate(guarded, rightly=False)
        authenticate(guarded)
        assert guarded.tries(WATER) == (3, 3)

    def test_a_challenge_is_good_for_the_next_command_alone(self, guarded: VirtualCpuCard) -> None:
        challenge = challenge_of(guarded, CHALLENGE_8)
        send(guarded, "00B0810032")
        cryptogram = keys_of().of(KeyUsage.EXTERNAL).encrypt(challenge)
        assert send(guarded, bytes.fromhex("0082000208") + cryptogram) == bytes.fromhex("6984")
        assert guarded.tries(WATER) == (3, 3)


class TestSealedUpdates:
    def test_a_sealed_update_is_written(self, card: VirtualCpuCard) -> None:
        assert send(card, sealed(challenge_of(card))) == OK
        assert card.read(WATER, 1, 0, 50) == NEW

    def test_a_bare_one_is_refused(self, card: VirtualCpuCard) -> None:
        assert send(card, bytes.fromhex("00D6810032") + NEW) == bytes.fromhex("6982")

    def test_without_a_challenge_right_before_it_is_refused(self, card: VirtualCpuCard) -> None:
        challenge = challenge_of(card)
        send(card, "00B0810032")
        assert send(card, sealed(challenge)) == bytes.fromhex("6984")
        assert card.tries(WATER) == (3, 3)

    def test_an_update_does_not_fit_beyond_its_file(self, card: VirtualCpuCard) -> None:
        assert send(card, sealed(challenge_of(card), bytes(51))) == bytes.fromhex("6A84")

    def test_wrong_macs_lock_the_application(self, card: VirtualCpuCard) -> None:
        answers = []
        for _time in range(4):
            answers.append(send(card, sealed(challenge_of(card), usage=KeyUsage.INTERNAL)).hex())
        assert answers == ["9302", "9302", "9303", "9303"]
        assert send(card, sealed(challenge_of(card))) == bytes.fromhex("9303")
        assert card.read(WATER, 1, 0, 50) == content(PURCHASE)

    def test_a_right_mac_forgives_wrong_ones(self, card: VirtualCpuCard) -> None:
        send(card, sealed(challenge_of(card), usage=KeyUsage.INTERNAL))
        send(card, sealed(challenge_of(card)))
        assert card.tries(WATER) == (3, 3)


class TestTears:
    def torn_update(self, card: VirtualCpuCard, phase: TearPhase, mix: int) -> bytes:
        command = sealed(challenge_of(card))
        card.arm(Tear(TearPoint(0, phase), mix))
        with pytest.raises(CardPulled):
            send(card, command)
        return card.read(WATER, 1, 0, 50)

    @pytest.mark.parametrize("mix", [0x00, 0x5A, 0xFE])
    def test_a_short_update_is_all_or_nothing(self, card: VirtualCpuCard, mix: int) -> None:
        assert self.torn_update(card, TearPhase.WRITE, mix) == content(PURCHASE)

    def test_with_its_last_bit_turned_it_is_done(self, card: VirtualCpuCard) -> None:
        assert self.torn_update(card, TearPhase.WRITE, 0xFF) == NEW
        assert self.torn_update(cpu_in_water(), TearPhase.AFTER, 0) == NEW

    def test_a_longer_one_is_torn_byte_by_byte(self) -> None:
        card = cpu_in_water(atomic=49)
        command = sealed(challenge_of(card))
        card.arm(Tear(TearPoint(0, TearPhase.WRITE, 20), 0x00))
        with pytest.raises(CardPulled):
            send(card, command)
        torn = card.read(WATER, 1, 0, 50)
        assert (torn[:20], torn[21:]) == (NEW[:20], content(PURCHASE)[21:])

    def test_a_try_is_spent_by_a_pull_within_the_authentication(self) -> None:
        guarded = cpu_card(external=True)
        guarded.power_on()
        send(guarded, SELECT_WATER)
        challenge = challenge_of(guarded, CHALLENGE_8)
        cryptogram = keys_of().of(KeyUsage.EXTERNAL).encrypt(challenge)
        guarded.arm(Tear(TearPoint(0, TearPhase.WRITE, 0), 0xFF))
        with pytest.raises(CardPulled):
            send(guarded, bytes.fromhex("0082000208") + cryptogram)
        assert guarded.tries(WATER) == (2, 3)


def cpu_in_water(atomic: int = 256) -> VirtualCpuCard:
    card = cpu_card(atomic=atomic)
    card.power_on()
    send(card, SELECT_WATER)
    return card


class TestAsAThing:
    def test_a_snapshot_brings_everything_back(self, card: VirtualCpuCard) -> None:
        before, twin = card.snapshot(), card.clone()
        send(card, sealed(challenge_of(card)))
        assert card != twin
        card.restore(before)
        assert card == twin

    def test_a_clone_takes_the_same_keys(self, guarded: VirtualCpuCard) -> None:
        twin = guarded.clone()
        twin.power_on()
        send(twin, SELECT_WATER)
        assert authenticate(twin) == OK

    def test_power_ends_what_was_allowed(self, guarded: VirtualCpuCard) -> None:
        authenticate(guarded)
        guarded.power_on()
        send(guarded, SELECT_WATER)
        assert send(guarded, sealed(challenge_of(guarded))) == bytes.fromhex("6982")


class TestAtAMeter:
    def test_a_meter_with_the_keys_reads_and_writes(self) -> None:
        card = cpu_card()
        assert card.serial == SERIAL
        assert card.present(keys_of())
        card.update(WATER, 2, 4, b"\x01\x02")
        assert card.read(WATER, 2, 4, 2) == b"\x01\x02"

    @pytest.mark.parametrize("usage", KeyUsage)
    def test_one_with_another_key_writes_nothing(self, usage: KeyUsage) -> None:
        card = cpu_card()
        assert not card.present(with_another(usage))
        card.update(WATER, 2, 4, b"\x01\x02")
        assert card == cpu_card()

    def test_what_is_not_there_reads_as_nothing(self) -> None:
        card = cpu_card(serial=b"")
        assert (card.serial, card.read(0xDF09, 1, 0, 8), card.read(WATER, 9, 0, 8)) == (b"",) * 3
