"""Chance that can be repeated: each decision draws from a source of its own, named by what is decided.

So a decision does not depend on how many others were made before it: a longer span or a new column changes nothing
elsewhere.
"""

from __future__ import annotations

from random import Random


def chance(*names: object) -> Random:
    """Give the source for the decision that the names tell, the seed first: the same names give the same numbers."""
    return Random("|".join(str(name) for name in names))


def happens(rng: Random, probability: float) -> bool:
    """Tell whether something of this probability happens."""
    return rng.random() < probability


def clipped_gauss(rng: Random, mean: float, deviation: float, low: float, high: float) -> float:
    """Draw from a normal distribution, cut to [low, high]."""
    return min(high, max(low, rng.gauss(mean, deviation)))
