"""Meters of the all-in-one card ``cpu68``: of electricity, and of water, gas and heat.

They read what the counter wrote in full, tariffs included, and write one return file, whole. By
marking before they credit they begin one, which no counter and no meter takes for whole.
Source: notes/domain.md 6.1 and 6.2.
"""

from __future__ import annotations

from typing import Protocol

import msgspec

from app.cards.profiles.cpu68 import GAS_DIRECTORY, WATER_DIRECTORY, Cpu68
from app.cards.profiles.cpu68_frame import START
from app.domain.cards import CardContents, CardReading, ReadBackPhase, UtilityKind
from app.domain.identity import EventId
from app.domain.metering import MeterState
from app.domain.plans import CardImage, Step, StepKind
from app.simulator.meters.cpu68_flow import FlowFiles
from app.simulator.meters.cpu68_power import PowerFiles
from app.simulator.visits import MeterMemory, WriteBack


class MeterFiles(Protocol):
    """The files of one kind of meter, seen from the meter."""

    return_area: str

    def told(self, image: CardImage, contents: CardContents, memory: MeterMemory) -> CardContents:
        """The contents with parameters and tariff where the card says that they are to be taken."""
        ...

    def packed(self, image: CardImage, contents: CardContents, memory: MeterMemory) -> bytes:
        """The return file."""
        ...


class Cpu68Meters:
    """See :class:`~app.simulator.meters.layout.MeterLayout`."""

    names_loads = False

    def __init__(self, profile: Cpu68) -> None:
        """``profile``: with the assumptions about this maker's cards."""
        parameters = profile.parameters
        self._files: dict[UtilityKind, MeterFiles] = {
            UtilityKind.ELECTRICITY: PowerFiles(parameters),
            UtilityKind.WATER: FlowFiles(UtilityKind.WATER, WATER_DIRECTORY, parameters),
            UtilityKind.GAS: FlowFiles(UtilityKind.GAS, GAS_DIRECTORY, parameters),
        }
        if parameters.heat_directory is not None:
            self._files[UtilityKind.HEAT] = FlowFiles(
                UtilityKind.HEAT, parameters.heat_directory, parameters
            )

    def serves(self, contents: CardContents, state: MeterState) -> bool:
        """By kind: a card has one directory for each."""
        return contents.kind is state.kind

    def seen(self, image: CardImage, reading: CardReading, memory: MeterMemory) -> CardReading:
        """With parameters, tariff, the utility that its keys prove, and the number as its mark.

        Numbers stand on the card with zeros in front, so they are compared as numbers.
        """
        contents, state = reading.contents, memory.state
        if contents.kind not in self._files:
            return reading
        contents = self._files[contents.kind].told(image, contents, memory)
        account = contents.account
        if state.account is not None and _same(account, state.account):
            account = state.account
        seen = msgspec.structs.replace(
            contents,
            utility=state.utility,
            region=state.region,
            meter=state.meter if _same(contents.meter, state.meter) else contents.meter,
            account=account,
            mark=EventId(0, 0, contents.number),
        )
        return msgspec.structs.replace(reading, contents=seen)

    def write_back(
        self, image: CardImage, reading: CardReading, memory: MeterMemory, move: WriteBack
    ) -> tuple[Step, ...]:
        """The return file, or its first byte."""
        files = self._files[reading.contents.kind]
        data = files.packed(image, reading.contents, memory)
        if move.phase is ReadBackPhase.BEGUN:
            data = _begun(data)
        return (Step(StepKind.WRITE, files.return_area, 0, data),)


def _begun(whole: bytes) -> bytes:
    """A file that begins as it should and holds nothing."""
    return bytes([START]).ljust(len(whole), b"\x00")


def _same(one: str, other: str) -> bool:
    return one.lstrip("0") == other.lstrip("0")
