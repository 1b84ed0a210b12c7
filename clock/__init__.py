"""The site's own clock: what is to happen by itself, and that it happens once. It uses no other room."""
