"""Django through its own ASGI handler, to hold our root against."""

import os

import django
from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smilecity.config.settings")
django.setup()
# That handler uses another thread for each request: kept connections would pile up until the database refuses.
settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
application = get_asgi_application()
