"""The doors to the pages: cookies of sessions, and the company's sign-in by OpenID Connect."""
