"""What other systems are told: queued as rows first, sent until it arrives, with the same id each time."""
