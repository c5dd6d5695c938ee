"""The client beside what a user would take instead: both sides in one run, ratios out."""
