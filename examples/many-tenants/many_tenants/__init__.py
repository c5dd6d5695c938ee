"""The history of many Sinch projects, imported by a pool of workers."""
