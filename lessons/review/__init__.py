"""What can be said of a text by rules: how hard it is to read, and which of its words leave somebody out."""
