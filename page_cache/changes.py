"""Notices every change of the database that visitors could see, whichever way it is made.

Signals of models are not sent by updates of many rows, by moves in the tree or by raw SQL, and a
new model would have to be remembered. So every statement is looked at as it goes to the database:
whatever is neither a reading nor listed here as invisible changes the version once it is committed.
"""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from . import drafts
from .cdn import purge_soon
from .version import shared_version

READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA", "EXPLAIN", "SHOW", "SET", "DECLARE",
         "FETCH", "CLOSE", "LOCK")  # fmt: skip
_TARGET = re.compile(r'\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "?(\w+)"?', re.IGNORECASE)
_SET = re.compile(r"\bSET (.*?) WHERE", re.DOTALL)
_COLUMN = re.compile(r'"?(\w+)"?\s*=')

# What only staff see, or what is never kept: versions and drafts, history, reviews, comments, sessions,
# counters, the index of search (whose results are not kept), notes about pages.
INVISIBLE = {
    "account_emailaddress", "account_emailconfirmation", "accounts_invitation", "accounts_user", "accounts_user_groups",
    "accounts_user_user_permissions", "auth_group", "auth_group_permissions", "auth_permission",
    "blog_startingtemplate", "checks_term", "django_content_type", "django_migrations", "django_session",
    "letters_letterbox", "letters_part", "letters_readerkey", "letters_sealedmessage", "limits",
    "mfa_authenticator", "newsletter_recipient", "newsletter_sending", "newsletter_subscription",
    "wagtailadmin_editingsession", "wagtailadmin_formstate", "wagtailcore_comment",
    "wagtailcore_commentreply", "wagtailcore_modellogentry", "wagtailcore_pagelogentry", "wagtailcore_pagesubscription",
    "wagtailcore_referenceindex", "wagtailcore_revision", "wagtailcore_taskstate", "wagtailcore_uploadedfile",
    "wagtailcore_workflowstate", "wagtailusers_userprofile",
}  # fmt: skip
INVISIBLE_APPS = (
    "attention_",
    "clock_",
    "deleted_binned",
    "django_tasks_",
    "importer_",
    "search_",
    "upkeep_",
    "wagtail_localize_",
    "wagtailsearch_",
)
# Saving a draft of a page that is live writes these columns of it; a new page is counted by the one above it.
DRAFT_COLUMNS = {
    "draft_title", "has_unpublished_changes", "latest_revision_id", "latest_revision_created_at", "locked", "locked_at",
    "locked_by_id", "numchild",
}  # fmt: skip


def is_visible(sql: str) -> bool:
    """Return whether a statement may change what visitors see; in doubt, it does."""
    words = sql.lstrip("( \n\t")
    if words[:10].upper().startswith(READS):
        return False
    found = _TARGET.match(words)
    if found is None:
        return True
    table = found[1]
    if table in INVISIBLE or table.startswith(INVISIBLE_APPS):
        return False
    if table == "wagtailcore_page" and words[:6].upper() == "UPDATE":
        columns = _SET.search(words)
        names = set(_COLUMN.findall(columns[1])) if columns else set()
        return not names or not names <= DRAFT_COLUMNS
    return True


def change() -> None:
    """Make every kept page unreachable."""
    shared_version().change()
    if settings.WAGTAILFRONTENDCACHE:
        purge_soon()


def watch(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
    """Execute a statement; when it is committed, change the version if visitors could see it."""
    result = execute(sql, params, many, context)
    connection = context["connection"]
    if is_visible(str(sql)) and not drafts.is_of_a_new_draft(str(sql), params, connection):
        if connection.in_atomic_block or connection.get_autocommit():
            # Registered with the first such statement, so before whatever else waits for the commit and may fail.
            connection.on_commit(change, robust=True)
        else:
            # Somebody manages the transaction by hand: nobody tells when it ends.
            change()
    return result


def _begin(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, watch)


def connect() -> None:
    """Look at every statement of every connection."""
    connection_created.connect(_begin, dispatch_uid="page_cache.changes")
