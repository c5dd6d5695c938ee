"""Parts that several tests share: a hostile server, requests, clocks."""
