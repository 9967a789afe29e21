"""A new kiosk: what is decided of it, and the line that makes a machine one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from app.domain.identity import kiosk_name
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import settings
from app.office.administration import AskCode, Invited
from app.operations.errors import BadArgument
from app.operations.sign_in import SignedIn
from app.screens.deed_form import DeedForm
from app.screens.operation_screen import Finished
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class EnrolKiosk(DeedForm[Invited]):
    """Name, region, prefix, number."""

    heading = _("Enrol a kiosk")
    help_lines = (
        _("Type a name, choose the region, and give a prefix that no other kiosk has:"),
        _("its account numbers begin with it. The number may stay empty: the next free"),
        _("one. In the end a line is shown. Write it down and type it at the new machine"),
        _("within 7 days; it is good for one machine, once. Nothing is printed or sold"),
        _("by this: it is recorded when the machine answers, and then needs a limit and"),
        _("numbers."),
    )

    def __init__(self) -> None:
        """Empty."""
        self.called = Field(_("Name"), FieldKind.TEXT, id="called", longest=30)
        self.place = ChoiceField(_("Region"), id="region")
        self.site = Field(_("Prefix"), FieldKind.DIGITS, id="site", longest=4)
        self.number = Field(
            _("Number"), FieldKind.DIGITS, id="kiosk", longest=5, hint=_("empty = next free")
        )
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """In reading order."""
        return (self.called, self.place, self.site, self.number)

    def look(self) -> None:
        """The regions first."""
        self.work(partial(_regions, self.desk.kiosk), self._offer, self.refuse)

    def _offer(self, regions: Sequence[Option]) -> None:
        self.place.offer(regions)
        super().look()
        self.tell_options()

    def check(self, field: Field) -> None:
        """Raises NotInList, BadArgument."""
        if field is self.place:
            _chosen = self.place.choice
        elif field is not self.number and not field.value.strip():
            raise BadArgument(_("This must not be empty."), "")

    def shown_rows(self) -> Sequence[Row]:
        """What is decided."""
        number = kiosk_name(int(self.number.value)) if self.number.value else _("the next free one")
        return [
            (_("Name"), self.called.value),
            (_("Region"), f"{self.place.choice.number} {self.place.choice.name}"),
            (_("Prefix"), self.site.value),
            (_("Number"), number),
        ]

    def question(self) -> str:
        """What + does."""
        return _("Press + to get a code.")

    def signs_for(self) -> str:
        """One person is enough."""
        return _("A kiosk is enrolled.")

    def deed(self, second: SignedIn | None) -> Finished[Invited]:
        """Invites it."""
        ask = AskCode(
            name=self.called.value.strip(),
            region=self.place.choice.number,
            site=self.site.value,
            node=int(self.number.value) if self.number.value else None,
        )
        return line_to_type(self.ask_for(ask, Invited, second))


def line_to_type(found: Invited) -> Finished[Invited]:
    """What makes a machine the kiosk that the code is for."""
    return Finished(
        found,
        _("At {kiosk}, where kiosk.toml says id = {node}:").format(
            kiosk=kiosk_name(found.node), node=found.node
        ),
        [
            (_("Type there"), f"sudo tapcard sync enrol {found.url}"),
            (_("and behind it"), found.code),
        ],
        [_("All on one line, within 7 days, once.")],
    )


def _regions(kiosk: Kiosk) -> list[Option]:
    with kiosk.ledger.read() as reader:
        return [
            Option(one.region, one.name)
            for one in settings.all_regions(reader.db)
            if not one.closed
        ]
