"""Excel's own charts, drawn from the cells of their sheet."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from scorecards.workbook.layout import HEAD_ROW, Chart, Series, Table
from scorecards.workbook.styles import BLUE, FONT, SOFT

_ROW_PIXELS = 20
_KINDS = {
    "bar": {"type": "bar"},
    "stacked bar": {"type": "bar", "subtype": "stacked"},
    "column": {"type": "column"},
    "line": {"type": "line"},
}
_LEGEND_FROM = 2


def add_chart(book: Workbook, sheet: Worksheet, table: Table, first: int, last: int) -> int:
    """Put the table's chart below its rows, `first` to `last`; the last row that it covers."""
    chart = table.chart
    assert chart
    drawn = book.add_chart(_KINDS[chart.kind])
    for series in chart.series:
        drawn.add_series(_series(table, chart, series, first, last))
    small = {"name": FONT, "size": 9, "color": SOFT}
    drawn.set_title({"name": chart.title, "name_font": {"name": FONT, "size": 12, "bold": True}, "overlay": False})
    value_axis: dict[str, object] = {
        "num_format": chart.number_format,
        "num_font": small,
        "major_gridlines": {"visible": True, "line": {"color": "#E4DFD5"}},
    }
    if chart.highest is not None:
        value_axis |= {"min": 0, "max": chart.highest}
    label_axis = {"num_font": small, "line": {"color": "#C9C2B4"}}
    if "bar" in chart.kind:
        # the first row is the uppermost bar; the scale stays below
        drawn.set_y_axis({**label_axis, "reverse": True})
        drawn.set_x_axis({**value_axis, "visible": not chart.labelled})
    else:
        drawn.set_x_axis(label_axis)
        drawn.set_y_axis(value_axis)
    if len(chart.series) >= _LEGEND_FROM:
        drawn.set_legend({"position": "right" if chart.kind == "line" else "bottom", "font": small})
    else:
        drawn.set_legend({"none": True})
    width = sum(round(7 * column.width + 5) for column in table.columns) + (117 if table.trends else 0)
    drawn.set_size({"width": min(width, 1100), "height": chart.height})
    top = last + 2
    alternative = {"description": f"{chart.title}，数据见本表"}
    sheet.insert_chart(top, 0, drawn, {"object_position": 3, **alternative})
    return top + -(-chart.height // _ROW_PIXELS)


def _series(table: Table, chart: Chart, series: Series, first: int, last: int) -> dict[str, object]:
    name = table.sheet
    if series.row is None:
        place = [name, first, series.column, last, series.column]
        title, labels = [name, HEAD_ROW, series.column], [name, first, chart.labels, last, chart.labels]
    else:
        row, end = first + series.row, series.column + _points(table, series) - 1
        place, title = [name, row, series.column, row, end], [name, row, 0]
        labels = [name, HEAD_ROW, series.column, HEAD_ROW, end]
    made: dict[str, object] = {"values": place, "name": title, "categories": labels}
    if chart.kind == "line":
        made |= {"line": {"width": 2}, "marker": {"type": "circle", "size": 5}}
        if series.colour:
            made |= {"line": {"width": 2, "color": series.colour}}
            made |= {
                "marker": {
                    "type": "circle",
                    "size": 5,
                    "fill": {"color": series.colour},
                    "border": {"color": series.colour},
                }
            }
    else:
        made |= {
            "fill": {"color": series.colour or BLUE},
            "gap": 45,
            "overlap": 100 if chart.kind == "stacked bar" else 0,
        }
    if chart.labelled:
        made |= {"data_labels": {"value": True, "num_format": chart.number_format, "font": {"name": FONT, "size": 9}}}
    return made


def _points(table: Table, series: Series) -> int:
    """How many cells of a row belong to a line: those of the kind of its first."""
    kind = table.columns[series.column].kind
    return sum(column.kind == kind for column in table.columns)
