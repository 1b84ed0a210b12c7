"""Let's Talk About: the index, its articles, their authors and series."""

from .article import ArticleAuthor, ArticlePage, PinnedArticle
from .bylines import Author, Series
from .index import BlogIndexPage
from .stories import StoryReviewTask
from .templates import StartingTemplate

__all__ = [
    "ArticleAuthor",
    "ArticlePage",
    "Author",
    "BlogIndexPage",
    "PinnedArticle",
    "Series",
    "StartingTemplate",
    "StoryReviewTask",
]
