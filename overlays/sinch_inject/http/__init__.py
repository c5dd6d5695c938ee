"""One attempt: was it handed over, what came back. Knows nothing of messages."""
