"""Places that documents come from and that are looked at again on a schedule."""
