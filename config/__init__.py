"""Settings and addresses: the roof, which puts the rooms together. No room uses it."""
