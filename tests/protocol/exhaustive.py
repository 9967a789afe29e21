"""Every order of steps at two kiosks that sell to one card, on real ledgers."""

from __future__ import annotations

import multiprocessing
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import Marking
from tests.protocol.kiosks import Street
from tests.protocol.steps import State, Stepper


def main() -> None:
    depth = int(sys.argv[1])
    profile = TapcardSle4442(marking=Marking(sys.argv[2]), copyable=sys.argv[3] == "copyable")
    folder = Path(tempfile.mkdtemp(dir="/dev/shm"))
    try:
        street = Street(folder / "street", profile).begin()
        street.close()
        stepper = Stepper(folder / "street", profile, street.account, seed=5)
        first = stepper.beginning(Street.settled_in)
        frontier = [first]
        seen = {first.prints(profile, stepper.keys)}
        kinds: Counter[str] = Counter()
        transitions = 0
        began = time.perf_counter()
        for level in range(depth):
            then = []
            for state in frontier:
                for child in stepper.steps(state):
                    transitions += 1
                    kinds[child.path[-1].split(" ")[1]] += 1
                    mark = child.prints(profile, stepper.keys)
                    if mark in seen:
                        continue
                    seen.add(mark)
                    for wrong in stepper.wrong(child):
                        print("WRONG", wrong, child.path)
                    then.append(child)
            frontier = then
            print(level + 1, len(frontier), transitions, stepper.attempts, f"{time.perf_counter() - began:.1f}s", flush=True)
        print(kinds)
    finally:
        shutil.rmtree(folder)


main()
