"""What it costs, beside what a user would take instead.  Run as `python -m benchmarks.<name>`."""
