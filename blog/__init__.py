"""Let's Talk About: the list, its articles, authors, series and feeds. It uses pages and consent."""
