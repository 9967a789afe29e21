"""What operations ask for, as their code says it: a second person, the card in the reader.

Read from the code itself, so that no operation can ask for either and be left out of a table.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

from app.operations.authority import (
    require_second,
    require_second_above_limit,
    require_signature,
)
from app.operations.operation import Operation

_BY_TWO = (require_second, require_signature)
"""Somebody who may decide; somebody who is named."""
_WAITS = (ast.If, ast.For, ast.While, ast.Try, ast.FunctionDef, ast.Match)
"""What stands inside one of these is done depending on something, or later."""


def asks_for_two(operation: Operation[Any, Any, Any, Any]) -> str:
    """``2`` always, ``~`` depending on what is done, ``+`` never."""
    if operation.needs_second or _always(_function(operation.carry_out)):
        return "2"
    asked = any(
        _reaches(_function(one), _asks, set()) for one in (operation.look_at, operation.carry_out)
    )
    return "~" if asked else "+"


def sees_a_card(operation: Operation[Any, Any, Any, Any]) -> bool:
    """Whether it may look at the card in the reader before it does anything."""
    return _reaches(_function(operation.look_at), _opens_a_session, set())


def _opens_a_session(function: FunctionType) -> bool:
    return {"cards", "session"} <= set(_names(function.__code__))


def _asks(function: FunctionType) -> bool:
    return function in (*_BY_TWO, require_second_above_limit)


def _function(callable: Callable[..., Any]) -> FunctionType:
    assert isinstance(callable, FunctionType)
    return callable


def _always(function: FunctionType, within: frozenset[FunctionType] = frozenset()) -> bool:
    """Whether every way through it leads past a second signature; ``within``: its callers."""
    if function in _BY_TWO:
        return True
    if function in within:
        return False
    within |= {function}
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(tree, ast.FunctionDef)
    calls = [
        ast.unparse(node.func)
        for statement in tree.body
        if not isinstance(statement, _WAITS)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call)
    ]
    return any(_always(found, within) for name in calls for found in _named(function, name))


def _reaches(
    function: FunctionType, wanted: Callable[[FunctionType], bool], seen: set[FunctionType]
) -> bool:
    """Whether it, or anything of the operations that it may call, is wanted."""
    if wanted(function):
        return True
    seen.add(function)
    return any(
        _reaches(found, wanted, seen)
        for name in _names(function.__code__)
        for found in _named(function, name)
        if found not in seen
    )


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)


def _named(function: FunctionType, name: str) -> Iterator[FunctionType]:
    """Functions of the operations that a name stands for where ``function`` was written."""
    owner, _, last = name.rpartition(".")
    there = function.__globals__
    places = [there] if not owner else []
    modules = [there.get(owner)] if owner else there.values()
    places += [vars(one) for one in modules if isinstance(one, ModuleType)]
    for place in places:
        found = place.get(last)
        if isinstance(found, FunctionType) and found.__module__.startswith("app.operations."):
            yield found
