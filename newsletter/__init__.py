"""The newsletter: signing up, sealed addresses, composing, sending each mail once. It uses events and what is below."""
