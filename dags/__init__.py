"""SCHEDULE: order, time, retries.  Wiring only; the work is done beside, by the package whose verb it is."""
