"""What other systems may read, and the tokens with which they do."""
