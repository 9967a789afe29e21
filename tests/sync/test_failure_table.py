"""docs/sync.md names a test for each failure: all of them are there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
_NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
_ROWS = 35
"""At least so many failures have a row."""


@cache
def functions(file: str) -> frozenset[str]:
    """All tests of a file, in classes too."""
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return frozenset(one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef))


def rows() -> list[list[str]]:
    """Cells of each row of the tables of failures."""
    text = (ROOT / "docs" / "sync.md").read_text(encoding="utf-8")
    part = text.split("## Failure, rule and test", 1)[1]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row[0] not in ("failure", "---")]


def test_each_failure_has_a_rule_and_tests_that_are_there() -> None:
    assert len(rows()) >= _ROWS
    for row in rows():
        failure, rule, _seen, tests = row
        named = _NAMED.findall(tests)
        assert failure and rule and named, row
        missing = [f"{file}::{name}" for file, name in named if name not in functions(file)]
        assert not missing, failure
