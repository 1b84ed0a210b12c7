"""Staff accounts: signing in, the second step, sessions, and who may change whom. It uses pages, safety, the clock."""
