"""Reading: files and web pages become sources with passages."""
