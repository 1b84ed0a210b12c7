"""What people agreed to, and taking down what they take back. It uses pages, accounts and the clock."""
