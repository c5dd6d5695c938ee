"""Put messages into a Sinch conversation, and know what became of each."""
