"""Sentences that the floors below word in English, as catalogues know them."""
