"""The page on which people send films in, and what curators see of them."""
