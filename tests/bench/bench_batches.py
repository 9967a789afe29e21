"""Events projected in batches, as a line of the benchmark."""

from __future__ import annotations

from pathlib import Path

from tests.bench import bench_projection
from tests.bench.line import Line, line

_HALF = 0.5


def measure(_folder: Path) -> list[Line]:
    """Events per second, against bare inserts of the same rows."""
    figures = bench_projection.measure()
    return [
        line(
            "events projected in batches",
            figures["events_per_second"],
            "events/s",
            figures["floor_events_per_second"],
            "half the floor's speed",
            met=figures["ratio"] >= _HALF,
        )
    ]
