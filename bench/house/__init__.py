"""Measures how the code itself is kept: `python -m bench.house` prints the figures, tests/test_house.py holds them."""
