"""Drafts by a language model: it tells the story and names rules by number; what is quoted, the program quotes."""
