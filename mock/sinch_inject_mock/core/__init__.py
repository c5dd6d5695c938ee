"""The simulator without HTTP: what is asked, by which rules, what is kept, what is answered."""
