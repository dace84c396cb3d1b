"""How browsers are known: sessions, the company's account, and links that were taken back."""
