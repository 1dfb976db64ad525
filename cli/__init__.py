"""The command line: stands above all, nothing imports it."""
