"""The HTTP API: lists for other systems, behind tokens."""
