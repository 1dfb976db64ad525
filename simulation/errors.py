"""What a simulation refuses to do."""


class SimulationError(Exception):
    """The span or the mess is none that there is, or the folder is not ours to write; the message says what is."""
