"""Where python source lets a float come near money: the rule, over syntax trees.

Refused are float literals, the name ``float``, true division, powers with a signed exponent, and
calls that answer with floats (``timestamp``, ``total_seconds``, ``time.time``, most of ``math``).
Two things are let through because they cannot be arithmetic of money. A division joins paths if one
side is text or a path, for numbers divide by neither; a name counts as one if all that binds it in
the function, or else in the file, says so, which the type checker holds it to. And what is bound to
a name ending in ``seconds`` or ``timeout`` is a length of waiting.
"""

from __future__ import annotations

import ast
from typing import NamedTuple

_FLOAT_ATTRIBUTES = frozenset({"timestamp", "total_seconds", "truediv"})
_INTEGER_MATH = frozenset({"ceil", "comb", "factorial", "floor", "gcd", "isqrt", "lcm", "prod"})
_TEXT_OR_PATH = frozenset({"Path", "Path | None", "str"})
_WAITING = ("seconds", "timeout")


class Finding(NamedTuple):
    """One place and what stands there."""

    line: int
    what: str


def float_findings(source: str) -> list[Finding]:
    """Every place in ``source`` that the rule refuses, in the order of lines."""
    tree = ast.parse(source)
    finder = _Finder(_text_or_path_names(tree))
    finder.visit(tree)
    return sorted(finder.findings)


class _Finder(ast.NodeVisitor):
    def __init__(self, names: frozenset[str]) -> None:
        self.findings: list[Finding] = []
        self._names = names

    def _find(self, node: ast.expr | ast.stmt, what: str) -> None:
        self.findings.append(Finding(node.lineno, what))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        outer, self._names = self._names, _text_or_path_names(node, self._names)
        self.generic_visit(node)
        self._names = outer

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, float | complex):
            self._find(node, f"literal {node.value}")

    def visit_Name(self, node: ast.Name) -> None:
        if node.id == "float" and isinstance(node.ctx, ast.Load):  # a field may be a shift's float
            self._find(node, "float")

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if isinstance(node.op, ast.Div) and not _is_text_or_path(node, self._names):
            self._find(node, "true division")
        if isinstance(node.op, ast.Pow) and isinstance(node.right, ast.UnaryOp):
            self._find(node, "power with a signed exponent")
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.op, ast.Div) and not _is_text_or_path(node.value, self._names):
            self._find(node, "true division")
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        owner = node.value.id if isinstance(node.value, ast.Name) else ""
        if (
            node.attr in _FLOAT_ATTRIBUTES
            or (owner == "time" and node.attr == "time")
            or (owner == "math" and node.attr not in _INTEGER_MATH)
        ):
            self._find(node, f"{owner or '...'}.{node.attr}")
        self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        if not _waits(node.arg):
            self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        if not all(_waits(_name(target)) for target in node.targets):
            self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if not _waits(_name(node.target)):
            self.generic_visit(node)

    def visit_arguments(self, node: ast.arguments) -> None:
        positional = [*node.posonlyargs, *node.args]
        defaults = [None] * (len(positional) - len(node.defaults)) + list(node.defaults)
        for argument, default in [
            *zip(positional, defaults, strict=True),
            *zip(node.kwonlyargs, node.kw_defaults, strict=True),
        ]:
            if not _waits(argument.arg):
                self.visit(argument)
                if default is not None:
                    self.visit(default)
        for rest in (node.vararg, node.kwarg):
            if rest is not None:
                self.visit(rest)


def _name(target: ast.expr) -> str | None:
    if isinstance(target, ast.Name):
        return target.id
    return target.attr if isinstance(target, ast.Attribute) else None


def _waits(name: str | None) -> bool:
    return name is not None and name.lower().endswith(_WAITING)


def _text_or_path_names(scope: ast.AST, outer: frozenset[str] = frozenset()) -> frozenset[str]:
    """What is text or a path within ``scope`` wherever it is bound there, or else in ``outer``.

    Variables and arguments by name, attributes by name with a dot before it.
    """
    said: set[str] = set()
    unsaid: set[str] = set()
    judged: set[ast.expr] = set()
    for node in ast.walk(scope):
        if isinstance(node, ast.arg):
            (said if _says(node.annotation) else unsaid).add(node.arg)
        elif isinstance(node, ast.AnnAssign):
            names = {_key(node.target), f".{_name(node.target)}"}  # a field is an attribute too
            (said if _says(node.annotation) else unsaid).update(names)
            judged.add(node.target)
        elif isinstance(node, ast.Assign) and _is_text_or_path(node.value, outer):
            said.update(_key(target) for target in node.targets)
            judged.update(node.targets)
        elif (
            isinstance(node, ast.Name | ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and node not in judged
        ):
            unsaid.add(_key(node))
    return (outer | said) - unsaid


def _key(target: ast.expr) -> str:
    name = _name(target) or ""
    return f".{name}" if isinstance(target, ast.Attribute) else name


def _says(annotation: ast.expr | None) -> bool:
    return annotation is not None and ast.unparse(annotation) in _TEXT_OR_PATH


def _is_text_or_path(node: ast.expr, names: frozenset[str]) -> bool:
    """Whether the expression can only be text or a path."""
    if isinstance(node, ast.BinOp):
        sides = (node.left, node.right)
        return isinstance(node.op, ast.Div) and any(_is_text_or_path(x, names) for x in sides)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "Path"
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    return isinstance(node, ast.JoinedStr) or _key(node) in names
