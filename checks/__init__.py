"""Advice while writing: words to avoid, reading, links, pictures, and what is still open. It uses pages and facts."""
