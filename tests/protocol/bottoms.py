"""Where wandering in a graph ends: at a node without a way on, or in a round of them for ever."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def bottoms(graph: Mapping[T, Collection[T]]) -> set[T]:
    """Nodes to which every way on leads back; ``graph``: what each node leads to."""
    dead_ends: set[T] = {node for node, then in graph.items() if not then}
    ending = _leading_to(dead_ends, graph)
    rest = set(graph) - ending
    if not rest:
        return dead_ends
    after = {node: _reached(node, graph) for node in rest}
    return dead_ends | {node for node in rest if all(node in after[one] for one in after[node])}


def _reached(node: T, graph: Mapping[T, Collection[T]]) -> set[T]:
    todo, seen = [node], {node}
    while todo:
        for then in graph[todo.pop()]:
            if then not in seen:
                seen.add(then)
                todo.append(then)
    return seen


def _leading_to(nodes: set[T], graph: Mapping[T, Collection[T]]) -> set[T]:
    back: dict[T, list[T]] = {}
    for node, then in graph.items():
        for one in then:
            back.setdefault(one, []).append(node)
    todo, seen = list(nodes), set(nodes)
    while todo:
        for before in back.get(todo.pop(), ()):
            if before not in seen:
                seen.add(before)
                todo.append(before)
    return seen
