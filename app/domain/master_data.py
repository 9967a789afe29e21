"""Who sets what where counters belong to a head office.

A counter that stands alone sets everything itself. One that is enrolled writes what happens at a
counter: accounts, cards, sales, readings, shifts, blacklistings; all else comes from head office.
"""

from __future__ import annotations

from app.domain.setting_kinds import SettingKind

_OF_A_COUNTER = frozenset(
    {
        SettingKind.DEVICE,
        SettingKind.PRINT_METHOD,
        # What a counter writes onto its own medium by itself.
        SettingKind.AUTOMATIC_REPORT,
        # An approval key is kept on the machine that gave it, and nowhere else.
        SettingKind.APPROVER,
    }
)


def head_office_sets(kind: SettingKind) -> bool:
    """Whether an enrolled counter leaves this to head office: all but what is the machine's own."""
    return kind not in _OF_A_COUNTER
