"""What a reviewer has beside the clip: comments at a second of it, and what can be checked by rules."""
