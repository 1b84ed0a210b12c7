"""What a new site begins with, the examples, roles and reviews.

It may use every room; none uses it but the settings.
"""
