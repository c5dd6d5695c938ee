"""One call: its attempts, what each came to, whether to try again."""
