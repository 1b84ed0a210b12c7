"""Help: our services, the directory of other help, and whom to call in a crisis. It uses pages."""
