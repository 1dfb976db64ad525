"""What people write for a unit, a task, a state, 是 and 否, or nothing at all."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from lifecircle.district import District

NOTHING = ("—", "——", "-", "/", "无", "N/A", "n/a", "待定")
YES, NO = ("是", "√", "Y", "有", "1"), ("否", "×", "N", "无", "0")
SYNONYMS = {
    "完工": ("已完工", "竣工", "已竣工", "完成", "已完成"),
    "在建": ("施工中", "建设中", "开工"),
    "前期": ("前期工作", "前期阶段"),
    "未启动": ("未开工",),
    "暂停": ("停工", "缓建"),
    "取消": ("终止", "撤销"),
    "处理中": ("办理中", "协调中"),
    "已解决": ("已办结", "办结", "解决"),
    "待处理": ("未处理",),
}
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@dataclass(frozen=True)
class Words:
    """Codes of the reference -> all that people write for them, the proper name first."""

    units: dict[str, list[str]]
    tasks: dict[int, list[str]]
    facility_types: dict[str, list[str]]

    @classmethod
    def of_district(cls, district: District) -> Words:
        """Take the names from the reference folder."""
        named = [(row.town_code, row.town_name, row.aliases) for row in district.towns]
        named += [(row.dept_code, row.dept_name, row.aliases) for row in district.departments]
        return cls(
            units={code: [name, *filter(None, aliases.split(";"))] for code, name, aliases in named},
            tasks={row.task_no: [row.task_name, row.short_name] for row in district.tasks},
            facility_types={row.facility_type: [row.type_name, row.facility_type] for row in district.facility_types},
        )

    def task(self, rng: Random, number: int) -> str:
        """A task by a numeral or its name."""
        ways = [str(number), f"任务{number}", *self.tasks.get(number, [])]
        if number <= len(_NUMERALS):
            numeral = _NUMERALS[number - 1]
            ways += [numeral, f"（{numeral}）", f"任务{numeral}"]
        return rng.choice(ways)


def wide(text: str) -> str:
    """Letters, digits and signs at full width."""
    return text.translate(_WIDE)


def spaced(rng: Random, text: str) -> str:
    """A text with blanks around it, as copying leaves them."""
    return rng.choice((f" {text}", f"{text} ", f"　{text}", f" {text}  "))
