"""Facts that are edited once and stand in many texts. It uses pages and resources."""
