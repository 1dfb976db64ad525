"""A district to try lifecircle on: `simulate` writes an inbox as made-up towns and departments would have filled it.

`world` is what happens there, `submissions` is who sends what of it and when, `files` is how it looks on disk.  Each
knows only the one before it, so that what goes wrong at one stage stays at that stage.
"""

from simulation.errors import SimulationError
from simulation.simulator import DEFAULT_SEED, SimulationResult, simulate

__all__ = ["DEFAULT_SEED", "SimulationError", "SimulationResult", "simulate"]
