"""Commands about other systems: tokens, webhooks."""
