"""One line of log for each request, and the id by which a person on the telephone can name it."""

import logging
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from songjieyou.core.logs import request_id

log = logging.getLogger(__name__)


class RequestLog:
    """Tells method, route, status and time. The route is the pattern, never the path: a path may hold a name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = request_id.set(uuid.uuid4().hex[:12])
        start = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            match = request.resolver_match
            fields = {
                "method": request.method,
                "route": match.route if match else None,
                "status": response.status_code,
                "milliseconds": round(1000 * (time.perf_counter() - start)),
            }
            log.info("answered", extra=fields)
            return response
        finally:
            request_id.reset(token)
