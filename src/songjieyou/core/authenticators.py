"""How django-allauth's second factor is used here (`MFA_ADAPTER`): its secrets are sealed, its codes bear our name."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter

from songjieyou.core.sealing import seal, unseal

PURPOSE = "second factor"


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        return seal(PURPOSE, text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(PURPOSE, encrypted_text)

    def get_totp_issuer(self) -> str:
        return "送解优"
