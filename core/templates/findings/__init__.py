"""The sentences of the page: results in, text out. Each follows from its numbers at every setting."""
