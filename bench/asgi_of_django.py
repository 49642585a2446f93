"""Django through its own ASGI handler, to hold our root against."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smilecity.config.settings")
application = get_asgi_application()
