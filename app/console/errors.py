"""What can go wrong while a console is prepared."""

from __future__ import annotations

from app.domain.errors import TapcardError


class ConsoleFault(TapcardError):
    """Something about the console could not be set. The counter can be used without it."""

    code = "console"
