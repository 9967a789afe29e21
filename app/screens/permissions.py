"""What each role may do: a table of permissions and roles."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.permissions import Permission, Role
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import permissions
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of
from app.telling.operators import PERMISSION_NAMES, ROLE_NAMES


class Permissions(PagedList):
    """A digit opens a permission, to give it to a role or take it away."""

    heading = _("What each role may do")
    help_lines = (
        _("One line for each permission, one column for each role; `-` where it is not granted."),
        _("A digit opens a permission; then choose the role, and whether it grants it."),
        _("It takes two people, and counts at once for everybody who has the role."),
        _("Nobody can be locked out: somebody stays who may set it right, and somebody to sign."),
        _("0 or PgDn shows more; * shows who changed what. Nothing is printed."),
    )
    head: ClassVar = (_("May"), *(name[:9] for name in ROLE_NAMES.values()))
    widths: ClassVar = (22, *(9 for _name in ROLE_NAMES))
    history: ClassVar = SettingKind.PERMISSION
    adds: ClassVar[str] = _("A digit opens one.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads the table."""
        return partial(_page, self.desk.kiosk, number)

    def opened(self, thing: Permission) -> AnyScreen | None:
        """Its form, for whoever may change it."""
        if Permission.OPERATORS not in self.desk.rights:
            return None
        return screen_named("set-permission", thing)


def _page(kiosk: Kiosk, number: int) -> Page:
    with kiosk.ledger.read() as reader:
        granted = {role: permissions.rights_of_role(reader.db, role) for role in Role}
    rows = [
        (
            one,
            (
                PERMISSION_NAMES[one],
                *(_("yes") if one in granted[role] else "-" for role in ROLE_NAMES),
            ),
        )
        for one in Permission
    ]
    return page_of(_("Permissions: {count}").format(count=len(rows)), rows, number)
