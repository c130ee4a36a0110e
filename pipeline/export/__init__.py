"""What is written for others to read: one module a format."""
