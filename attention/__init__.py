"""What needs a person's attention, the daily mail about it, and the look at links to other sites.

It uses the rooms it lists.
"""
