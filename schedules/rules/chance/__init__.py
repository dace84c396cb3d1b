"""Who is in which group, decided by chance and for good. Pure."""
