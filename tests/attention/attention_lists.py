"""What a person finds on the list of what needs attention."""

from attention.items import what_needs_attention


def texts(person, group):
    return [row.text for row in what_needs_attention(person) if row.group == group]
