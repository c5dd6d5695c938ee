"""Many messages."""
