"""A worksheet's comments: the messages at the marked cells, beside the comments that it had."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

from lifecircle.cell_names import cell_name, column_of, row_of
from receipts.drawings import next_shape, with_shapes, without_notes
from receipts.package import Package
from receipts.sheets import Cell, comments_relation, refer_to_comments
from receipts.xml_splice import refuse_dtd, text

_AUTHOR = "生活圈数据校验"
"""Tells our comments from others when a mended copy comes back: these are made anew."""
_LONGEST = 2000
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SHAPES = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{number}"/></o:shapelayout>{shapes}</xml>'
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/>'
    "</v:shapetype>"
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;width:240pt;height:{height}pt;'
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:path o:connecttype="none"/><v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def write_comments(package: Package, sheet: str, number: int, messages: Mapping[Cell, list[str]]) -> None:
    """Put messages at a worksheet's cells.

    Args:
        package: the workbook.
        sheet: the worksheet's part.
        number: which of the workbook's sheets it is; tells the parts' names and the shapes' ids apart.
        messages: what to say at each cell.
    """
    comments_of = _existing(package, sheet)
    for cell, lines in messages.items():
        comments_of.setdefault(cell, []).insert(0, (_AUTHOR, _numbered(lines)[:_LONGEST]))
    for kind in ("comments", "threadedComment"):
        package.unrelate(sheet, kind)
    drawn = _kept_drawing(package, sheet)
    if comments_of:
        comments = f"xl/lifecircle/comments{number}.xml"
        package.add(comments, _COMMENTS_TYPE, _comments_part(comments_of))
        package.relate(sheet, "comments", comments)
    if drawn is not None:
        package[drawn] = with_shapes(package[drawn], _shapes(comments_of, next_shape(package[drawn])))
    elif comments_of:
        drawing = f"xl/lifecircle/comments{number}.vml"
        package.add(drawing, _DRAWING_TYPE, _drawing_part(comments_of, number))
        package[sheet] = refer_to_comments(package[sheet], package.relate(sheet, "vmlDrawing", drawing))


def _numbered(lines: list[str]) -> str:
    """What is said at a cell: one comment, numbered where it is about several things."""
    said = list(dict.fromkeys(lines))
    return said[0] if len(said) == 1 else "\n".join(f"{number}. {line}" for number, line in enumerate(said, start=1))


def _kept_drawing(package: Package, sheet: str) -> str | None:
    """The drawing of the sheet's old comments, without these, where it shows more (buttons, boxes to tick); else None.

    A drawing of the page's header is another one, and is left alone.
    """
    relation = comments_relation(package[sheet])
    drawing = next((each.part for each in package.related(sheet, "vmlDrawing") if each.id == relation), None)
    if drawing is None or drawing not in package:
        return None
    rest = without_notes(package[drawing])
    if rest is None:
        package.unrelate(sheet, "vmlDrawing", relation)
        return None
    package[drawing] = rest
    return drawing


def _existing(package: Package, sheet: str) -> dict[Cell, list[tuple[str, str]]]:
    """The sender's own comments of a worksheet: cell -> (author, text)."""
    comments_of: dict[Cell, list[tuple[str, str]]] = {}
    for relation in package.related(sheet, "comments"):
        if relation.part not in package:
            continue
        data = package[relation.part]
        refuse_dtd(data)
        root = ElementTree.fromstring(data)
        authors = [author.text or "" for author in root.iterfind("{*}authors/{*}author")]
        for comment in root.iterfind("{*}commentList/{*}comment"):
            reference, number = comment.get("ref", "A1"), int(comment.get("authorId", 0))
            author = authors[number] if number < len(authors) else ""
            if author != _AUTHOR:
                content = "".join(piece.text or "" for piece in comment.iterfind("{*}text//{*}t"))
                comments_of[row_of(reference), column_of(reference)] = [
                    ("" if author.startswith("tc=") else author, content)
                ]
    return comments_of


def _comments_part(comments_of: Mapping[Cell, list[tuple[str, str]]]) -> bytes:
    # one comment a cell: ours comes first, and is its author
    authors = list(dict.fromkeys(pieces[0][0] for pieces in comments_of.values()))
    comments = "".join(
        f'<comment ref="{cell_name(*cell)}" authorId="{authors.index(pieces[0][0])}"><text><r><t xml:space="preserve">'
        f"{text(chr(10).join(content for _, content in pieces))}</t></r></text></comment>"
        for cell, pieces in sorted(comments_of.items())
    )
    names = "".join(f"<author>{text(author)}</author>" for author in authors)
    return (
        f'<comments xmlns="{_MAIN}"><authors>{names}</authors><commentList>{comments}</commentList></comments>'.encode()
    )


def _drawing_part(comments_of: Mapping[Cell, list[tuple[str, str]]], number: int) -> bytes:
    blocks = range(number, number + len(comments_of) // 1024 + 1)
    shapes = _SHAPE_TYPE + _shapes(comments_of, 1024 * number + 1)
    return _SHAPES.format(number=",".join(map(str, blocks)), shapes=shapes).encode()


def _shapes(comments_of: Mapping[Cell, list[tuple[str, str]]], first: int) -> str:
    shapes = []
    for order, ((row, column), pieces) in enumerate(sorted(comments_of.items()), start=first):
        lines = sum(len(content) // 18 + 1 + content.count("\n") for _, content in pieces)
        rows = min(2 + lines, 20)
        shapes.append(
            _SHAPE.format(
                id=order,
                height=15 * rows,
                left=column,
                right=column + 4,
                top=max(row - 2, 0),
                bottom=max(row - 2, 0) + rows,
                row=row - 1,
                column=column - 1,
            )
        )
    return "".join(shapes)
