"""One's own files, and handing out any file that one may see."""

from __future__ import annotations

import logging

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from songjieyou.core.domain.files import keep, open_for, own, withdraw
from songjieyou.core.files.kinds import TRAITS, Kind
from songjieyou.core.files.store import DamagedError
from songjieyou.core.models import Attachment
from songjieyou.core.models.file import OWN
from songjieyou.web import errors
from songjieyou.web.access import SIGNED_IN, Request, access, found, person_of, refuse_unless
from songjieyou.web.fields_files import FormWithFiles, UploadField
from songjieyou.web.forms import form_page

A_PAGE = 25
DAMAGED = "这个文件在存储中已经损坏，没有下载。请把下面的编号告诉系统管理员；您手里有原件的，可以再上传一次。"
SAFE = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}

log = logging.getLogger(__name__)


class FileForm(FormWithFiles):
    file = UploadField(label="文件")


@access(SIGNED_IN, form=True)
def own_files(request: Request) -> HttpResponse:
    person = person_of(request)

    def act(form: FileForm) -> str:
        keep(draft=form.cleaned_data["file"], by=person, belongs=own(person))
        return reverse("own-files")

    rows = Attachment.objects.visible_to(request.actor).of(own(person)).select_related("content").order_by("-pk")
    values = {"page": Paginator(rows, A_PAGE).get_page(request.GET.get("page"))}
    return form_page(request, FileForm, "web/own_files.html", act=act, values=values, by=person)


@access(SIGNED_IN, "POST")
def withdraw_file(request: Request, pk: int) -> HttpResponse:
    person = person_of(request)
    attachment = found(Attachment.objects.select_related("park"), request.actor, pk)
    refuse_unless(attachment.belongs_kind == OWN, "这个文件已经随事项提交，不能单独删除。")
    withdraw(attachment=attachment, by=person)
    return redirect("own-files")


@access(SIGNED_IN)
def file(request: Request, pk: int) -> HttpResponseBase:
    """A download, never a page: whatever a file holds, the browser is told not to show or run it."""
    attachment = found(Attachment.objects.select_related("content", "park"), request.actor, pk)
    try:
        content = open_for(attachment=attachment, by=person_of(request), actor=request.actor)
    except DamagedError:
        log.exception("a stored file is damaged")
        return errors.page(request, 500, DAMAGED)
    response = FileResponse(content, as_attachment=True, filename=attachment.name)
    response["Content-Type"] = TRAITS[Kind(attachment.kind)].media_type
    for header, value in SAFE.items():
        response[header] = value
    return response
