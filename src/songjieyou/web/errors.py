"""Pages for what went wrong: what happened, what to do, and the id of the request. They ask no database."""

from datetime import datetime

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template import loader

from songjieyou.core.logs import request_id
from songjieyou.web import timeouts
from songjieyou.web.often import Limit, later
from songjieyou.web.public.look import is_large

PAGES = {
    400: ("请求有误", "浏览器发来的内容不完整或格式不对，没有保存。请返回上一页再试一次。"),
    403: ("没有权限", "您的账号不能这样做。如工作需要，请联系本单位的安全管理员。"),
    404: ("没有找到", "这个地址没有内容，或者不在您的范围内。请核对地址，或从首页进入。"),
    413: (
        "内容太大",
        "提交的内容超过上限，没有保存。文件每个不超过 20 MB，图片不超过 15 MB。请减少内容或分次提交。",
    ),
    429: ("次数过多", "短时间内做得太多，这一次没有做。请过一会儿再试。"),
    500: ("系统出错", "系统出了差错，这次操作没有完成。请稍后再试；仍不行时，请把下面的编号告诉管理员。"),
}


def page(request: HttpRequest, status: int, reason: str = "") -> HttpResponse:
    """The error page of a status; `reason` takes the place of its usual words."""
    title, words = PAGES[status]
    values = {
        "title": title,
        "words": reason or words,
        "status": status,
        "request_id": request_id.get(),
        "large": is_large(request),
    }
    return HttpResponse(loader.render_to_string("ui/error.html", values), status=status)


def too_often(request: HttpRequest, limit: Limit, until: datetime) -> HttpResponse:
    """What was refused, and when to try again."""
    return later(page(request, 429, f"{limit.words(until)}这一次没有做。"), until)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 403, str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return page(request, 500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form back where that is safe; it asks the database then."""
    words = "这个页面打开太久，或者浏览器不接受 Cookie，没有保存。请返回上一页，刷新后再提交。"
    return timeouts.stale(request) or page(request, 403, words)
