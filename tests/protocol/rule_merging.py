"""States of the rules alone as numbers, each by the one that stands for all its equals."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from app.domain.identity import EventId
from tests.protocol import merging, paper, paper_card
from tests.protocol.merging import Book, PaperFacts
from tests.protocol.paper_ledger import made, replaced
from tests.protocol.renaming import Mentions, Names, bit, names_for
from tests.protocol.rule_moves import Moves
from tests.protocol.tables import Table

State: TypeAlias = tuple[int, ...]
"""Ledgers of A and B, two backups of each, meter, paper, and the cards that exist."""

NO_BACKUP = -1
LEDGERS, METER, PAPER, CARDS = 6, 6, 7, 8
"""How many ledgers there are, and where the others stand."""


class CardFacts(NamedTuple):
    """What merging asks of a card."""

    serial: int
    marks: int
    settled: int
    """The card without what nobody asks for; -1 if nobody can read it."""


class Trimmed(NamedTuple):
    """Ledgers and paper without what nobody asks for, and what they refer to."""

    books: State
    paper: int
    mentions: Mentions


class Renaming:
    """One change of names, applied to everything once."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.ledgers: dict[int, int] = {NO_BACKUP: NO_BACKUP}
        self.cards: dict[int, int] = {}
        self.meters: dict[int, int] = {}
        self.papers: dict[int, int] = {}


class Merger:
    """Finds the state that stands for all that are equal for the future."""

    def __init__(self, moves: Moves) -> None:
        self.moves = moves
        self._serials: Table[bytes] = Table()
        self._open: dict[int, int] = {NO_BACKUP: 0}
        self._replaced: dict[int, int] = {NO_BACKUP: -1}
        self._cards: dict[int, CardFacts] = {}
        self._of_no_use: dict[tuple[int, int, int], bool] = {}
        self._trimmed: dict[tuple[State, int, int, int], Trimmed] = {}
        self._meters: dict[tuple[int, int], tuple[int, Mentions, int]] = {}
        self._mentions: dict[int, Mentions] = {}
        self._books: dict[int, Book] = {}
        self._facts_of: dict[int, PaperFacts] = {}
        self._in_ledger: dict[int, Mentions] = {}
        self._in_paper: dict[int, Mentions] = {}
        self._renamings: dict[tuple[int, int, int, int], Renaming] = {}

    def merged(self, state: State) -> State:
        """The state that stands for this one."""
        books, meter = state[:LEDGERS], state[METER]
        cards, marks, serials = self._useful(state)
        trimmed = self._trim((books, state[PAPER], marks, serials), cards)
        meter, mentions, total = self._meter(meter, marks, cards)
        ids, sequence, number = trimmed.mentions
        ids |= mentions.ids
        number = min(number, mentions.number)
        for card in cards:
            found = self._mentions[card]
            ids |= found.ids
            sequence = min(sequence, found.sequence)
            number = min(number, found.number)
        key = (ids, sequence, number, total)
        renaming = self._renamings.get(key)
        if renaming is None:
            renaming = Renaming(names_for(Mentions(ids, sequence, number), total))
            self._renamings[key] = renaming
        return self._renamed(renaming, trimmed, meter, cards)

    # -- leaving out -------------------------------------------------------------------------

    def _useful(self, state: State) -> tuple[list[int], int, int]:
        """The cards that may still count, their marks and their serials."""
        open_serials, gone = 0, -1
        for ledger in state[:LEDGERS]:
            if ledger not in self._open:
                self._learn(ledger)
            open_serials |= self._open[ledger]
            gone &= self._replaced[ledger]
        useful, marks, serials = [], 0, 0
        for card in state[CARDS:]:
            if card == self.moves.blank:
                continue
            facts = self._facts(card)
            if not facts.serial & open_serials:
                card = facts.settled
                if card < 0 or self._useless(card, gone, state):
                    continue
                facts = self._facts(card)
            useful.append(card)
            marks |= facts.marks
            serials |= facts.serial
        return useful, marks, serials

    def _useless(self, card: int, gone: int, state: State) -> bool:
        if not self._facts(card).serial & gone:
            return False
        key = (card, state[METER], state[PAPER])
        found = self._of_no_use.get(key)
        if found is None:
            serial = self.moves.meters[state[METER]].state.serial
            paper_now = self.moves.papers[state[PAPER]]
            owed = paper.unsettled(paper_now)
            carried = paper.carried(paper_now)
            marks = frozenset(mark for mark, purchase in carried.items() if purchase in owed)
            found = merging.of_no_use(self.moves.cards[card], serial, marks)
            self._of_no_use[key] = found
        return found

    def _learn(self, ledger: int) -> None:
        value = self.moves.ledgers[ledger]
        self._open[ledger] = self._serial_bits(merging.open_serials(value))
        self._replaced[ledger] = self._serial_bits(replaced(value))
        self._serial_bits(made(value))

    def _serial_bits(self, serials: frozenset[bytes]) -> int:
        return sum(1 << self._serials.number(serial) for serial in serials)

    def _facts(self, card: int) -> CardFacts:
        found = self._cards.get(card)
        if found is None:
            value = self.moves.cards[card]
            settled = paper_card.settled(value)
            found = self._cards[card] = CardFacts(
                serial=self._serial_bits(frozenset({value.serial})),
                marks=sum(bit(mark) for mark in paper_card.marks(value)),
                settled=-1 if settled is None else self.moves.cards.number(settled),
            )
            self._mentions[card] = paper_card.mentions(value)
        return found

    def _trim(self, key: tuple[State, int, int, int], cards: list[int]) -> Trimmed:
        found = self._trimmed.get(key)
        if found is None:
            found = self._trimmed[key] = self._trim_anew(key[0], key[1], cards)
        return found

    def _trim_anew(self, books: State, paper_now: int, cards: list[int]) -> Trimmed:
        moves = self.moves
        used = sorted({ledger for ledger in books if ledger != NO_BACKUP})
        ledgers, left = merging.trimmed(
            [self._book(ledger) for ledger in used],
            self._paper_facts(paper_now),
            self._marks(cards),
            frozenset(moves.cards[card].serial for card in cards),
        )
        then = {NO_BACKUP: NO_BACKUP}
        number = moves.papers.number(left)
        mentions = self._in_paper.get(number)
        if mentions is None:
            mentions = self._in_paper[number] = paper.mentions(left)
        for before, ledger in zip(used, ledgers, strict=True):
            after = then[before] = moves.ledgers.number(ledger)
            if after not in self._in_ledger:
                self._in_ledger[after] = merging.mentions_of(ledger)
            mentions |= self._in_ledger[after]
        return Trimmed(tuple(then[one] for one in books), number, mentions)

    def _book(self, ledger: int) -> Book:
        found = self._books.get(ledger)
        if found is None:
            found = self._books[ledger] = merging.book_of(self.moves.ledgers[ledger])
        return found

    def _paper_facts(self, paper_now: int) -> PaperFacts:
        found = self._facts_of.get(paper_now)
        if found is None:
            found = self._facts_of[paper_now] = merging.facts_of(self.moves.papers[paper_now])
        return found

    def _marks(self, cards: list[int]) -> frozenset[EventId]:
        return frozenset(
            mark for card in cards for mark in paper_card.marks(self.moves.cards[card])
        )

    def _meter(self, meter: int, marks: int, cards: list[int]) -> tuple[int, Mentions, int]:
        found = self._meters.get((meter, marks))
        if found is None:
            value = merging.trimmed_meter(self.moves.meters[meter], self._marks(cards))
            found = (
                self.moves.meters.number(value),
                merging.mentions_of_meter(value),
                value.state.total_credited,
            )
            self._meters[meter, marks] = found
        return found

    # -- renaming ----------------------------------------------------------------------------

    def _renamed(self, renaming: Renaming, trimmed: Trimmed, meter: int, cards: list[int]) -> State:
        moves, names = self.moves, renaming.names
        books = []
        for ledger in trimmed.books:
            then = renaming.ledgers.get(ledger)
            if then is None:
                then = moves.ledgers.number(merging.renamed_ledger(moves.ledgers[ledger], names))
                renaming.ledgers[ledger] = then
            books.append(then)
        then = renaming.meters.get(meter)
        if then is None:
            then = moves.meters.number(merging.renamed_meter(moves.meters[meter], names))
            renaming.meters[meter] = then
        books.append(then)
        then = renaming.papers.get(trimmed.paper)
        if then is None:
            then = moves.papers.number(paper.renamed(moves.papers[trimmed.paper], names))
            renaming.papers[trimmed.paper] = then
        books.append(then)
        for card in cards:
            then = renaming.cards.get(card)
            if then is None:
                then = moves.cards.number(paper_card.renamed(moves.cards[card], names))
                renaming.cards[card] = then
            books.append(then)
        return tuple(books)
