"""CHECK: landed rows become findings.  Knows Great Expectations; no Excel reading, no warehouse."""
