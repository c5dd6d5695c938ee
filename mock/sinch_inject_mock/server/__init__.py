"""The simulator's ASGI skin: connections, the admin API, live events and the page."""
