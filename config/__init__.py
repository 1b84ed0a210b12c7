"""Settings and addresses: the roof, which puts the rooms together. It may use all of them; no room uses it."""

# As in CHANGELOG.md. tests/released/ keeps a data folder of each version.
VERSION = "1.0.0"
