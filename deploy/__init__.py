"""How lifecircle is installed and run."""
