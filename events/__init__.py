"""Events and drop-ins: when they take place, their list, and calendar files. It uses letters and what is below."""
