"""What comes after a season: a certificate, and the same again a year later."""
