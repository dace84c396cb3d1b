"""Readers: the bytes of a file become blocks of text under their headings."""
