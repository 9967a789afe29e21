"""What a scene is, and how scenes are played one after the other at one counter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.end_to_end.scenes.player import Player


@dataclass
class Stage:
    """One counter, who plays there, and what the scenes have left behind."""

    player: Player
    accounts: dict[str, str] = field(default_factory=dict)
    """Account numbers by the name of the customer."""


Acting: TypeAlias = Callable[[Stage], None]


@dataclass(frozen=True)
class Scene:
    """Something that is done from the menu to the menu."""

    title: str
    operations: tuple[str, ...]
    """What it is there for, by the names of the catalogue; none: it prepares another scene."""
    act: Acting


@dataclass(frozen=True)
class Played:
    """What a scene took, and what it gave."""

    scene: Scene
    keys: int
    """Key actions; characters typed into fields are not counted."""
    writes: int
    """Card writes, counted by the cards."""
    numbers: tuple[str, ...]
    """Numbers of receipts and slips that the screen told."""


class Script:
    """Scenes in the order in which they are written down."""

    def __init__(self) -> None:
        """Nothing happens yet."""
        self.scenes: list[Scene] = []

    def scene(self, title: str, *operations: str) -> Callable[[Acting], Acting]:
        """A function is the next scene."""

        def added(act: Acting) -> Acting:
            self.scenes.append(Scene(title, operations, act))
            return act

        return added


def play(stage: Stage, scenes: Sequence[Scene]) -> list[Played]:
    """Plays scenes; each ends where it began."""
    return [_played(stage, scene) for scene in scenes]


def _played(stage: Stage, scene: Scene) -> Played:
    player = stage.player
    writes = player.writes
    player.terminal.actions, player.numbers = 0, []
    try:
        scene.act(stage)
        player.home()
    except AssertionError as error:
        raise AssertionError(f"scene {scene.title}: {error}") from error
    numbers = tuple(dict.fromkeys(player.numbers))
    return Played(scene, player.terminal.actions, player.writes - writes, numbers)
