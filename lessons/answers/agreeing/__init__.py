"""Whether two documents say the same about the same."""
