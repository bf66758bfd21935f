"""What is measured, and how: run one with `python -m benchmarks.<name>`."""
