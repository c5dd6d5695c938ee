"""What goes out: path, headers and body, and the checks before sending."""
