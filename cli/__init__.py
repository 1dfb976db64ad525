"""The command line: above all other packages, nothing imports it."""
