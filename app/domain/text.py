"""The one way to translatable strings."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "locale"
"""Catalogues, as gettext has them: ``sw/LC_MESSAGES/tapcard.mo``."""

_own = gettext.translation("tapcard", localedir=LOCALE, fallback=True)
_spoken: ContextVar[gettext.NullTranslations] = ContextVar("spoken", default=_own)


def _(message: str) -> str:
    """Marks and translates a user-visible string."""
    return _spoken.get().gettext(message) if message else ""  # to gettext "" is a heading


def marked(message: str) -> str:
    """Marks a string of a table; whoever takes it from there translates it."""
    return message


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Meanwhile strings are translated into this language; empty: into the program's own.

    What its catalogue does not have, or a language without one, is English.
    """
    catalogue = _own
    if language:
        catalogue = gettext.translation(
            "tapcard", localedir=LOCALE, languages=[language], fallback=True
        )
    before = _spoken.set(catalogue)
    try:
        yield
    finally:
        _spoken.reset(before)
