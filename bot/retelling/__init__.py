"""The same point told another way, for whoever got its question wrong."""
