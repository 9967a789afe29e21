"""Columns that hold a JSON document, asked for its fields in a statement.

The document is the expression of a column of bytes, or of two in ``COALESCE``; a field that is not
there is null. The words are SQLite's, and PostgreSQL's as :mod:`.postgres_words` says them.
"""

from __future__ import annotations


def text_in(column: str, field: str) -> str:
    """A field of a stored document, as text."""
    return f"CAST({_document(column)} ->> '{field}' AS TEXT)"


def number_in(column: str, field: str) -> str:
    """A field that is a whole number."""
    return f"CAST({_document(column)} ->> '{field}' AS INTEGER)"


def true_in(column: str, field: str) -> str:
    """A condition: a field that is true."""
    return f"{_document(column)} -> '{field}' = 'true'"


def lines_of(column: str, field: str = "") -> str:
    """The objects of a list, to stand in ``FROM`` as ``line``.

    The list is a field of a stored document, or all of it.
    """
    within = f" -> '{field}'" if field else ""
    return f"json_each({_document(column)}{within}) line"


def text_of_line(field: str) -> str:
    """A field of ``line``, as text."""
    return f"CAST(line.value ->> '{field}' AS TEXT)"


def number_of_line(field: str) -> str:
    """A field of ``line`` that is a whole number."""
    return f"CAST(line.value ->> '{field}' AS INTEGER)"


def _document(column: str) -> str:
    return f"CAST({column} AS TEXT)"
