"""Search that forgives: what a question means, the index, and how results are shown. It uses what can be found."""
