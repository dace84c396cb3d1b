"""The people of a story and the places they stand in, as pictures. Plain functions of their arguments; no I/O."""
