"""Addresses of pages that editors write; those that could be anybody's come last of all (config/urls)."""

from django.urls import path, re_path
from wagtail.documents.views import serve as documents

from smilecity.doors.web.pages.tree import SERVED
from smilecity.doors.web.views import feeds, pages

urlpatterns = [
    path("mitmachen/", pages.overview, name="taking_part"),
    path("neues/", pages.news, name="news"),
    path("feeds/neues.atom", feeds.news, name="feed_news"),
]

# Not in any language: files, and what machines ask for.
plain = [
    re_path(r"^dokumente/(\d+)/(.*)$", documents.serve, name="wagtaildocs_serve"),
    path("sitemap.xml", pages.site_map, name="sitemap"),
    path("robots.txt", pages.robots, name="robots"),
    path("media/<path:name>", pages.media, name="media"),
]

# Wagtail looks for this name; its own addresses for passwords and sign-in are not here.
last = [re_path(r"^((?:[\w\-]+/)+)$", pages.page, name=SERVED)]
