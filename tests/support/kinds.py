"""Which public page is looked at by which journey: every address of the site, or the reason why it shows no page."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import translation

# Not for people who read: staff have their own shell, machines their own formats.
_DOORS = ("desk/", "api/", "open311/")
_FILE = "a file, a picture or a feed"
_PART = "a part of a page that a script asks for"
_FORM = "takes a form only and leads on"
_AWAY = "leads on at once"
NO_PAGE = {
    **dict.fromkeys(("wagtaildocs_serve", "sitemap", "robots", "media", "mfa_download_recovery_codes"), _FILE),
    **dict.fromkeys(
        ("web:colours", "web:photo", "web:question_picture", "web:event_photo", "web:map_drawing", "web:map_tile"),
        _FILE,
    ),
    **dict.fromkeys(("web:result_csv", "web:result_json", "web:calendar_ics", "web:event_ics"), _FILE),
    **dict.fromkeys(("web:result_xlsx", "web:result_pdf"), _FILE),
    **{f"web:{kind}_statistics{file}": _FILE for kind in ("idea", "place", "report") for file in ("_csv", "_all_csv")},
    "web:report_statistics_pdf": _FILE,
    **dict.fromkeys(("web:own_data_schema", "web:own_data_download", "web:own_link_download"), _FILE),
    **dict.fromkeys(("web:feed_ideas", "web:feed_places", "web:feed_idea", "web:feed_place"), _FILE),
    **dict.fromkeys(("web:feed_answers", "web:feed_news", "web:feed_reports", "web:feed_report"), _FILE),
    **dict.fromkeys(("web:mail", "web:contribution_mail", "web:subscribe_mail", "web:book_mail"), _PART),
    "web:account_part": _PART,
    **dict.fromkeys(("web:crew_worker", "web:crew_photo"), _FILE),
    **dict.fromkeys(("web:crew_state", "web:crew_map"), _PART),
    "web:crew_send": _FORM,
    **dict.fromkeys(("web:map_setup", "web:map_data", "web:place_words", "web:place_search"), _PART),
    **dict.fromkeys(("web:idea_live", "web:search_suggest", "web:proof_challenge", "web:measured_map"), _PART),
    **dict.fromkeys(("web:measured_now", "web:measured_history"), _PART),
    **dict.fromkeys(("web:resend", "web:take_back", "web:contribution_resend", "web:contribution_take_back"), _FORM),
    **dict.fromkeys(("web:subscribe_resend", "web:subscribe_take_back", "web:book_resend"), _FORM),
    **dict.fromkeys(("web:book_take_back", "web:booking_seats", "web:mine_seen"), _FORM),
    **dict.fromkeys(("web:subscriptions_rhythm", "web:subscriptions_language", "web:subscriptions_again"), _FORM),
    **dict.fromkeys(("web:reader_rhythm", "web:reader_language", "web:reader_again"), _FORM),
    **dict.fromkeys(("web:own_data_ask_to_erase", "web:booking_end"), _FORM),
    **dict.fromkeys(("web:idea_call", "web:place_call", "web:report_call"), _AWAY),
    "web:kiosk_forget": _FORM,
    "account_confirm_login_code": "signing in by code is not offered; leads on at once",
    "web:styleguide": "of the demo only; tests/doors/web/test_look.py looks at it",
}

# The journeys, and the pages they look at; each says itself whether this is still true.
LOOKED_AT = {
    "test_look": {
        "web:home", "web:result", "web:survey", "web:question", "web:profile", "web:contact", "web:check", "web:wait",
        "web:confirm", "web:change", "web:imprint", "web:privacy", "web:accessibility",
        "account_login", "account_signup", "account_reset_password",
    },
    "test_look_contributions": {
        "web:ideas", "web:idea", "web:idea_support", "web:idea_flag", "web:places", "web:place", "web:idea_step",
        "web:place_step", "web:outcomes", "web:mine", "web:subscribe", "web:contact_points", "open_data",
        "web:map", "web:map_embedded",
    },
    "test_look_reports": {
        "web:reports", "web:report", "web:report_support", "web:report_comment", "web:report_flag", "web:report_new",
        "web:report_before", "web:report_step", "web:report_statistics", "web:report_statistics_year",
        "web:idea_statistics", "web:idea_statistics_year", "web:place_statistics", "web:place_statistics_year",
        "web:photo_cover",
    },
    "test_look_outside": {"web:crew", "web:crew_order"},
    "test_look_ways": {"web:code", "web:kiosk_start", "web:kiosk_done", "web:kiosk_end"},
    "test_look_measured": {"web:measured", "web:measured_thing", "web:measured_series"},
    "test_look_site": {
        "web:calendar", "web:event", "web:book", "web:book_wait", "web:booking", "web:taking_part", "web:news",
        "wagtail_serve", "web:responsible", "web:office", "web:search", "web:idea_comment", "web:place_comment",
        "web:place_support", "web:place_flag", "web:idea_new", "web:place_new", "web:idea_before", "web:place_before",
        "web:contribution_wait", "web:barrier", "web:barrier_thanks", "web:contact_us", "web:flag_state",
        "web:statement", "web:subscriptions", "web:subscribe_wait", "web:reader", "web:reader_end",
        "web:reader_stop", "web:own_data_ask", "web:own_data_sent", "web:own_link", "web:own_link_erase",
        "account_confirm_email", "account_email_verification_sent", "account_reset_password_from_key",
        "account_reset_password_done", "account_reset_password_from_key_done", "account_inactive",
    },
    "test_look_own": {
        "web:mine", "web:own_data", "web:own_data_name", "web:own_data_erase", "web:subscriptions",
        "web:subscriptions_end", "web:subscriptions_stop", "web:idea_edit", "web:idea_withdraw", "web:place_edit",
        "web:place_withdraw", "web:report_edit", "web:report_withdraw",
        "account_email", "account_change_password", "account_set_password", "account_logout",
        "account_reauthenticate", "mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes", "mfa_reauthenticate", "mfa_authenticate",
    },
}  # fmt: skip


def kind_of(path: str) -> str:
    """Return the name of the page at a path, in whatever language. Raises Resolver404 where there is none."""
    code = next((code for code, _name in settings.LANGUAGES if path.startswith(f"/{code}/")), settings.LANGUAGE_CODE)
    with translation.override(code):
        return resolve(path).view_name


def public() -> set[str]:
    """Return the name of every address outside of the desk and the interfaces."""
    with translation.override(settings.LANGUAGE_CODE):
        return {name for name, route in walked(get_resolver().url_patterns) if not route.startswith(_DOORS)}


def walked(patterns: list[URLPattern | URLResolver], route: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and the route of each address."""
    for one in patterns:
        here = route + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from walked(one.url_patterns, here, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name}", here
