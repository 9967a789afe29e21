"""A CPU card that loses power for a moment before it proves itself: it proves itself after all."""

from __future__ import annotations

from app.simulator.reader import ApduPhase
from tests.cards.cpu_cards import sealed_only


def test_a_card_that_forgot_its_directory_has_not_forgotten_its_keys() -> None:
    bench = sealed_only()
    card = bench.reader.card
    assert card is not None
    fades: list[int] = []

    def fade(number: int, _apdu: bytes, phase: ApduPhase) -> None:
        if (number, phase) == (0, ApduPhase.BEFORE):
            card.power_off()
            fades.append(number)

    with bench.session() as chip:
        bench.reader.on_apdu(fade)
        chip.present(bench.secret)
        bench.reader.on_apdu(None)
        chip.write(bench.step)
        assert fades
