"""All settings, in one file, from the environment (see docs/operations/settings.md); wrong values fail by name."""

import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from django.conf.locale import LANG_INFO

from smilecity.config import rooms
from smilecity.doors.mqtt.broker import Broker, WrongBroker, read_broker
from smilecity.ground import env
from smilecity.ground.postgres import parse_url

PACKAGE = Path(__file__).resolve().parent.parent

# --- where this installation lives -------------------------------------------------------------------------------
HOME = env.folder("SMILECITY_HOME", "var")
DEBUG = env.boolean("SMILECITY_DEBUG")
BASE_URL = env.url("SMILECITY_BASE_URL", "http://127.0.0.1:8000", schemes=("http", "https"))
ALLOWED_HOSTS = env.words("SMILECITY_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
DEMO = env.boolean("SMILECITY_DEMO")


def _secret_key() -> str:
    """Return the secret from the environment, else the one kept in the home folder, made at first use."""
    given = env.text("SMILECITY_SECRET_KEY")
    if given:
        if len(given) < 50:
            raise env.WrongSetting("SMILECITY_SECRET_KEY", "expected at least 50 random characters")
        return given
    kept = HOME / "secret-key"
    try:
        return kept.read_text().strip() if kept.exists() else _new_secret_key(kept)
    except OSError as error:
        raise env.WrongSetting("SMILECITY_HOME", f"cannot use {HOME} ({error.strerror})") from None


def _new_secret_key(kept: Path) -> str:
    HOME.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_suffix(f".{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_urlsafe(64))
    # Another process may have made one in the meantime; the first stays.
    with suppress(FileExistsError):
        kept.hardlink_to(fresh)
    fresh.unlink()
    return kept.read_text().strip()


SECRET_KEY = _secret_key()

# --- the program ---------------------------------------------------------------------------------------------------
INSTALLED_APPS = rooms.INSTALLED_APPS

MIDDLEWARE = [
    "smilecity.config.requests.observed",
    "smilecity.doors.web.cache.recording.page_cache",
    "smilecity.doors.web.middleware.security_headers",
    "smilecity.doors.api.middleware.open_data",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "smilecity.doors.desk.middleware.second_factor_for_staff",
    "smilecity.doors.web.refusals.Refusals",
    "smilecity.doors.web.cache.visitor.visitor_noted",
]

ROOT_URLCONF = "smilecity.config.urls"
WSGI_APPLICATION = "smilecity.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "smilecity.doors.web.context.site",
            ],
            "builtins": ["smilecity.doors.web.templatetags.pieces"],
        },
    }
]

# --- database, cache, jobs -----------------------------------------------------------------------------------------
DATABASES = {
    "default": {
        **parse_url(env.text("DATABASE_URL")),
        # The thread pool of the server is fixed, so each thread keeps its connection; the check costs one round trip
        # and spares the visitor an error after a restart of the database.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "ground_cache",
    }
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# --- people --------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "smilecity.doors.web.backends.SignInBackend",
    "smilecity.people.backends.RoleBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "web:home"
ACCOUNT_ADAPTER = "smilecity.doors.web.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "smilecity.doors.web.account_forms.LoginForm",
    "signup": "smilecity.doors.web.account_forms.SignupForm",
    "add_email": "smilecity.doors.web.account_forms.AddEmailForm",
    "change_password": "smilecity.doors.web.account_forms.ChangePasswordForm",
    "set_password": "smilecity.doors.web.account_forms.SetPasswordForm",
    "reset_password": "smilecity.doors.web.account_forms.ResetPasswordForm",
    "reset_password_from_key": "smilecity.doors.web.account_forms.ResetPasswordKeyForm",
    "reauthenticate": "smilecity.doors.web.account_forms.ReauthenticateForm",
}
MFA_ADAPTER = "smilecity.doors.web.accounts.MFAAdapter"
MFA_FORMS = {
    "authenticate": "smilecity.doors.web.account_forms.CodeForm",
    "reauthenticate": "smilecity.doors.web.account_forms.CodeAgainForm",
    "activate_totp": "smilecity.doors.web.account_forms.ActivateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Smile City"
# Half a minute early or late: phones go wrong by seconds, and people type slowly (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "smilecity.doors.web.accounts.SocialAccountAdapter"
SOCIALACCOUNT_FORMS = {"signup": "smilecity.doors.web.account_forms.SocialSignupForm"}
OIDC_SERVER = env.url("SMILECITY_OIDC_URL", "", schemes=("https", "http")).rstrip("/")
OIDC_NAME = env.text("SMILECITY_OIDC_NAME", "Anmeldung der Stadt")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": env.text("SMILECITY_OIDC_CLIENT"),
                "secret": env.text("SMILECITY_OIDC_SECRET"),
                "settings": {"server_url": OIDC_SERVER},
            }
        ]
        if OIDC_SERVER
        else [],
    }
}

# --- languages -----------------------------------------------------------------------------------------------------
# Source texts are German; English and Leichte Sprache are translations, and what they lack falls back to German.
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English"), ("de-simple", "Leichte Sprache")]
LANG_INFO["de-simple"] = {
    "bidi": False,
    "code": "de-simple",
    "name": "Easy-to-read German",
    "name_local": "Leichte Sprache",
    "fallback": ["de"],
}
WAGTAILADMIN_PERMITTED_LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
# British dates and times: Django's own English is American.
FORMAT_MODULE_PATH = "smilecity.config.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.zone("SMILECITY_TIME_ZONE", "Europe/Berlin")

# --- files ---------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = HOME / "media"
# Whole files of answers that staff asked for: no address leads there, and no backup holds them.
EXPORTS_FOLDER = HOME / "exports"
STORAGES = {
    "default": {"BACKEND": "smilecity.ground.storage.DurableStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- the map -------------------------------------------------------------------------------------------------------
# Where map tiles come from: nowhere (the city's own layers only), our own files, fetched by us, or by the browser.
TILES = env.choice("SMILECITY_TILES", "none", ("NONE", "SELF", "PROXY", "DIRECT")).lower()
TILES_URL = env.url("SMILECITY_TILES_URL", "", schemes=("https", "http"))
TILES_ATTRIBUTION = env.text("SMILECITY_TILES_ATTRIBUTION")
TILES_MEGABYTES = env.number("SMILECITY_TILES_MEGABYTES", 500, least=10, most=100_000)
TILES_FOLDER = HOME / "tiles"
TILES_KEPT = HOME / "tiles-kept"

# --- mail ----------------------------------------------------------------------------------------------------------
# Every mail is kept in the database first and sent by a job, so that none is lost while the mail server is away.
EMAIL_BACKEND = "smilecity.doors.mail.backend.OutboxBackend"
EMAIL_URL = env.url("EMAIL_URL", "smtp://127.0.0.1:25", schemes=("smtp", "smtp+tls", "smtps"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("SMILECITY_MAIL_FROM", "Smile City <smile-city@localhost>")

# --- SensorThings --------------------------------------------------------------------------------------------------
# How many questions each process answers at once, how long one may take, and how often a network may ask without a key.
SENSORTHINGS_THREADS = env.number("SMILECITY_SENSORTHINGS_THREADS", 4, least=2, most=64)
SENSORTHINGS_SECONDS = env.number("SMILECITY_SENSORTHINGS_SECONDS", 10, least=1, most=600)
# How long an answer may be that is made as a whole; files of CSV are written page by page and have no end.
SENSORTHINGS_LARGEST = 1_000_000 * env.number("SMILECITY_SENSORTHINGS_MEGABYTES", 64, least=1, most=1000)
SENSORTHINGS_A_MINUTE = env.number("SMILECITY_SENSORTHINGS_A_MINUTE", 600, least=1, most=1_000_000)

# --- Open311 -------------------------------------------------------------------------------------------------------
# Whom reports are for (GeoReport v2, jurisdiction_id), whether whoever asks must say so, how often a network may ask.
_HOST = (urlsplit(BASE_URL).hostname or "").removeprefix("www.")
OPEN311_JURISDICTION = env.text("SMILECITY_OPEN311_JURISDICTION") or _HOST
OPEN311_JURISDICTION_REQUIRED = env.boolean("SMILECITY_OPEN311_JURISDICTION_REQUIRED")
OPEN311_A_MINUTE = env.number("SMILECITY_OPEN311_A_MINUTE", 300, least=1, most=1_000_000)

# --- MQTT ----------------------------------------------------------------------------------------------------------
# Empty: no MQTT, and nothing is kept for subscribers.
MQTT_URL = env.text("MQTT_URL")


def _broker() -> Broker | None:
    files = {"ca": env.text("MQTT_CA"), "certificate": env.text("MQTT_CERT"), "key": env.text("MQTT_KEY")}
    try:
        return read_broker(MQTT_URL, **files) if MQTT_URL else None
    except WrongBroker as error:
        raise env.WrongSetting("MQTT_URL", str(error)) from None


MQTT_BROKER = _broker()
# Where others reach it, as the landing page of SensorThings says; empty: where we do.
MQTT_PUBLIC_URL = env.url("MQTT_PUBLIC_URL", "", schemes=("mqtt", "mqtts", "ws", "wss"))
# Our name at the broker, by which it keeps what arrives while we are away: one per installation.
MQTT_CLIENT = env.text("MQTT_CLIENT", "smilecity")
# Whose word counts below v1.1/: of everybody whom the broker lets publish there, or only of keys in their own topics.
MQTT_WRITERS = env.choice("MQTT_WRITERS", "city", ("CITY", "KEYS")).lower()
# Whether what is not public is taken from and told in topics below internal/, which the broker then has to guard.
MQTT_INTERNAL = env.boolean("MQTT_INTERNAL")
MQTT_RETAIN = env.choice("MQTT_RETAIN", "none", ("NONE", "LATEST")).lower()
# Topics that are always told, whether or not we know of somebody who listens.
MQTT_TOPICS = env.words("MQTT_TOPICS", [])

# --- security ------------------------------------------------------------------------------------------------------
_HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 7
# The CSRF token lives in the session: one cookie on the whole site, and none before it is needed.
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "smilecity.doors.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [BASE_URL] if _HTTPS else []
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if _HTTPS else 0
SECURE_REDIRECT_EXEMPT: list[str] = []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# How many proxies stand in front, each adding itself to X-Forwarded-For; 0: the peer is the visitor.
PROXIES = env.number("SMILECITY_PROXIES", 0, least=0, most=5)
# Networks (CIDR) whose visitors share one address, such as the library: exempt from limits per network and process.
LIMIT_EXEMPT = env.words("SMILECITY_LIMIT_EXEMPT", [])
# Whether pages that are the same for all visitors are kept in memory until what they show changes.
PAGE_CACHE = env.boolean("SMILECITY_PAGE_CACHE", default=True)
# Whether devices of visitors compute for a moment before a form is taken at once, and how many tries it takes at most.
PROOF_OF_WORK = env.boolean("SMILECITY_PROOF_OF_WORK")
PROOF_DIFFICULTY = env.number("SMILECITY_PROOF_DIFFICULTY", 2000, least=10, most=100_000)
# How many pages one address may ask for in a minute; whoever wants more is a machine and is told to wait.
PAGES_A_MINUTE = env.number("SMILECITY_PAGES_A_MINUTE", 1200, least=60, most=1_000_000)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# --- Wagtail: pages, and the shell of the desk ----------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Smile City"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_FRONTEND_LOGIN_URL = "/konto/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
# A new page that is saved by itself while its editor publishes it would be made twice.
WAGTAIL_AUTOSAVE_INTERVAL = 0
# Whoever may write a page may publish it.
WAGTAIL_WORKFLOW_ENABLED = False
# One page holds its text in every language, so Wagtail knows one tree.
WAGTAIL_I18N_ENABLED = False
WAGTAIL_CONTENT_LANGUAGES = [("de", "Deutsch")]
WAGTAILIMAGES_IMAGE_MODEL = "web.CityImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "smilecity.doors.web.pages.image_form.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "gif"]
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "odp", "docx", "xlsx", "csv", "txt", "zip", "ics"]

# --- operation ------------------------------------------------------------------------------------------------------
# Below so many megabytes of free disk we call ourselves not ready.
DISK_LEAST = env.number("SMILECITY_DISK_LEAST", 200, least=1, most=1_000_000)
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
# One line for each request; slow ones and failures have theirs always.
LOG_REQUESTS = env.boolean("SMILECITY_LOG_REQUESTS")
_LOG_FORMAT = env.choice("SMILECITY_LOG_FORMAT", "auto", ("AUTO", "JSON", "LINE")).lower()
_FOR_PEOPLE = DEBUG or DEMO if _LOG_FORMAT == "auto" else _LOG_FORMAT == "line"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # Addresses may carry secrets: the log names the pattern instead.
    "filters": {"without_addresses": {"()": "smilecity.config.logs.WithoutAddresses"}},
    "formatters": {
        "line": {"()": "smilecity.config.logs.PlainLine"},
        "json": {"()": "smilecity.config.logs.JsonLine"},
    },
    "handlers": {
        "console": {
            "class": "smilecity.config.logs.Patient",
            "formatter": "line" if _FOR_PEOPLE else "json",
            "filters": ["without_addresses"],
        }
    },
    "loggers": {
        # Anybody can send a request for a host that is not ours; it gets its page and is no news.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        # That somebody asks for what is not there, or must not see, is no news either.
        "django.request": {"level": "ERROR"},
        "smilecity.requests": {"level": "INFO"},
    },
    "root": {"handlers": ["console"], "level": env.choice("SMILECITY_LOG_LEVEL", "WARNING", LOG_LEVELS)},
}
# "E-mail is not unique": it is, whatever its case, by a constraint on Lower(email).
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
