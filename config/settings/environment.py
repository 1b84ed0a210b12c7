"""The one place where the environment is read; .env.example explains each variable.

A missing or wrong value ends the start with one sentence that says what to do.
"""

import contextlib
import os
import sys
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.conf.locale import LANG_INFO
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

BASE_DIR = Path(__file__).resolve().parent.parent.parent
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def stop(sentence: str) -> NoReturn:
    """End the start with one sentence for the person at the keyboard."""
    sys.exit(f"The site did not start: {sentence}")


def text(name: str, default: str = "") -> str:
    """Return a variable as it is; an empty one counts as not set."""
    return os.environ.get(name, "").strip() or default


def secret_key() -> str:
    """Return SECRET_KEY; a missing or guessable one stops the start."""
    key = text("SECRET_KEY")
    if len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure"):
        stop("set SECRET_KEY to at least 50 random characters (script/server makes one for you).")
    return key


def site_address() -> str:
    """Return SITE_ADDRESS without a closing slash: https, or http on this machine alone."""
    address = text("SITE_ADDRESS").rstrip("/")
    try:
        parts = urlsplit(address)
        valid = bool(parts.hostname) and not parts.path and not parts.query and parts.port != 0
    except ValueError:
        valid = False
    allowed = valid and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))
    if not allowed:
        stop(
            "set SITE_ADDRESS to the address people type, such as https://www.example.org "
            "(http:// is for localhost only)."
        )
    return address


def languages() -> list[tuple[str, Promise]]:
    """Return [(code, its name in the language of whoever reads)] of SITE_LANGUAGES; the first has no prefix."""
    codes = [code.strip() for code in text("SITE_LANGUAGES", "en").split(",")]
    if unknown := [code for code in codes if "name" not in LANG_INFO.get(code, {})]:
        stop(f"SITE_LANGUAGES names no language that Django knows: {', '.join(unknown)!r}; use codes such as en,es.")
    if len(set(codes)) < len(codes):
        stop("SITE_LANGUAGES names a language twice.")
    # Django's own catalogues have the names.
    return [(code, gettext_lazy(LANG_INFO[code]["name"])) for code in codes]


def data_dir() -> Path:
    """Return DATA_DIR, the folder that holds the database, media and collected files (default var/)."""
    return Path(text("DATA_DIR", str(BASE_DIR / "var"))).resolve()


def databases() -> dict:
    """Return Django's settings for DATABASE_URL and, where searches are answered by a copy, DATABASE_REPLICA_URL."""
    found = {"default": database()}
    if url := text("DATABASE_REPLICA_URL"):
        if not url.startswith(("postgres://", "postgresql://")):
            stop("set DATABASE_REPLICA_URL to postgres://user:password@host:5432/name, or leave it out.")
        found["replica"] = database(url)
    return found


def database(url: str = "") -> dict:
    """Return Django's settings for a database: SQLite (default, in DATA_DIR) or PostgreSQL."""
    url = url or text("DATABASE_URL", f"sqlite:///{quote(str(data_dir() / 'site.sqlite3'))}")
    config, engine = {}, ""
    if url.startswith(("sqlite://", "postgres://", "postgresql://")):
        with contextlib.suppress(KeyError, ValueError, environ.ImproperlyConfigured):
            config = environ.Env.db_url_config(url)
            engine = config["ENGINE"].rpartition(".")[2]
    if engine == "sqlite3":
        if config["NAME"] in {"", ":memory:"}:  # everything would be gone at the next start
            stop("DATABASE_URL names no SQLite file; use sqlite:////full/path/site.sqlite3.")
        return config | {
            # Opening it for each request would cost more than most questions.
            "CONN_MAX_AGE": None,
            # Readers and the one writer do not block each other (WAL); a writer takes its
            # lock at the start, so that two at once wait for each other instead of failing.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA busy_timeout=20000; PRAGMA foreign_keys=ON;",
            },
        }
    if engine == "postgresql" and config.get("NAME"):
        # Kept open by each thread, and looked at before use: a server that was started again is found at once, one
        # that is gone is known in three seconds, also when nothing answers there.
        patience = {"connect_timeout": 3, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 2}
        options = patience | {"tcp_user_timeout": 10_000} | config.get("OPTIONS", {})
        return config | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}
    stop("set DATABASE_URL to sqlite:////full/path/site.sqlite3 or postgres://user:password@host:5432/name.")


def caches() -> dict:
    """Return Django's settings for CACHE_URL: memory of each process (default), or Redis.

    Attempts to sign in are counted where all processes see them: the database, or Redis.
    """
    url = text("CACHE_URL", "locmemcache://")
    if not url.startswith(("locmemcache://", "redis://", "rediss://")):
        stop("set CACHE_URL to redis://host:6379/0, or leave it out to keep the cache in memory.")
    counting = {"KEY_FUNCTION": "accounts.limits.sealed_key", "KEY_PREFIX": "limits"}
    if url.startswith("locmemcache"):
        backends = "django.core.cache.backends"
        # Enough rows that filling them does not push a locked account out.
        options = {"MAX_ENTRIES": 100_000, "CULL_FREQUENCY": 10}
        return {
            "default": {"BACKEND": f"{backends}.locmem.LocMemCache", "LOCATION": "site"},
            "limits": {"BACKEND": f"{backends}.db.DatabaseCache", "LOCATION": "limits", "OPTIONS": options} | counting,
        }
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    # One try more at once, for a connection of before the server was started again; nobody waits for one that is gone.
    options = {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 1)}
    redis = {"LOCATION": url, "OPTIONS": options}
    return {
        # Pages are read without it; attempts to sign in are not made while nobody counts them.
        "default": redis | {"BACKEND": "upkeep.cache.OptionalRedisCache"},
        "limits": redis | {"BACKEND": "django.core.cache.backends.redis.RedisCache"} | counting,
    }


def search_meaning() -> bool:
    """Return whether SEARCH_MEANING is on (default) or off."""
    chosen = text("SEARCH_MEANING", "on").lower()
    if chosen not in {"on", "off"}:
        stop("set SEARCH_MEANING to off, or leave it out to have search look for what a question means.")
    return chosen == "on"


def tasks() -> dict:
    """Return the settings of django-tasks for TASKS: done at once (default), or left to workers."""
    chosen = text("TASKS")
    if chosen not in {"", "worker"}:
        stop("set TASKS to worker (and run script/manage db_worker), or leave it out to have everything done at once.")
    at_once = {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
    return {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"} if chosen else at_once, "at_once": at_once}


def cdn() -> dict:
    """Return Wagtail's settings for the cache in front that CDN_PURGE names (default: none)."""
    url = text("CDN_PURGE")
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not (parts.hostname and parts.username):
        stop("set CDN_PURGE to http://secret@host:port of the cache in front (deploy/varnish.vcl), or leave it out.")
    return {"cdn": {"BACKEND": "page_cache.cdn.WholeSiteBackend", "LOCATION": url}}


def proxies(*, https: bool) -> int:
    """Return PROXIES, how many servers pass a request on before it is here (default: one behind https).

    Each adds to X-Forwarded-For whom it was asked by; what stands further left, anybody can make up.
    """
    number = text("PROXIES", str(int(https)))
    if not number.isascii() or not number.isdecimal() or len(number) > 1:
        stop("set PROXIES to the number of proxies in front of the site, such as 1 or 2, or leave it out.")
    return int(number)


def time_zone() -> str:
    """Return TIME_ZONE, a name of the tz database (default: Seattle's)."""
    name = text("TIME_ZONE", "America/Los_Angeles")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        stop("set TIME_ZONE to a name such as America/Los_Angeles.")
    return name


def media_storage() -> dict:
    """Return Django's storage for uploads: a folder (default), or the S3 bucket that MEDIA_STORAGE names."""
    if not text("MEDIA_STORAGE"):
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    return bucket("MEDIA_STORAGE", "leave it out to keep uploads in a folder")


def bucket(name: str, otherwise: str) -> dict:
    """Return Django's storage for the bucket that a variable names.

    s3://key:secret@host/bucket or s3://key:secret@host/bucket/folder; s3+http:// for a server on this machine.
    """
    parts = urlsplit(text(name))
    bucket_name, _slash, folder = parts.path.strip("/").partition("/")
    known = parts.hostname and parts.username and parts.password and bucket_name
    if parts.scheme not in {"s3", "s3+http"} or not known:
        stop(f"set {name} to s3://key:secret@host/bucket, or {otherwise}.")
    host = parts.netloc.rpartition("@")[2]
    return {
        "BACKEND": "upkeep.storage.BucketStorage",
        "OPTIONS": {
            "bucket_name": bucket_name,
            "location": folder,
            "access_key": unquote(parts.username),
            "secret_key": unquote(parts.password),
            "endpoint_url": f"{'http' if parts.scheme == 's3+http' else 'https'}://{host}",
            "addressing_style": "path",
            "default_acl": None,
            "file_overwrite": False,
            "max_memory_size": 8 * 1024 * 1024,  # bytes; what is larger is read from a file of its own
        },
    }


def backups() -> tuple[str, dict]:
    """Return the folder of BACKUP_FOLDER (default: backups/ in DATA_DIR), and {"backups": …} if it names a bucket."""
    folder = text("BACKUP_FOLDER", str(data_dir() / "backups"))
    if folder.startswith("s3"):
        # Written here first, and read again there.
        return str(data_dir() / "backups"), {"backups": bucket("BACKUP_FOLDER", "to a folder")}
    return folder, {}


def email() -> dict:
    """Return the mail settings of EMAIL_URL (smtp+tls://user:password@host:587); without it, mail is printed."""
    url = text("EMAIL_URL", "consolemail://")
    try:
        config = environ.Env.email_url_config(url)
    except (KeyError, ValueError, environ.ImproperlyConfigured):
        config = {}
    if not config or not (url.startswith("consolemail") or config.get("EMAIL_HOST")):
        stop("set EMAIL_URL to smtp+tls://user:password@mail.example.org:587, or leave it out.")
    return {key: value for key, value in config.items() if key.startswith("EMAIL_")}
