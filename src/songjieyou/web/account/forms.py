"""The forms of signing in. A field with `password` in its name never travels further than to this server."""

from __future__ import annotations

from typing import Any

from django import forms

from songjieyou.core.domain.sign_in import LockedOutError, check_password
from songjieyou.core.models import Person
from songjieyou.web.forms import Form
from songjieyou.web.often import time_after


class PasswordField(forms.CharField):
    """A password as it was typed; `autocomplete` tells the browser whether it knows it."""

    def __init__(
        self, *, label: str, missing: str, autocomplete: str = "current-password", help_text: str = ""
    ) -> None:
        super().__init__(
            label=label,
            max_length=500,
            strip=False,
            help_text=help_text,
            error_messages={"required": missing},
            widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        )


class NewUsernameField(forms.RegexField):
    """A login name to be, which cannot be changed later."""

    def __init__(self, *, autocomplete: str) -> None:
        super().__init__(
            label="登录名",
            regex=r"^[A-Za-z0-9._-]{3,60}$",
            help_text="3 个以上的字母、数字或 . _ -，开通后不能修改。",
            error_messages={"invalid": "登录名只能用字母、数字和 . _ -，至少 3 个字符。"},
            widget=forms.TextInput(
                attrs={"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"}
            ),
        )


class SignInForm(Form):
    refusal = "还没有登录"

    username = forms.CharField(
        label="登录名",
        max_length=150,
        error_messages={"required": "请填写登录名。"},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = PasswordField(label="密码", missing="请填写密码。")


class CodeForm(Form):
    code = forms.CharField(
        label="验证码",
        max_length=40,
        help_text="手机验证器上正显示的 6 位数字。",
        error_messages={"required": "请填写验证码。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class CodeOrRecoveryForm(CodeForm):
    refusal = "还没有登录"

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["code"].help_text = "手机验证器上正显示的 6 位数字；手机不在身边时，填一个 8 位的恢复码。"


class OwnPasswordForm(Form):
    """Asks for the present password before something about the account changes; a wrong one counts."""

    current_password = PasswordField(label="现在的密码", missing="请填写现在的密码。")

    def __init__(self, *args: Any, person: Person, address: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.person, self.address = person, address

    def clean_current_password(self) -> str:
        password: str = self.cleaned_data["current_password"]
        try:
            right = check_password(username=self.person.username, password=password, address=self.address)
        except LockedOutError as error:
            self.add_error("current_password", closed(error))
            return password
        if not right:
            self.add_error("current_password", "现在的密码不对。")
        return password


WHAT_IS_GOOD = "至少 12 个字符，不要用常见密码、登录名或纯数字。"


class NewPasswordForm(OwnPasswordForm):
    new_password = PasswordField(
        label="新密码", missing="请填写新密码。", autocomplete="new-password", help_text=WHAT_IS_GOOD
    )
    new_password_again = PasswordField(
        label="再填一次新密码", missing="请再填一次新密码。", autocomplete="new-password"
    )

    def clean_new_password_again(self) -> str:
        again: str = self.cleaned_data["new_password_again"]
        if again != self.cleaned_data.get("new_password", again):
            self.add_error("new_password_again", "两次填的新密码不一样。")
        return again


class NewAccountForm(Form):
    """Name, login name and password of somebody who opens an account for themselves."""

    refusal = "账号还没有开通"

    name = forms.CharField(
        label="姓名",
        max_length=60,
        help_text="请填写真实姓名，企业的负责人和园区凭它认人。",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    username = NewUsernameField(autocomplete="username")
    password = PasswordField(label="密码", missing="请填写密码。", autocomplete="new-password", help_text=WHAT_IS_GOOD)
    password_again = PasswordField(label="再填一次密码", missing="请再填一次密码。", autocomplete="new-password")

    def clean_password_again(self) -> str:
        again: str = self.cleaned_data["password_again"]
        if again != self.cleaned_data.get("password", again):
            self.add_error("password_again", "两次填的密码不一样。")
        return again


def closed(error: LockedOutError) -> str:
    """The words of a lock-out."""
    return f"输错次数过多，已暂停验证，请在 {time_after(error.until)} 以后再试。"
