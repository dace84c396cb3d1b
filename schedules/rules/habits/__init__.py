"""What keeps people at it: days in a row. Pure."""
