"""Accounts by what a customer can say of himself: words of name, telephone, document, address.

What fits exactly comes first, then what begins so, then what contains it, then what is near it.
Each page walks over the index from the place at which the one before ended, so that its cost does
not grow with the number of accounts, nor with the number of pages before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from peewee import Database

from app.domain.searching import Grade, forgiven, grade, is_part, near_words, parts_of, trimmed
from app.ledger.projection.statements import all_rows, walk
from app.ledger.queries.reading import NOTHING_MORE, marks_for, value

_END = "\U0010ffff"
_MOST_COUNTED = 5_000
_MOST_NEAR = 2000
_GRADES = tuple(Grade)

_OWN = "(SELECT group_concat(o.word, ' ') FROM clear_word o WHERE o.account = c.account)"
_EXACT = (
    f"SELECT '', c.word, c.account, {_OWN} FROM clear_word c WHERE c.word = +? AND c.account > ?"  # noqa: S608
)
_BEGINNING = (
    f"SELECT '', c.word, c.account, {_OWN} FROM clear_word c WHERE (c.word, c.account) > (?, ?) "  # noqa: S608
    "AND c.word < ?"
)
_PART = (
    f"SELECT p.part, c.word, c.account, {_OWN} FROM clear_part p CROSS JOIN clear_word c "  # noqa: S608
    "WHERE c.word = p.word AND (p.part, p.word) >= (?, ?) AND p.part < ? "
    "AND ((p.part, p.word) > (?, ?) OR c.account > ?)"
)
_COUNT = (
    "SELECT count(*) FROM (SELECT 1 FROM clear_word WHERE word >= ? AND word < ? "  # noqa: S608  constants of this module
    f"LIMIT {_MOST_COUNTED}) AS counted"
)
_COUNT_PARTS = (
    "SELECT count(*) FROM (SELECT 1 FROM clear_part p CROSS JOIN clear_word c "  # noqa: S608  constants of this module
    f"WHERE c.word = p.word AND p.part >= ? AND p.part < ? LIMIT {_MOST_COUNTED}) AS counted"
)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a page ends; the next one begins after it."""

    stage: Grade
    driver: int
    """Which of the words is walked along."""
    grade: Grade
    part: str
    word: str
    account: str


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """An account that fits."""

    account: str
    words: tuple[str, ...]
    """Its own words by which it does, one for each that was looked for."""
    place: Place


def named(db: Database, wanted: tuple[str, ...], after: Place | None = None) -> Iterator[Named]:
    """Accounts of which every wanted word fits some word of their fields, from a place on.

    ``wanted`` is of searching.words_to_find. Nothing to look for finds nothing.
    """
    if not wanted:
        return
    walk = _Walk(db, wanted)
    for stage in _GRADES:
        if after is None or stage >= after.stage:
            here = after if after is not None and after.stage == stage else None
            yield from walk.stage(stage, here)


class _Walk:
    """One search."""

    def __init__(self, db: Database, wanted: tuple[str, ...]) -> None:
        self._db = db
        self._wanted = wanted
        self._near: tuple[dict[str, Grade], ...] | None = None
        self._counts: dict[tuple[str, str, str], int] = {}

    def stage(self, stage: Grade, after: Place | None) -> Iterator[Named]:
        """Accounts whose worst word is of this grade."""
        if not self._can_be(stage):
            return
        driver = self._rarest(stage) if after is None else after.driver
        first = stage if len(self._wanted) == 1 else Grade.EXACT
        for step in _GRADES:
            if not first <= step <= stage or (after is not None and step < after.grade):
                continue
            here = after if after is not None and after.grade == step else None
            for part, word, account, own in self._rows(step, driver, stage, here):
                words = self._fits(own.split(" "), stage, driver, word, part)
                if words is not None:
                    place = Place(
                        stage=stage,
                        driver=driver,
                        grade=step,
                        part=part,
                        word=word,
                        account=account,
                    )
                    yield Named(account=account, words=words, place=place)

    def _can_be(self, stage: Grade) -> bool:
        if stage is Grade.PART:
            return any(map(is_part, self._wanted))
        if stage > Grade.PART:
            return any(stage in near.values() for near in self._nears())
        return True

    def _nears(self) -> tuple[dict[str, Grade], ...]:
        """Words in the index that are each wanted word with a mistake."""
        if self._near is None:
            self._near = tuple(near_words(word, self._candidates(word)) for word in self._wanted)
        return self._near

    def _candidates(self, word: str) -> list[str]:
        keys = sorted(trimmed(word, forgiven(word)))
        if not keys:
            return []
        rows = all_rows(
            self._db,
            "SELECT DISTINCT word FROM clear_near "  # noqa: S608  marks only
            f"WHERE trimmed IN ({marks_for(keys)}) LIMIT {_MOST_NEAR}",
            keys,
        )
        return [str(row[0]) for row in rows]

    def _near_of(self, at: int, upto: Grade) -> list[str]:
        if upto <= Grade.PART:
            return []
        return [word for word, mistakes in self._nears()[at].items() if mistakes <= upto]

    def _rarest(self, stage: Grade) -> int:
        """The word that the fewest accounts fit; counted no further than it matters."""
        if len(self._wanted) == 1:
            return 0
        return min(range(len(self._wanted)), key=lambda at: self._count(at, stage))

    def _count(self, at: int, stage: Grade) -> int:
        word = self._wanted[at]
        counted = self._counted(_COUNT, word, _END if stage > Grade.EXACT else NOTHING_MORE)
        if stage >= Grade.PART and is_part(word):
            counted += self._counted(_COUNT_PARTS, word, _END)
        for near in self._near_of(at, stage):
            counted += self._counted(_COUNT, near, NOTHING_MORE)
        return counted

    def _counted(self, sql: str, word: str, end: str) -> int:
        """What begins with a word, or is the word; each stage asks again."""
        known = self._counts.get((sql, word, end))
        if known is None:
            known = int(value(self._db, sql, (word, word + end)))
            self._counts[sql, word, end] = known
        return known

    def _rows(
        self, step: Grade, driver: int, stage: Grade, after: Place | None
    ) -> Iterator[tuple[str, str, str, str]]:
        """End of word, word, account and all its words, in the order of the index."""
        word = self._wanted[driver]
        also, given = self._also(driver, stage)
        if step is Grade.EXACT:
            start = "" if after is None else after.account
            yield from self._run(f"{_EXACT}{also} ORDER BY c.account", (word, start, *given))
        elif step is Grade.BEGINNING:
            begin = (word, _END) if after is None else (after.word, after.account)
            sql = f"{_BEGINNING}{also} ORDER BY c.word, c.account"
            yield from self._run(sql, (*begin, word + _END, *given))
        elif step is Grade.PART:
            if not is_part(word):
                return
            part = (word, "") if after is None else (after.part, after.word)
            account = "" if after is None else after.account
            sql = f"{_PART}{also} ORDER BY p.part, p.word, c.account"
            yield from self._run(sql, (*part, word + _END, *part, account, *given))
        else:
            near = sorted(near for near, far in self._nears()[driver].items() if far is step)
            for one in near:
                if after is not None and one < after.word:
                    continue
                same = after is not None and one == after.word
                start = after.account if after is not None and same else ""
                yield from self._run(f"{_EXACT}{also} ORDER BY c.account", (one, start, *given))

    def _run(self, sql: str, given: tuple[object, ...]) -> Iterator[Any]:
        return walk(self._db, sql, given)

    def _also(self, driver: int, stage: Grade) -> tuple[str, list[object]]:
        """What else an account must have, as SQL; a first sieve, :meth:`_fits` decides."""
        sql, given = "", list[object]()
        for at, word in enumerate(self._wanted):
            if at == driver:
                continue
            if stage is Grade.EXACT:
                ways = "o.word = +?"
                given.append(word)
            elif stage is Grade.BEGINNING:
                ways = "o.word >= ? AND o.word < ?"
                given += (word, word + _END)
            else:
                near = self._near_of(at, stage)
                ways = f"(instr(o.word, ?) > 0 OR o.word IN ({marks_for(near)}))"
                given += (word, *near)
            sql += (
                " AND EXISTS (SELECT 1 FROM clear_word o WHERE o.account = c.account "  # noqa: S608  marks only
                f"AND {ways})"
            )
        return sql, given

    def _fits(
        self, own: list[str], stage: Grade, driver: int, word: str, part: str
    ) -> tuple[str, ...] | None:
        """The account's words that fit best, where this is the place at which it belongs."""
        nears = self._nears() if stage > Grade.PART else ({},) * len(self._wanted)
        best: list[tuple[Grade, str, str]] = []
        for wanted, near in zip(self._wanted, nears, strict=True):
            if wanted in own:
                best.append((Grade.EXACT, "", wanted))
                continue
            fits = [(how, one) for one in own if (how := grade(wanted, one, near)) is not None]
            if not fits:
                return None
            best.append(min((how, _part(how, wanted, one), one) for how, one in fits))
        worst = max(how for how, _part_of, _word in best)
        if worst is not stage or best[driver][1:] != (part, word):
            return None
        return tuple(one for _how, _part_of, one in best)


def _part(how: Grade, wanted: str, word: str) -> str:
    """The end of a word that a part is found by, first in the order of the index."""
    if how is not Grade.PART:
        return ""
    return min(end for end in parts_of(word) if end.startswith(wanted))
