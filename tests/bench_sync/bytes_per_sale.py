"""Bytes of a complete sale in a bundle, by how many sales it holds; plans beside."""

from __future__ import annotations

from app.sync.bundle import parse, seal_run
from app.sync.bundle_header import BundleHeader
from tests.bench_sync.row import Row, at_most, told
from tests.bench_sync.village_sales import Sales, Village
from tests.counter import SeededRandomness
from tests.office.nodes import OFFICE

SIZES = (1, 10, 100, 500)
_GOAL = 60.0


def measure(village: Village) -> list[Row]:
    """Events and plans as sections of their own, and the whole file as it is sent."""
    rows: list[Row] = []
    for count in SIZES:
        sales = village.last_sales(count)
        apart, _size = sealed(village, sales, sales.images)
        sent, size = sealed(village, sales, sales.found.images)
        name = f"bytes a sale, {count} in a bundle"
        events = apart.events.size / count
        rows.append(
            at_most(f"{name}: events, plans apart", events, "B", _GOAL)
            if count == SIZES[-1]
            else told(f"{name}: events, plans apart", events, "B")
        )
        digests = (sent.events.size - apart.events.size) / count
        rows += [
            told(f"{name}: plans as card images", apart.images.size / count, "B"),
            told(f"{name}: plans as digests, as they are sent", digests, "B"),
            told(f"{name}: the whole file, as it is sent", size / count, "B"),
        ]
    return rows


def sealed(village: Village, sales: Sales, images: list[bytes]) -> tuple[BundleHeader, int]:
    """Header and bytes of the file."""
    file = file_of(village, sales, images)
    return parse(file).header, len(file)


def file_of(village: Village, sales: Sales, images: list[bytes]) -> bytes:
    """As the counter seals it, with the keys of whoever is new in it."""
    return seal_run(
        sales.found.run,
        village.signer,
        SeededRandomness(sales.count),
        images=images,
        keys=sales.found.keys,
        receiver=OFFICE.seal_public_key,
    )
