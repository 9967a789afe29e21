"""Statements as PostgreSQL says them: all are written once, in words that SQLite has.

What is the same on both is left alone, so whoever writes a statement keeps to that: a ``CASE`` for
the greater of two figures, every column that is told in ``GROUP BY``, a name for every query in
``FROM``, ``NULLS FIRST`` where there may be none. JSON is asked for in the words of
:mod:`app.ledger.projection.json_words`.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS = (
    ("%", "%%"),  # its driver's own mark
    ("?", "%s"),
    ("instr(", "strpos("),
    ("group_concat(", "string_agg("),
    ("json_each(", "jsonb_array_elements("),
    (" AS INTEGER)", " AS BIGINT)"),  # 64 bits, as SQLite's are
    (" AS BLOB)", " AS BYTEA)"),
)
_COLUMN = r"\w+(?:\.\w+)?"
_PATTERNS = (
    # A plus before a column or a mark, for SQLite's planner; before a text it is an error there.
    (re.compile(r"(?<![\w)])\+(?=[a-z?])"), ""),
    # Documents are stored as their bytes.
    (
        re.compile(rf"CAST\(({_COLUMN}|COALESCE\({_COLUMN}, {_COLUMN}\)) AS TEXT\)( ->|\) line\b)"),
        r"convert_from(\1, 'UTF8')::jsonb\2",
    ),
    # Texts compare by their bytes, in columns and here.
    (re.compile(r"(->> '\w+')"), r'\1 COLLATE "C"'),
    (re.compile(rf"lower\(hex\(({_COLUMN})\)\)"), r"encode(\1, 'hex')"),
)


@lru_cache(maxsize=1024)
def for_postgres(sql: str) -> str:
    """A statement with its marks, said to psycopg."""
    for pattern, there in _PATTERNS:
        sql = pattern.sub(there, sql)
    for here, words in _WORDS:
        sql = sql.replace(here, words)
    return sql
