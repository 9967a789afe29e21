"""Styles in fewer steps than Textual takes: hundreds of programs start, all with the same sheets.

What a program shows is the same (tests/screens/test_styles.py); the processes that tests start in a
terminal have none of this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias
from unittest.mock import patch

from textual.css.model import RuleSet
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

APPLY = Stylesheet.apply
"""Textual's own."""

Look: TypeAlias = tuple[object, ...]
"""All of a node that a selector can ask for."""


class Styled(NamedTuple):
    """What a sheet makes of a node: its rules, if it says any, and what Textual notes beside."""

    rules: RulesMap | None
    notes: tuple[bool, ...]


_NOTES = ("_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even")


@dataclass
class _Sheet:
    """The rules of a sheet under given variables, and what they made of nodes."""

    rules: list[RuleSet]
    asked: tuple[str, ...]
    """Pseudo-classes that its selectors ask for."""
    made: dict[tuple[Look, ...], Styled] = field(default_factory=dict)
    """By how a node and those that it is in look, from the program inwards."""


class _Memory:
    """What was parsed and applied before, by any program of this process."""

    def __init__(self) -> None:
        self._parse = Stylesheet._parse_rules
        self._replace = Stylesheet.replace_rules
        self._update = Stylesheet.update_nodes
        self._parsed: dict[tuple[Any, ...], list[RuleSet]] = {}
        self._sheets: dict[tuple[int, ...], _Sheet] = {}
        self._looks: dict[DOMNode, Look] | None = None
        """Of nodes, while several are styled at once."""
        self._said: RulesMap | None = None

    def parse(self, sheet: Stylesheet, css: str, *where: Any, **how: Any) -> list[RuleSet]:
        """What a sheet says under given variables; nobody changes rules once parsed."""
        key = (css, where, *sorted(how.items()), frozenset(sheet._variables.items()))
        if key not in self._parsed:
            self._parsed[key] = self._parse(sheet, css, *where, **how)
        return self._parsed[key]

    def update(self, sheet: Stylesheet, nodes: Iterable[DOMNode], animate: bool = False) -> None:
        """Styles nodes; how those look that they are in is found out once."""
        self._looks = {}
        try:
            self._update(sheet, nodes, animate)
        finally:
            self._looks = None

    def apply(
        self,
        sheet: Stylesheet,
        node: DOMNode,
        *,
        animate: bool = False,
        cache: dict[tuple[Any, ...], RulesMap] | None = None,  # noqa: ARG002  Textual's memory
    ) -> None:
        """Styles a node as one that looked the same among those that looked the same."""
        known = self._known(sheet)
        path = tuple(self._look(one, known.asked) for one in node.css_path_nodes)
        styled = known.made.get(path)
        if styled is None:
            self._said = None
            with _instead(sheet, "_process_component_classes", _nothing):
                APPLY(sheet, node, animate=animate)
            notes = tuple(getattr(node, name) for name in _NOTES)
            known.made[path] = Styled(self._said, notes)
        else:
            for name, noted in zip(_NOTES, styled.notes, strict=True):
                setattr(node, name, noted)
            if styled.rules is not None:
                sheet.replace_rules(node, styled.rules, animate=animate)
        sheet._process_component_classes(node)

    def replace(self, node: DOMNode, rules: RulesMap, animate: bool = False) -> None:
        """A node takes only the rules that changed, and is told once that they did."""
        self._said = rules
        if animate and "transitions" in rules:
            self._replace(node, rules, animate)
            return
        styles = node.styles.base
        before, after = dict(styles._rules), dict(rules)
        told: dict[frozenset[tuple[str, bool]], dict[str, bool]] = {}

        def tell(**how: bool) -> None:
            told[frozenset(how.items())] = how

        with _instead(styles, "refresh", tell):
            for name in before.keys() | after.keys():
                if before.get(name) != after.get(name):
                    setattr(styles, name, after.get(name))
        for how in told.values():
            styles.refresh(**how)
        node.notify_style_update()

    def _known(self, sheet: Stylesheet) -> _Sheet:
        rules = sheet.rules
        known: _Sheet | None = getattr(sheet, "_known", None)
        if known is None or known.rules is not rules:
            key = tuple(map(id, rules))  # all of them are in self._parsed, and stay
            asked = sorted(set[str]().union(*(rule.pseudo_classes for rule in rules)))
            first = self._sheets.setdefault(key, _Sheet(rules, tuple(asked)))
            known = _Sheet(rules, first.asked, first.made)
            sheet._known = known  # type: ignore[attr-defined]  # our own note
        return known

    def _look(self, node: DOMNode, asked: tuple[str, ...]) -> Look:
        if self._looks is not None and node in self._looks:
            return self._looks[node]
        checks = node._PSEUDO_CLASSES
        is_so = tuple(name for name in asked if name in checks and checks[name](node))  # type: ignore[arg-type]
        look = (type(node), node._id, node.classes, is_so)
        if self._looks is not None:
            self._looks[node] = look
        return look


def _nothing(_node: DOMNode) -> None:
    """For what is done elsewhere."""


class _instead:  # noqa: N801  reads as what it is; a generator or a mock takes longer than its block
    """Another method of one object, for a block."""

    def __init__(self, one: object, name: str, method: Callable[..., None]) -> None:
        self._one, self._name, self._method = one, name, method

    def __enter__(self) -> None:
        setattr(self._one, self._name, self._method)

    def __exit__(self, *_how: object) -> None:
        delattr(self._one, self._name)


@contextmanager
def styles_kept() -> Iterator[None]:
    """What was parsed and applied once is remembered."""
    memory = _Memory()
    with ExitStack() as patches:
        for name, step in (
            ("_parse_rules", lambda *a, **k: memory.parse(*a, **k)),
            ("update_nodes", lambda *a, **k: memory.update(*a, **k)),
            ("apply", lambda *a, **k: memory.apply(*a, **k)),
            ("replace_rules", staticmethod(memory.replace)),
        ):
            patches.enter_context(patch.object(Stylesheet, name, step))
        # As Textual's own, which is its identity too, but found in no time.
        patches.enter_context(patch.object(RuleSet, "__hash__", object.__hash__))
        yield
