"""A simulator of the Sinch Conversation API operation "inject a message"."""
