"""The local index of clear names: which words an account is found under.

Three plain tables, written with the names and purged with them: words of accounts, ends of words
(a part of a word is the beginning of one of its ends) and words with one letter left out (words
with a mistake share one of them). Searching them is a walk over an index from a place on, whatever
their size; a full-text table would rank all that fits before the first row, and keep erased words
in its segments.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from app.domain.searching import parts_of, trimmed, words_to_keep
from app.ledger.statements import Statements

_BATCH = 10_000
FORM = 1
"""Grows whenever words are folded otherwise: then the index is built anew."""

_USED = "SELECT 1 FROM clear_word WHERE word = ? LIMIT 1"


def index(connection: Statements, account: str, fields: dict[str, str]) -> None:
    """Makes the words of ``fields`` the ones under which the account is found."""
    wanted = words_to_keep(fields.values())
    known = _words_of(connection, account)
    _remove(connection, account, known - wanted)
    missing = sorted(wanted - known)
    fresh = [word for word in missing if not connection.execute(_USED, (word,)).fetchone()]
    _add_words(connection, fresh)
    connection.executemany(
        "INSERT INTO clear_word (word, account) VALUES (?, ?)",
        [(word, account) for word in missing],
    )


def purge(connection: Statements, account: str) -> None:
    """Takes the account's words out, and everything about words that nobody else has."""
    _remove(connection, account, _words_of(connection, account))


def build(connection: Statements, everybody: Iterable[tuple[str, dict[str, str]]]) -> None:
    """Makes the index anew from each account's fields."""
    for table in ("clear_word", "clear_part", "clear_near", "clear_form"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  names of our tables
    rest = iter(everybody)
    while batch := list(islice(rest, _BATCH)):
        add(connection, batch)
    connection.execute("INSERT INTO clear_form (one, form) VALUES (1, ?)", (FORM,))


def add(connection: Statements, newcomers: Iterable[tuple[str, dict[str, str]]]) -> None:
    """Indexes accounts that are not in the index yet, many at once."""
    rows = sorted(
        (word, account) for account, fields in newcomers for word in words_to_keep(fields.values())
    )
    words = sorted({word for word, _account in rows})
    fresh = [word for word in words if not connection.execute(_USED, (word,)).fetchone()]
    _add_words(connection, fresh)
    connection.executemany("INSERT INTO clear_word (word, account) VALUES (?, ?)", rows)


def is_current(connection: Statements) -> bool:
    """Whether the index was built by the rules of this program."""
    row = connection.execute("SELECT form FROM clear_form").fetchone()
    return row is not None and row[0] == FORM


def _words_of(connection: Statements, account: str) -> set[str]:
    rows = connection.execute("SELECT word FROM clear_word WHERE account = ?", (account,))
    return {str(row[0]) for row in rows}


def _add_words(connection: Statements, words: Iterable[str]) -> None:
    connection.executemany(
        "INSERT INTO clear_part (part, word) VALUES (?, ?)",
        sorted((part, word) for word in words for part in parts_of(word)),
    )
    connection.executemany(
        "INSERT INTO clear_near (trimmed, word) VALUES (?, ?)",
        sorted((near, word) for word in words for near in trimmed(word)),
    )


def _remove(connection: Statements, account: str, words: Iterable[str]) -> None:
    for word in words:
        connection.execute("DELETE FROM clear_word WHERE (word, account) = (?, ?)", (word, account))
        if not connection.execute(_USED, (word,)).fetchone():
            connection.executemany(
                "DELETE FROM clear_part WHERE (part, word) = (?, ?)",
                [(part, word) for part in parts_of(word)],
            )
            connection.executemany(
                "DELETE FROM clear_near WHERE (trimmed, word) = (?, ?)",
                [(near, word) for near in trimmed(word)],
            )
