"""Measurements against public data sets and outside baselines; results go to docs/benchmarks.md."""
