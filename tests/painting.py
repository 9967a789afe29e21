"""Painting for eyes only: a program without a terminal paints, and throws away what it painted.

Whatever a test looks at is painted when it looks, by the same functions.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from textual._compositor import Compositor


@contextmanager
def nothing_painted_unseen() -> Iterator[None]:
    """Programs in this process paint nothing of their own accord; those in a terminal do."""

    def nothing(compositor: Compositor, *_how: Any, **_more: Any) -> None:
        compositor._dirty_regions.clear()

    with patch.object(Compositor, "render_update", nothing):
        yield
