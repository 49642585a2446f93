"""What every answer of the API carries: any page of any origin may read it (CORS); nobody is known to it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]

API = ("/api/", "/open311/")
# Fetch standard, 3.2: reading without credentials, and headers of conditional requests.
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, Retry-After, Content-Disposition",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}


def open_data(get_response: Handler) -> Handler:
    """Answer what browsers ask before they ask, and open every answer of the API to all origins."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(API):
            return get_response(request)
        asks_first = request.method == "OPTIONS"
        response = HttpResponse(status=204, headers=_PREFLIGHT) if asks_first else get_response(request)
        for name, value in _OPEN.items():
            response.headers[name] = value
        return response

    return middleware
