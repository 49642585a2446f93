"""Django as WSGI. The ASGI root runs it in a fixed pool of threads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smilecity.config.settings")

application = get_wsgi_application()
