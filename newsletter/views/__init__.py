"""What visitors see of the newsletter, and what staff do with it."""
