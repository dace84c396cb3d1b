"""What people read about erasing, the audit, evidence and other systems."""
