"""What other systems read of people, campaigns and messages, page by page."""
