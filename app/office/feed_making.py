"""What gives a kiosk its next feed, as the requests see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from app.office.store.rows import Enrolment, Kiosk

FeedMaker: TypeAlias = Callable[[Kiosk, Mapping[str, int]], bytes | None]
"""Of a kiosk and the versions that it has, by scope: a signed feed, or None for nothing new."""

EVERYONE = "everyone"


def scopes_of(kiosk: Enrolment) -> Sequence[str]:
    """What a kiosk is given; docs/sync.md, "Head office"."""
    return (EVERYONE, f"region:{kiosk.region}", f"kiosk:{kiosk.node}")
