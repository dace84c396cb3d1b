"""How what was found is quoted: passages with their source, where to read them, and what contradicts them."""
