"""Style sheets that are parsed once: hundreds of programs start, all with the same ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet


@contextmanager
def rules_kept() -> Iterator[None]:
    """What a sheet says under given variables is remembered; nobody changes rules once parsed."""
    parse = Stylesheet._parse_rules
    kept: dict[tuple[Any, ...], list[RuleSet]] = {}

    def once(sheet: Stylesheet, css: str, *where: Any, **how: Any) -> list[RuleSet]:
        key = (css, where, *sorted(how.items()), frozenset(sheet._variables.items()))
        if key not in kept:
            kept[key] = parse(sheet, css, *where, **how)
        return kept[key]

    with patch.object(Stylesheet, "_parse_rules", once):
        yield
