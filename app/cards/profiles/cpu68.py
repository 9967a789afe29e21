"""The all-in-one CPU card ``cpu68``: electricity, water, gas and heat, a directory for each.

The number is written first and the return file emptied last. In between the meter finds a higher
number beside a return file that is not empty, and credits nothing; a new card, whose return files
are empty from the beginning, it takes as soon as the purchase file stands, and then owes nothing
either. That the card updates a file at once or not at all is assumed (notes/cards.md 3.3).

The card has no room for mark, write sequence, cumulative total and what pricing needs: one kiosk
sells to it, and its ledger completes what is read. By default the meter marks after it has
credited, so an unloaded load is never paid back in cash (design.md section 4); that is a parameter.
Sources: notes/domain.md 2.4, 6.1, 6.2. What they leave open stands in cpu68_parameters.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.cards.chips.cpu_card import SERIAL, SERIAL_LENGTH, CpuCard
from app.cards.errors import CardForeign
from app.cards.keys import KeySource
from app.cards.profiles.contract import Declaration
from app.cards.profiles.cpu68_directory import LARGEST_NUMBER, Directory, write
from app.cards.profiles.cpu68_flow import MONTHS_TOLD, FlowDirectory
from app.cards.profiles.cpu68_frame import FrameState
from app.cards.profiles.cpu68_parameters import Parameters
from app.cards.profiles.cpu68_power import DIRECTORY as POWER_DIRECTORY
from app.cards.profiles.cpu68_power import PowerDirectory
from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.maker_contents import no_function, require_apart
from app.cards.secrets import CardCiphers, Files
from app.domain.cards import (
    CardContents,
    CardReading,
    ChargingType,
    ReadBackPhase,
    UtilityKind,
)
from app.domain.function_cards import FunctionContents
from app.domain.identity import EventId
from app.domain.plans import CardImage, Step, shows
from app.domain.text import _

NAME = "cpu68"
WATER_DIRECTORY = 0xDF02
GAS_DIRECTORY = 0xDF03

_WATER_TIERS = 0x19
_GAS_TIERS = 0x07
_NO_SERIALS = (bytes(SERIAL_LENGTH), b"\xff" * SERIAL_LENGTH)


@dataclass
class Cpu68:
    """The layout, with what is not proven of it as ``parameters``.

    Places: 1 electricity, 2 water, 3 gas, and 4 heat where the parameters name its directory.
    """

    name: str = NAME
    parameters: Parameters = field(default_factory=Parameters)
    declares: Declaration = field(init=False)

    def __post_init__(self) -> None:
        """Declares what follows from the layout and the parameters."""
        self._directories = _directories(self.parameters)
        self._by_return = {one.return_area: one for one in self._directories}
        self.declares = Declaration(
            chips=(CpuCard.name,),
            places=tuple((one.kind,) for one in self._directories),
            step=self.parameters.unit,
            money_step=self.parameters.money_unit,
            largest_load=self.parameters.largest_load,
            largest_number=LARGEST_NUMBER,
            charging=(ChargingType.VOLUME, ChargingType.MONEY, ChargingType.MONEY_TIERED),
            marking=self.parameters.marking,
            copyable=False,
            refundable=True,
            room_for_mark=False,
            tear_safe=False,
            carries_pricing=False,
            own_secret=False,
            read_back_months=MONTHS_TOLD,
            tells_totals=False,
        )

    def access(self, shown: CardImage, keys: KeySource) -> Files | None:  # noqa: ARG002  one shape for all
        """All files of the layout; areas of a directory that the card lacks will be empty."""
        if not shown.areas.get(SERIAL):
            return None
        files = tuple(file for one in self._directories for file in one.files)
        return Files(files, external=(POWER_DIRECTORY,))

    def is_blank(self, image: CardImage) -> bool:
        """Whether the card has our structure and no file of it says whose it is."""
        return self._structured(image) and not self._used(image)

    def serial_of(self, image: CardImage) -> bytes | None:
        """The card's own serial, as soon as one meter's file says whose it is."""
        return image.areas[SERIAL] if self._structured(image) and self._used(image) else None

    def own_serial(self, image: CardImage) -> bytes | None:
        """The 8 bytes that the card was personalised with."""
        return image.areas[SERIAL] if self._structured(image) else None

    def decode(self, image: CardImage, keys: KeySource) -> tuple[CardReading, ...]:
        """Every directory in use. The card itself proves whose it is when it is unlocked.

        Key version: the card does not tell; it counts as made with the newest. Raises CardForeign
        (not ours, or used in a way that we do not know), CardDamaged.
        """
        serial = self._require_serial(image)
        return tuple(
            self._reading(image, serial, place, keys.version)
            for place, one in enumerate(self._directories, start=1)
            if one.state(image) is not FrameState.EMPTY
        )

    def shows_mark(self, image: CardImage, mark: EventId, keys: KeySource) -> bool:  # noqa: ARG002  one shape for all
        """Never: there is no room for one."""
        return False

    def torn_copy(
        self,
        image: CardImage,
        steps: tuple[Step, ...],
        keys: KeySource,  # noqa: ARG002  one shape for all
    ) -> bool:
        """Whether, of the files written that say whose it is, none is whole: no meter takes it.

        A card that updates a file at once never shows this; after it, the plan begins again.
        """
        written = {step.area for step in steps}
        states = [one.state(image) for one in self._directories if one.purchase_area in written]
        return bool(states) and FrameState.WHOLE not in states

    def taken_since(
        self,
        image: CardImage,
        steps: tuple[Step, ...],
        keys: KeySource,  # noqa: ARG002  one shape for all
    ) -> bool:
        """Whether all steps stand but for return files, and the meter names the number written."""
        emptying = [step for step in steps if step.area in self._by_return]
        if not all(shows(image, step) for step in steps if step not in emptying):
            return False
        changed = [step for step in emptying if not shows(image, step)]
        return bool(changed) and all(self._taken(image, steps, step) for step in changed)

    def issue(
        self,
        image: CardImage,
        serial: bytes,
        contents: tuple[CardContents, ...],
        keys: KeySource,  # noqa: ARG002  the card has its keys
    ) -> tuple[Step, ...]:
        """Numbers, tariffs, empty return files. Raises ContentsUnfit."""
        if serial != self.own_serial(image):
            raise ContentsUnfit("serial", _("the card has another one from its maker"))
        self._require_apart(contents)
        return self._steps(image, contents)

    def rewrite(
        self, image: CardImage, contents: tuple[CardContents, ...], keys: KeySource
    ) -> tuple[Step, ...]:
        """Numbers, tariffs, then the return files emptied. Raises as :meth:`decode`, and
        ContentsUnfit also for a place that the card has no directory for."""
        kept = tuple(reading.contents for reading in self.decode(image, keys))
        self._require_apart(contents, kept)
        if any(one.account != contents[0].account for one in kept):
            raise ContentsUnfit("account", _("the card belongs to another account"))
        return self._steps(image, contents)

    def function_of(self, image: CardImage, keys: KeySource) -> None:
        """None: function cards of these makers are made by their own programs."""

    def make_function(
        self,
        image: CardImage,  # noqa: ARG002  one shape for all
        serial: bytes,  # noqa: ARG002  see above
        contents: FunctionContents,
        keys: KeySource,  # noqa: ARG002  see above
    ) -> tuple[Step, ...]:
        """Always refused. Raises ContentsUnfit."""
        raise no_function(contents)

    def retrieve(self, image: CardImage, keys: KeySource) -> tuple[Step, ...]:  # noqa: ARG002  the card has its keys
        """The files of every directory in use emptied, those first that say whose the card is.

        It keeps the keys that it came with. Raises CardForeign.
        """
        self._require_serial(image)
        used = [one for one in self._directories if one.state(image) is not FrameState.EMPTY]
        first = [one.purchase_area for one in used]
        files = [file.area for one in used for file in one.files if file.area not in first]
        empty = bytes([self.parameters.emptied])
        return tuple(
            write(area, empty * len(image.areas[area]))
            for area in (*first, *files)
            if image.areas.get(area)
        )

    def secret_of(self, image: CardImage, keys: KeySource) -> CardCiphers:
        """Ciphers of a card of ours. Raises CardForeign, and what the key source raises."""
        return self.secret_for(self._require_serial(image), keys)

    def secret_for(self, serial: bytes, keys: KeySource) -> CardCiphers:
        """Ciphers that the card of this serial came with, by the newest key version."""
        return keys.card_ciphers((*self.parameters.key_factors, serial), keys.version)

    def _structured(self, image: CardImage) -> bool:
        serial = image.areas.get(SERIAL, b"")
        there = any(image.areas.get(one.purchase_area) for one in self._directories)
        return len(serial) == SERIAL_LENGTH and serial not in _NO_SERIALS and there

    def _used(self, image: CardImage) -> bool:
        return any(one.state(image) is not FrameState.EMPTY for one in self._directories)

    def _require_serial(self, image: CardImage) -> bytes:
        serial = self.serial_of(image)
        if serial is None:
            raise CardForeign(
                _("This is not a card of this system."),
                _("Nothing was paid. Put in a card of this utility."),
            )
        return serial

    def _reading(self, image: CardImage, serial: bytes, place: int, version: int) -> CardReading:
        directory = self._directories[place - 1]
        contents = directory.contents(image, place)
        return CardReading(
            serial=serial,
            profile=self.name,
            key_version=version,
            contents=contents,
            read_back=directory.read_back(image, contents.charging),
        )

    def _taken(self, image: CardImage, steps: tuple[Step, ...], emptying: Step) -> bool:
        directory = self._by_return[emptying.area]
        wrote = directory.contents(CardImage({step.area: step.data for step in steps}), place=1)
        back = directory.read_back(image, wrote.charging)
        # The meter that this one replaced may have come as far as the same number.
        same_meter = directory.returned_by(image) == wrote.meter
        return back.phase is ReadBackPhase.FINAL and back.number == wrote.number and same_meter

    def _steps(self, image: CardImage, contents: tuple[CardContents, ...]) -> tuple[Step, ...]:
        """All numbers first, all return files last."""
        pairs = [(self._directory_for(one), one) for one in contents]
        steps = (
            *(step for directory, one in pairs for step in directory.number_steps(one)),
            *(step for directory, one in pairs for step in directory.tariff_steps(one)),
            *(directory.emptying_step() for directory, _one in pairs),
        )
        for step in steps:
            if len(image.areas.get(step.area, b"")) < len(step.data):
                raise ContentsUnfit(
                    "place", _("the card has no file {area} for it").format(area=step.area)
                )
        return steps

    def _require_apart(
        self, contents: tuple[CardContents, ...], kept: tuple[CardContents, ...] = ()
    ) -> None:
        for one in contents:
            self._directory_for(one)
        require_apart(contents, kept)

    def _directory_for(self, contents: CardContents) -> Directory:
        if not 1 <= contents.place <= len(self._directories):
            raise ContentsUnfit("place", _("the card does not have this one"))
        directory = self._directories[contents.place - 1]
        if contents.kind is not directory.kind:
            raise ContentsUnfit(
                "kind", _("this place is for {kind}").format(kind=directory.kind.value)
            )
        if contents.charging not in directory.charging:
            raise ContentsUnfit(
                "charging",
                _("meters at this place do not count {charging}").format(
                    charging=contents.charging.value
                ),
            )
        return directory


def _directories(parameters: Parameters) -> tuple[Directory, ...]:
    water = FlowDirectory(UtilityKind.WATER, WATER_DIRECTORY, _WATER_TIERS, parameters)
    gas = FlowDirectory(UtilityKind.GAS, GAS_DIRECTORY, _GAS_TIERS, parameters)
    always: tuple[Directory, ...] = (PowerDirectory(parameters), water, gas)
    identifier = parameters.heat_directory
    if identifier is None:
        return always
    return (*always, FlowDirectory(UtilityKind.HEAT, identifier, _WATER_TIERS, parameters))
