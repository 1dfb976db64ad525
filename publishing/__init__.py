"""PUBLISH: the marts as a snapshot for readers, and the quarters' scorecards as pages."""
