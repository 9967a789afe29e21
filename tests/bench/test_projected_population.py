"""What the generator makes in SQL is what the projection makes of everybody's events."""

from __future__ import annotations

from pathlib import Path

from tests.bench import projected_population
from tests.bench.population import Population


def test_the_generators_rows_are_those_of_the_projection(tmp_path: Path) -> None:
    population = Population(accounts=7, rounds=3)
    assert projected_population.tables_that_differ(tmp_path, population) == []
