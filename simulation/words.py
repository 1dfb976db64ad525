"""The words of the made-up district: places, people, works.  None of them names a real place or person on purpose."""

from __future__ import annotations

from random import Random

PLACE_BEGINNINGS = "青金新南北永长和华明春秋兴安宁福云清瑞同"
PLACE_ENDINGS = "溪浦桥泾塘湾岸苑庭洲园林阳辰荷榆枫棠港堰"
SURNAMES = "赵钱孙李周吴郑王冯陈沈韩杨朱许何吕张孔曹"
GIVEN_NAMES = "甲乙丙丁戊己庚辛壬癸"

BODIES = (
    "{town}规划建设办公室",
    "{town}社区服务办公室",
    "{town}城市运行管理中心",
    "{town}社区发展公司",
    "属地居村委会",
)
LEAD_OFFICES = ("规划建设办公室", "社区发展办公室", "社区自治办公室")
DISCLOSURES = ("政府网站", "政府网站及社区公告栏", "社区公告栏及微信公众号")

ENGAGEMENT_SHARES = {"座谈会": 4, "问卷": 3, "公示": 2, "议事会": 3, "其他": 1}
DEMAND_SOURCES = {"居民": 8, "企业": 2, "社会团体": 2, "专家": 1, "人大政协": 2, "其他": 1}

PROGRESS_NOTES = {
    "未启动": ("尚未启动", "等待年度资金下达"),
    "前期": ("方案编制及报批", "开展勘察设计", "完成招标文件编制", "征求居民意见"),
    "在建": ("按计划施工", "主体施工", "内部装修及设备安装", "室外管线及场地施工", "服务内容分批上线"),
    "完工": ("已完工，投入使用", "完成验收"),
    "暂停": ("因方案调整暂停施工", "管线迁改，现场暂停"),
    "取消": ("经评估不再实施",),
}
NEXT_STEPS = {
    "未启动": ("启动前期工作", "落实实施主体"),
    "前期": ("完成招标", "办理施工许可", "进场施工"),
    "在建": ("继续施工", "组织阶段验收", "加快收尾"),
    "完工": ("做好日常运营",),
    "暂停": ("协调复工",),
    "取消": (),
}

ISSUES = {
    "资金": ("区级补助资金尚未到位", "调整方案后投资增加，资金来源待落实"),
    "用地": ("地块权属尚在核实", "临时用地到期，需办理续期"),
    "审批": ("规划许可办理时间较长", "消防设计审查意见待回复"),
    "建设": ("雨季影响施工进度", "地下管线需迁改", "施工材料供应滞后"),
    "运营": ("建成后的运营单位未落实", "日常管理人员不足"),
    "群众意见": ("周边居民反映施工噪声", "居民对选址有不同意见"),
    "其他": ("与相邻项目工期冲突，需统筹安排",),
}
RESOLUTIONS = ("已协调解决", "经专题会议研究，问题已解决", "已落实责任单位并办结")

SUPERVISION_FINDINGS = (
    "进度滞后，要求限期整改",
    "台账资料不完整，要求补充",
    "现场管理不规范，要求整改",
    "服务时间与公示不符，要求整改",
)


def place_names(rng: Random, count: int) -> list[str]:
    """Make different names of places, two characters each, numbered when they run out."""
    names = [first + last for first in PLACE_BEGINNINGS for last in PLACE_ENDINGS]
    rng.shuffle(names)
    rounds = -(-count // len(names))
    return [name if n == 0 else f"{name}第{n + 1}" for n in range(rounds) for name in names][:count]


def person(rng: Random) -> str:
    """Make a name that nobody bears: a surname and a letter of the cyclic count."""
    return rng.choice(SURNAMES) + rng.choice(GIVEN_NAMES)


def telephone(rng: Random) -> str:
    """Make a number that no exchange gives out."""
    return f"021-0000{rng.randrange(10_000):04d}"


def weighted(rng: Random, shares: dict[str, int]) -> str:
    """Choose a word by its share."""
    return rng.choices(list(shares), list(shares.values()))[0]
