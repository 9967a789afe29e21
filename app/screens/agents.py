"""Agents, what is kept for each and what each may sell."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import agents
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of
from app.telling.agents import holder_text
from app.telling.words import Words


class Agents(PagedList):
    """A digit opens what can be done with one."""

    heading = _("Agents")
    help_lines = (
        _("An agent deposits money with the utility and sells until it is used up."),
        _("The cash of the customers is the agent's; each sale takes it off the deposit."),
        _("A minus under Kept: so much the agent owes the utility."),
        _("A digit opens an agent: deposit, limit, commission, settlement. Enter adds one."),
        _("0 or PgDn shows more; * shows who changed what. Nothing is printed."),
    )
    head: ClassVar = (_("Agent"), _("Sells as operator"), _("Kept"), _("May sell"), _("State"))
    widths: ClassVar = (12, 22, -12, -12, -7)
    history: ClassVar = SettingKind.AGENT
    adds: ClassVar[str] = _("A digit opens one; Enter adds an agent.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads the list."""
        return partial(_page, self.desk.kiosk, self.desk.words, number)

    def opened(self, thing: str) -> AnyScreen:
        """What can be done with it."""
        return screen_named("agent", thing)

    def added(self) -> AnyScreen:
        """An empty form."""
        return screen_named("set-agent")


def _page(kiosk: Kiosk, words: Words, number: int) -> Page:
    with kiosk.ledger.read() as reader:
        rows = [
            (
                one.agent,
                (
                    one.agent,
                    holder_text(one.holder),
                    words.column(agents.position(reader.db, one.agent)),
                    words.column(max(0, agents.left(reader.db, one.agent).money)),
                    _("active") if one.active else _("ended"),
                ),
            )
            for one in agents.agents(reader.db)
        ]
    return page_of(_("Agents: {count}").format(count=len(rows)), rows, number)
