"""What is kept about people, who sees it, and how it goes when they ask for that."""
