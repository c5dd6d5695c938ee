"""Contract tests for any server that claims to be the inject-message API."""
