"""What names this release: pages that another release rendered are not ours."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

PARTS = (("codesite", "*.py"), ("procedures", "*.py"), ("templates", "*.*"), ("locale", "*.mo"))


@cache
def release() -> str:
    """Return a hash of the code, templates, static files and settings that pages depend on; read once a process."""
    digest = hashlib.sha256(f"{settings.SITE_URL} {settings.HTTPS} {settings.LANGUAGE_CODE}".encode())
    base = Path(settings.BASE_DIR)
    files = [base / "requirements.txt", Path(settings.STATIC_ROOT) / "staticfiles.json"]
    for folder, kinds in PARTS:
        files += sorted((base / folder).rglob(kinds))
    for file in files:
        if file.is_file():
            digest.update(str(file.relative_to(base, walk_up=True)).encode() + b"\0")
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:32]
