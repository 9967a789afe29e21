"""What befalls one kiosk: restored to an older state, its card copied; and what is then there."""

from __future__ import annotations

import enum
from random import Random

from tests.chaos.kiosk import HOUSEHOLDS, ChaosKiosk
from tests.chaos.seller import Seller
from tests.chaos.world import Backup, World

_STEP = 120
"""Sales between two pushes, at most."""


class Adventure(enum.Enum):
    """Once in the life of a kiosk."""

    NONE = "sells on"
    RESTORED = "restored from its backup"
    SILENT = "an older copy of its card put back, and nobody said so"
    CLONED = "its card copied, both sell"
    STRAY = "its card copied, the copy sells in an epoch that nobody grants: the other goes on"


class Place:
    """A kiosk's place with all copies that ever sold there."""

    def __init__(self, world: World, kiosk: ChaosKiosk, adventure: Adventure, sales: int) -> None:
        """``sales``: how many will be made, by all copies together."""
        self.node = kiosk.node
        self.adventure = adventure
        self.living = [Seller(world, kiosk, "first")]
        self.dead: list[Seller] = []
        self.stray: Seller | None = None
        """A copy that sold in an epoch that nobody granted."""
        self._world = world
        self._left = sales
        self._step = min(_STEP, sales // 8)
        self._random = Random(f"place {kiosk.node}")
        self._at = self._random.randint(sales // 4, 3 * sales // 4)
        self._older: ChaosKiosk | None = None

    @property
    def copies(self) -> list[Seller]:
        """Whose events may be in head office's journal."""
        return [*self.living, *self.dead]

    def live(self) -> None:
        """Everything, to the last acknowledgement."""
        while self._left:
            for seller in list(self.living):
                self._sell(seller)
                seller.settle(faults=True)
        if self.stray is not None:
            self.living[0].go_on()
        self.settle()

    def settle(self) -> None:
        """Whatever head office still wants: the copy that goes on first, then the fenced ones."""
        for seller in self.living:
            seller.settle(faults=False)

    def end(self) -> None:
        """Copies that do not go on give what they have; who goes on hears the last of the others.

        Head office has taken everything into its scopes by now.
        """
        self.settle()
        for seller in self.living:
            if seller.fenced:
                seller.push_aside()
            else:
                seller.listen()
                seller.settle(faults=False)  # a vending limit was taken up
        if self.stray is not None:
            self.stray.push_ungranted()

    def forget(self, backup: Backup) -> None:
        """Head office was restored: what it said before counts as far as the backup goes."""
        for seller in self.copies:
            for epoch, acked in seller.acked.items():
                kept = backup.cursors.get((self.node, epoch), 0)
                seller.acked[epoch] = min(acked, kept)

    def close(self) -> None:
        """Hangs up."""
        for seller in self.copies:
            seller.close()
        if self.stray is not None:
            self.stray.close()

    def _sell(self, seller: Seller) -> None:
        if seller.fenced or not self._left:
            return
        first = HOUSEHOLDS if not seller.kiosk.sold else 1
        sales = min(self._left, self._random.randint(first, first + self._step))
        seller.kiosk.sell(sales)
        self._left -= sales
        if self.adventure is Adventure.NONE or self._left > self._at or len(self.living) > 1:
            return
        if self._older is None:
            self._older = seller.kiosk.copied("older")
        elif not self.dead and self.stray is None:
            self._happen(seller, self._older)

    def _happen(self, seller: Seller, older: ChaosKiosk) -> None:
        """Some sales after the older state was kept."""
        self._world.count(self.adventure.value)
        match self.adventure:
            case Adventure.CLONED:
                self.living.append(Seller(self._world, older, "copy"))
                return
            case Adventure.STRAY:
                older.begin_epoch("stray")
                older.sell(self._random.randint(1, self._step))
                self.stray = Seller(self._world, older, "stray")
                return
            case Adventure.RESTORED:
                older.begin_epoch("restored")
        self.living.remove(seller)
        self.dead.append(seller)
        self.living.append(Seller(self._world, older, "older"))
