"""A form field for one file. Every page that takes a file uses it, so that all say the same and refuse the same.

    class PaperForm(FormWithFiles):
        paper = UploadField(label="附件", required=False)

The form is given `by`, who sends it; `cleaned_data` then holds a `Draft` for `core.domain.files.keep`, or None. The
template's form has `enctype="multipart/form-data"`.
"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import EMPTY_VALUES

from songjieyou.core.domain.files import Draft, receive
from songjieyou.core.files.kinds import KIND_OF, LARGEST, LARGEST_PICTURE, MB, TRAITS
from songjieyou.core.files.refusals import FileRefusedError
from songjieyou.core.models import Person
from songjieyou.web.forms import Form

NOTICE: Final = (
    "本系统为非涉密系统：标有绝密、机密、秘密或“内部”的文件不能上传。"
    f"可以上传 {'、'.join(traits.label for traits in TRAITS.values())}；"
    f"图片不超过 {LARGEST_PICTURE // MB} MB，其他不超过 {LARGEST // MB} MB。照片中的拍摄地点等信息会自动去掉。"
)


class UploadField(forms.Field):
    """One file. It is examined when the form is, before anything is written down."""

    widget = forms.FileInput
    default_error_messages = {"required": "请选择一个文件。"}  # noqa: RUF012  Django's own way
    by: Person | None = None

    def __init__(self, *, label: str, required: bool = True) -> None:
        widget = forms.FileInput(attrs={"accept": ",".join(KIND_OF)})
        super().__init__(label=label, required=required, help_text=NOTICE, widget=widget)

    def to_python(self, value: UploadedFile[Any] | None) -> Draft | None:
        if value in EMPTY_VALUES or value is None:
            return None
        if self.by is None:
            message = "a form with files must be told who sends it"
            raise TypeError(message)
        try:
            return receive(chunks=value.chunks(), name=value.name or "", by=self.by)
        except FileRefusedError as refusal:
            raise ValidationError(str(refusal), code=refusal.reason) from None


class FormWithFiles(Form):
    """`by` is who sends it."""

    def __init__(self, *args: Any, by: Person | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self.fields.values():
            if isinstance(field, UploadField):
                field.by = by
