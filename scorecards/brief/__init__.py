"""The monthly brief: what a month came to, on one A4 for the district and for each town."""
