"""Measurements: bench_<name>.py has run(context); see testing/run_bench.py."""
