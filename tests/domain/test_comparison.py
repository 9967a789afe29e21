"""A card against the ledger: every row of the table, and what holds in all of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from app.domain.cards import CardForm, CardReading, ReadBack, ReadBackPhase
from app.domain.comparison import (
    SELLABLE,
    Agreement,
    Known,
    KnownWrite,
    Standing,
    agreement,
    been_in_meter,
    of_its_own_meter,
    standing,
)
from app.domain.identity import NO_MARK, EventId
from tests.domain.cards_and_meters import (
    ELSEWHERE,
    EPOCH,
    HERE,
    MARK,
    OTHER_SERIAL,
    SERIAL,
    begun,
    contents_with,
    final,
    known_with,
    reading_with,
    write_of,
)

BOUGHT_THERE = EventId(ELSEWHERE, 1, 3)
LOST_HERE = EventId(HERE, EPOCH - 1, 300)


def row(reading: CardReading, known: Known | None = None, *, copyable: bool = False) -> Standing:
    return standing(reading, known or known_with(), copyable=copyable)


class TestACardThatAgrees:
    """Sequence and mark are those that this ledger wrote last."""

    def test_is_sold_to_once_its_meter_has_taken_the_load(self) -> None:
        assert row(reading_with(final())) is Standing.NORMAL

    def test_is_refused_while_its_load_is_unloaded(self) -> None:
        assert row(reading_with()) is Standing.UNLOADED

    def test_goes_back_in_the_meter_when_the_mark_lacks_final_totals(self) -> None:
        assert row(reading_with(begun())) is Standing.INSERT_AGAIN

    @pytest.mark.parametrize("number", [4, 5])
    def test_is_written_again_when_the_meter_marked_but_did_not_credit(self, number: int) -> None:
        assert row(reading_with(final(number, 17_000))) is Standing.MARKED_NOT_TAKEN

    @pytest.mark.parametrize(
        ("number", "total"), [(5, 19_999), (5, 20_001), (4, 20_000), (6, 20_000), (6, 17_000)]
    )
    def test_is_held_when_the_meters_figures_fit_nothing(self, number: int, total: int) -> None:
        assert row(reading_with(final(number, total))) is Standing.UNEXPLAINED

    def test_is_held_on_another_serial(self) -> None:
        assert row(reading_with(final(), serial=OTHER_SERIAL)) is Standing.UNEXPLAINED

    def test_is_never_sold_to_once_superseded(self) -> None:
        assert row(reading_with(final()), known_with(superseded=True)) is Standing.SUPERSEDED


class TestACardWithoutLoad:
    """What stands on it after a load came off, or was never restored."""

    def cancelled(self, read_back: ReadBack | None = None, **changes: Any) -> CardReading:
        return reading_with(read_back, load=0, cumulative=17_000, **changes)

    def known(self, **changes: Any) -> Known:
        written = contents_with(load=0, cumulative=17_000, **changes)
        return known_with(write_of(written))

    def test_goes_to_its_meter_first_where_it_can_be_copied(self) -> None:
        seen = row(self.cancelled(), self.known(), copyable=True)
        assert seen is Standing.CANCELLATION_PENDING

    def test_is_sold_to_at_once_where_it_cannot_be_copied(self) -> None:
        assert row(self.cancelled(), self.known()) is Standing.NORMAL

    def test_goes_to_its_meter_first_when_it_was_made_anew(self) -> None:
        reading = self.cancelled(form=CardForm.REISSUE)
        seen = row(reading, self.known(form=CardForm.REISSUE))
        assert seen is Standing.CANCELLATION_PENDING

    def test_is_sold_to_once_the_meter_took_the_zero_load(self) -> None:
        seen = row(self.cancelled(final(5, 17_000)), self.known(), copyable=True)
        assert seen is Standing.NORMAL

    def test_is_held_when_the_meter_credited_a_copy_first(self) -> None:
        seen = row(self.cancelled(final(5, 20_000)), self.known(), copyable=True)
        assert seen is Standing.UNEXPLAINED

    def test_says_so_when_the_meter_had_the_load_that_was_taken_off(self) -> None:
        write = KnownWrite(
            serial=SERIAL,
            sequence=8,
            mark=MARK,
            number=5,
            load=0,
            cumulative=17_000,
            taken_off=3_000,
        )
        used = self.cancelled(final(5, 20_000))
        assert row(used, known_with(write), copyable=True) is Standing.LOAD_WAS_USED
        other = self.cancelled(final(5, 19_000))
        assert row(other, known_with(write), copyable=True) is Standing.UNEXPLAINED

    def test_is_sold_to_when_the_meter_had_the_load_that_it_was_made_without(self) -> None:
        write = KnownWrite(
            serial=SERIAL, sequence=8, mark=MARK, number=5, load=0, cumulative=17_000, owed=3_000
        )
        assert row(self.cancelled(final(5, 20_000)), known_with(write)) is Standing.NORMAL
        assert row(self.cancelled(final(5, 19_000)), known_with(write)) is Standing.UNEXPLAINED
        assert row(self.cancelled(final(4, 20_000)), known_with(write)) is Standing.UNEXPLAINED


class TestACardAhead:
    """It carries a write that this ledger does not know."""

    def ahead(self, mark: EventId, read_back: ReadBack | None = None) -> CardReading:
        return reading_with(read_back, sequence=9, mark=mark)

    def test_is_sold_the_next_number_when_it_was_bought_elsewhere(self) -> None:
        seen = row(self.ahead(BOUGHT_THERE, final()), known_with(roaming=True))
        assert seen is Standing.BOUGHT_ELSEWHERE

    def test_is_refused_when_the_load_from_elsewhere_is_unloaded(self) -> None:
        assert row(self.ahead(BOUGHT_THERE), known_with(roaming=True)) is Standing.UNLOADED

    def test_stops_at_a_stand_alone_kiosk(self) -> None:
        assert row(self.ahead(BOUGHT_THERE, final())) is Standing.LEDGER_OLDER

    @pytest.mark.parametrize("roaming", [False, True])
    def test_stops_when_its_mark_is_ours_of_this_epoch(self, roaming: bool) -> None:
        card = self.ahead(EventId(HERE, EPOCH, 99), final())
        assert row(card, known_with(roaming=roaming)) is Standing.LEDGER_OLDER

    @pytest.mark.parametrize("roaming", [False, True])
    def test_is_recovered_when_its_mark_is_ours_of_an_older_epoch(self, roaming: bool) -> None:
        card = self.ahead(LOST_HERE, final())
        assert row(card, known_with(roaming=roaming)) is Standing.RECOVERABLE

    def test_stops_when_its_mark_is_ours_of_an_epoch_to_come(self) -> None:
        card = self.ahead(EventId(HERE, EPOCH + 1, 1), final())
        assert row(card) is Standing.LEDGER_OLDER

    def test_is_refused_when_the_load_to_recover_is_unloaded(self) -> None:
        assert row(self.ahead(LOST_HERE)) is Standing.UNLOADED

    def test_is_held_with_zero_load(self) -> None:
        card = reading_with(final(5, 17_000), sequence=9, mark=BOUGHT_THERE, load=0)
        assert row(card, known_with(roaming=True)) is Standing.UNEXPLAINED

    def test_is_held_when_its_serial_was_never_made(self) -> None:
        card = self.ahead(BOUGHT_THERE, final())
        known = known_with(roaming=True, serial_known=False)
        assert row(card, known) is Standing.UNEXPLAINED


class TestAnyOtherCard:
    """Neither agrees nor is ahead: behind, forked, or of nobody's making."""

    @pytest.mark.parametrize(
        ("sequence", "mark"),
        [(7, MARK), (7, EventId(HERE, EPOCH, 12)), (8, BOUGHT_THERE), (8, NO_MARK), (0, MARK)],
    )
    def test_is_held(self, sequence: int, mark: EventId) -> None:
        card = reading_with(final(), sequence=sequence, mark=mark)
        assert agreement(card, known_with()) is Agreement.OTHERWISE
        assert row(card, known_with(roaming=True)) is Standing.UNEXPLAINED

    def test_is_held_when_nothing_at_all_is_known_of_it(self) -> None:
        known = Known(
            node=HERE, epoch=EPOCH, roaming=True, serial_known=False, superseded=False, write=None
        )
        assert row(reading_with(final(), mark=BOUGHT_THERE), known) is Standing.UNEXPLAINED


_marks = st.builds(
    EventId, st.sampled_from([0, HERE, ELSEWHERE]), st.integers(0, EPOCH + 1), st.integers(38, 42)
)
_totals = st.sampled_from([0, 14_000, 17_000, 20_000, 23_000])


@composite
def _readings(draw: DrawFn) -> CardReading:
    back = ReadBack(
        phase=draw(st.sampled_from(ReadBackPhase)),
        number=draw(st.integers(3, 7)),
        total_credited=draw(_totals),
        written_on=draw(st.sampled_from([None, date(2026, 3, 9)])),
    )
    return reading_with(
        back,
        serial=draw(st.sampled_from([SERIAL, OTHER_SERIAL])),
        form=draw(st.sampled_from(CardForm)),
        number=draw(st.integers(0, 6)),
        load=draw(st.sampled_from([0, 3_000])),
        cumulative=draw(_totals),
        sequence=draw(st.integers(6, 10)),
        mark=draw(_marks),
    )


@composite
def _knowledge(draw: DrawFn) -> Known:
    write = KnownWrite(
        serial=draw(st.sampled_from([SERIAL, OTHER_SERIAL])),
        sequence=draw(st.integers(6, 10)),
        mark=draw(_marks),
        number=draw(st.integers(0, 6)),
        load=draw(st.sampled_from([0, 3_000])),
        cumulative=draw(_totals),
        owed=draw(st.sampled_from([0, 3_000])),
    )
    return Known(
        node=HERE,
        epoch=EPOCH,
        roaming=draw(st.booleans()),
        serial_known=draw(st.booleans()),
        superseded=draw(st.booleans()),
        write=draw(st.sampled_from([write, write, None])),
    )


class TestInEveryRow:
    """Whatever card meets whatever ledger."""

    @given(_readings(), _knowledge(), st.booleans())
    def test_a_load_unloaded_refuses(
        self, reading: CardReading, known: Known, copyable: bool
    ) -> None:
        if standing(reading, known, copyable=copyable) in SELLABLE:
            assert not reading.unloaded

    @given(_readings(), _knowledge(), st.booleans())
    def test_what_neither_agrees_nor_is_ahead_is_never_sold_to(
        self, reading: CardReading, known: Known, copyable: bool
    ) -> None:
        if agreement(reading, known) is Agreement.OTHERWISE:
            seen = standing(reading, known, copyable=copyable)
            assert seen in {Standing.UNEXPLAINED, Standing.SUPERSEDED}

    @given(_readings(), _knowledge(), st.booleans())
    def test_a_superseded_card_is_never_sold_to(
        self, reading: CardReading, known: Known, copyable: bool
    ) -> None:
        if known.superseded:
            assert standing(reading, known, copyable=copyable) is Standing.SUPERSEDED

    @given(_readings(), _knowledge(), st.booleans())
    def test_only_an_older_epoch_of_ours_is_recovered(
        self, reading: CardReading, known: Known, copyable: bool
    ) -> None:
        seen, mark = standing(reading, known, copyable=copyable), reading.contents.mark
        if seen is Standing.RECOVERABLE:
            assert (mark.node, known.serial_known) == (known.node, True)
            assert mark.epoch < known.epoch
        if seen is Standing.BOUGHT_ELSEWHERE:
            assert known.roaming
            assert mark.node != known.node

    @given(_readings(), _knowledge())
    def test_a_card_that_can_be_copied_is_never_trusted_more(
        self, reading: CardReading, known: Known
    ) -> None:
        if standing(reading, known, copyable=True) in SELLABLE:
            assert standing(reading, known, copyable=False) in SELLABLE


class TestHavingBeenInAMeter:
    """A meter that wrote anything on the card remembers its serial."""

    def test_shows_by_any_read_back(self) -> None:
        assert been_in_meter(reading_with(begun()))
        assert been_in_meter(reading_with(final()))
        assert not been_in_meter(reading_with())


class TestAnotherMetersReadBack:
    """A card that opens a new meter may still show what the old one wrote."""

    OLDER = msgspec.structs.replace(final(), phase=ReadBackPhase.EMPTY)

    def test_is_none_of_its_own(self) -> None:
        reading = reading_with(self.OLDER, form=CardForm.OPENING)
        assert of_its_own_meter(reading).read_back == ReadBack()
        assert not been_in_meter(of_its_own_meter(reading))

    @pytest.mark.parametrize("form", [CardForm.USER, CardForm.REISSUE])
    def test_stays_where_the_meter_is_the_same(self, form: CardForm) -> None:
        reading = reading_with(self.OLDER, form=form)
        assert of_its_own_meter(reading) == reading

    @pytest.mark.parametrize("back", [begun(), final()])
    def test_stays_where_the_new_one_has_written(self, back: ReadBack) -> None:
        reading = reading_with(back, form=CardForm.OPENING)
        assert of_its_own_meter(reading) == reading
