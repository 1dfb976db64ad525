"""What a file is by its first bytes, in words for a clerk: its ending may say something else."""

from __future__ import annotations

import codecs
import re

from lifecircle.xls_stream import OLE

ZIP = b"PK\3\4"
TEXT = "内容是文本"
_LOOKED_AT = 2048
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (OLE, "内容是 .xls、.doc 一类的旧版文件，或者是加了密码的文件"),
    (ZIP, "内容是 .xlsx、.ods 或者压缩包"),
    (b"%PDF", "内容是 PDF 文件"),
    (b"{\\rtf", "内容是 RTF 文档"),
    (b"Rar!", "内容是压缩包"),
    (b"7z\xbc\xaf", "内容是压缩包"),
    (b"\x1f\x8b", "内容是压缩包"),
    (b"\x89PNG", "内容是图片"),
    (b"\xff\xd8\xff", "内容是图片"),
    (b"GIF8", "内容是图片"),
)
_WEB_PAGE = re.compile(
    r"<(?:!doctype\s+html|html|head|body|table|meta|div)\b|^MIME-Version:", re.IGNORECASE | re.MULTILINE
)
_XML = re.compile(r"<\?xml|<(?:\w+:)?workbook\b", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (codecs.BOM_UTF8, "utf-8-sig"))


def kind_of(data: bytes) -> str | None:
    """Say in Chinese what a file is; None where its first bytes do not tell."""
    if not data:
        return "文件是空的"
    for signature, words in _SIGNATURES:
        if data.startswith(signature):
            return words
    head = data[:_LOOKED_AT]
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    text = head.decode(encoding or "gb18030", "replace").lstrip("\ufeff \t\r\n")
    if _WEB_PAGE.search(text):
        return "内容是网页"
    if _XML.match(text):
        return "内容是 XML 文本"
    if encoding or b"\0" not in head:
        return TEXT
    return None
