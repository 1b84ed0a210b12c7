"""Production settings: the safe ones. dev.py and test.py only relax them.

What differs between installations comes from the environment (environment.py).
"""

from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from . import environment

BASE_DIR = environment.BASE_DIR
DATA_DIR = environment.data_dir()

SECRET_KEY = environment.secret_key()
SITE_ADDRESS = environment.site_address()
_address = urlsplit(SITE_ADDRESS)
HTTPS = _address.scheme == "https"

DEBUG = False
ALLOWED_HOSTS = [_address.hostname, *filter(None, environment.text("ALLOWED_HOSTS").replace(" ", "").split(","))]
if not HTTPS:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "clock",
    "first_content",
    "accounts.apps.AccountsConfig",
    "pages",
    "home",
    "blog",
    "resources",
    "search",
    "safety",
    "consent",
    "deleted",
    "checks",
    "facts",
    "attention",
    "editor",
    "page_cache",
    "letters",
    "events",
    "newsletter",
    "importer",
    "upkeep",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.apps.PeopleConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    # Widgets are templates like others, so that the editor's can carry a nonce.
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

# In order: headers of every response; https; files; who has just left; what is too much; compression;
# language from the path; a flood of forms; then what only staff need (session, forms, sign-in and the language
# chosen there, messages, second step);
# redirects for what was not found.
MIDDLEWARE = [
    "safety.headers.headers_middleware",
    "safety.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "home.other_languages.LanguageOfAddressMiddleware",
    "safety.leaving.leaving_middleware",
    "safety.limits.limits_middleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "letters.views.writing.flood_middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "editor.language.PreferredLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.sessions.staff_door_middleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "home.old_addresses.old_addresses_middleware",
    # Next to the views, to see what they change.
    "editor.unreadable.UnreadableMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context_processors.layout",
            ],
        },
    },
]

DATABASES = environment.databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = environment.caches()

# Words and time
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = environment.languages()
LANGUAGE_CODE = LANGUAGES[0][0]
# The second holds what Wagtail does not say in a language itself.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "wagtail"]
FORMAT_MODULE_PATH = ["config.formats"]
WAGTAIL_I18N_ENABLED = True
# A translation goes live when a person publishes it, not before.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
USE_TZ = True
TIME_ZONE = environment.time_zone()

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = environment.text("MEDIA_ROOT", str(DATA_DIR / "media"))
STORAGES = {
    "default": environment.media_storage(),
    "staticfiles": {"BACKEND": "config.storage.SiteStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ROOT = BASE_DIR / "static" / "root"  # favicon.ico, which browsers ask for by that name
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Backups are written for the holder of a private key, which is not on this server.
BACKUP_KEY = environment.text("BACKUP_KEY")
BACKUP_FOLDER, _bucket = environment.backups()
STORAGES |= _bucket

# People who sign in: by e-mail, to the editor only
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"reset_password": "accounts.forms.ResetPasswordForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up; allauth wants to know all the same
ACCOUNT_EMAIL_VERIFICATION = "none"  # administrators enter the address
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/15m/key", "reset_password": "10/m/ip,5/15m/key"}
# How attempts to sign in and letters are counted: by the address that the outermost proxy of ours was asked by.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.proxies(https=HTTPS)
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "authenticate_webauthn": "accounts.forms.PasskeyForm",
    "login_webauthn": "accounts.forms.PasskeySignInForm",
    "reauthenticate_webauthn": "accounts.forms.PasskeyAgainForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# The limits themselves are in accounts/sessions.py; this is what a browser is told.
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_AGE = None
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Headers and https. The site itself never ends TLS: a proxy does, and says so in X-Forwarded-Proto.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail opens its own previews to the editor
WHITENOISE_ALLOW_ALL_ORIGINS = False
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked on this machine, past the proxy
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

# Mail
_mail = environment.email()
globals().update(_mail)
MAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_TIMEOUT = 10  # seconds; a mail server that does not answer must not hold up a page
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("FROM_EMAIL", f"website@{_address.hostname}")

# Whether search looks for what a question means, where its words find little (search/meaning.py)
SEARCH_MEANING = environment.search_meaning()

# What may wait for a worker (upkeep/tasks.py says what never does)
TASKS = environment.tasks()
if TASKS["default"] != TASKS["at_once"]:
    INSTALLED_APPS += ["django_tasks_db"]
    EMAIL_BACKEND = "upkeep.mail.WaitingEmailBackend"

# What is logged says nothing about visitors: no address, no words, no browser (upkeep/logs.py).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"structured": {"()": "upkeep.logs.Formatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "structured"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # "Not Found: /path?words" would write down what a visitor asked for.
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        # Both would write down what strangers sent.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        "django.security.csrf": {"handlers": ["nowhere"], "propagate": False},
    },
}

# A CDN in front, if there is one (upkeep/cdn.py). What it must let go of is no matter for a worker.
WAGTAILFRONTENDCACHE = environment.cdn()

# Wagtail
WAGTAIL_SITE_NAME = _("Website")
WAGTAILADMIN_BASE_URL = SITE_ADDRESS
WAGTAILIMAGES_IMAGE_MODEL = "pages.SiteImage"
WAGTAILIMAGES_EXTENSIONS = ["avif", "heic", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "safety.uploads.PhotoForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Played in the page, by the browser's own player (pages/blocks/recordings.py); all others are handed over to be saved.
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["audio/mpeg", "audio/mp4", "video/mp4", "text/vtt"]
WAGTAILDOCS_CONTENT_TYPES = {"m4a": "audio/mp4", "mp3": "audio/mpeg", "mp4": "video/mp4", "vtt": "text/vtt"}
WAGTAILDOCS_DOCUMENT_FORM_BASE = "safety.uploads.DocumentForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 2 * WAGTAILIMAGES_MAX_UPLOAD_SIZE  # of recordings; documents may have half
WAGTAILDOCS_EXTENSIONS = ["docx", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "ods", "mp3", "m4a", "mp4", "vtt"]
# The editor's own search is Wagtail's; the visitors' is in search/.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.editor_backend"}}
WAGTAILSEARCH_HITS_MAX_AGE = 0
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# The editor asks nobody else for anything.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# Passwords, addresses and private pages go through accounts/ alone.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_REQUIRED = False
WAGTAIL_PRIVATE_PAGE_OPTIONS = WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"password": False}
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_FINISH_WORKFLOW_ACTION = "editor.approval.publish_when_approved"
# They are in the groups that read, and would get each mail twice.
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
