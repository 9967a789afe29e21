"""What a verifier finds, at most a few of each file: one wrong file must not fill memory."""

from __future__ import annotations

from collections import Counter

from app.ledger.audit.finding import Finding

MOST = 10
"""Findings of one place that are told."""


class Found:
    """Collects findings."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []
        self._counts: Counter[str] = Counter()

    def add(self, check: str, place: str, what: str, *, of: str | None = None) -> None:
        """Something does not hold at ``place``; ``of``: the file that it belongs to."""
        key = place if of is None else of
        self._counts[key] += 1
        if self._counts[key] <= MOST:
            self._findings.append(Finding(check=check, where=place, what=what))

    def told(self) -> tuple[Finding, ...]:
        """What was found, in order."""
        return tuple(self._findings)
