"""Two beginnings of one episode: who gets which, how they compare, and which one is left."""
