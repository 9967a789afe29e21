"""Why there is no export."""

from __future__ import annotations

from app.domain.errors import TapcardError


class ExportFailed(TapcardError):
    """The folder could not be written; nothing is at its place."""

    code = "audit_export_failed"


class NoExport(TapcardError):
    """What should be verified is no folder."""

    code = "no_audit_export"
