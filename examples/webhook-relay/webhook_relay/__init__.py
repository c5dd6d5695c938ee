"""A webhook relay: what is said in a chat system is mirrored into a Sinch conversation."""
