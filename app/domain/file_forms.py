"""What reports are written as for other programs."""

from __future__ import annotations

import enum


class FileForm(enum.StrEnum):
    """What other programs open."""

    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"
