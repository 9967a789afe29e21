"""Styles in fewer steps than Textual takes: hundreds of programs start, all with the same ones.

What a program shows is the same; the processes that tests start in a terminal have none of this.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from textual.css.model import RuleSet
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode


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


@contextmanager
def rules_replaced_at_once() -> Iterator[None]:
    """A node takes only the rules that changed, and is told once that they did, not for each."""
    replace = Stylesheet.replace_rules

    def at_once(node: DOMNode, rules: RulesMap, animate: bool = False) -> None:
        if animate:
            replace(node, rules, animate)
            return
        styles = node.styles.base
        before, after = dict(styles._rules), dict(rules)
        told: dict[frozenset[tuple[str, bool]], dict[str, bool]] = {}

        def tell(**how: bool) -> None:
            told[frozenset(how.items())] = how

        with patch.object(styles, "refresh", tell):
            for name in before.keys() | after.keys():
                if before.get(name) != after.get(name):
                    setattr(styles, name, after.get(name))
        for how in told.values():
            styles.refresh(**how)
        node.notify_style_update()

    with ExitStack() as open_patches:
        open_patches.enter_context(patch.object(Stylesheet, "replace_rules", staticmethod(at_once)))
        # As Textual's own, which is its identity too, but found in no time.
        open_patches.enter_context(patch.object(RuleSet, "__hash__", object.__hash__))
        yield
