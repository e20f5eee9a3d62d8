"""Make a list of opportunities as a Chinese design company would have it.

About 120 rows with the dirt of real lists: a title line above the header, empty names,
doubled rows, full-width digits, dates and amounts in many shapes, misspelt design
types, telephone numbers of any kind, a line of totals, cells that look like formulas,
HTML or SQL. Everything is invented; the same seed makes the same list.

    python tests/samples/make_sample_list.py OUT_FOLDER
"""

from __future__ import annotations

import csv
import io
import random
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import xlsxwriter

SEED = 20260305
TITLE = "云境设计 2026年第一季度客户报备与项目线索汇总表（内部资料）"
HEADERS = (
    "序号",
    "客户名称",
    "联系人",
    "电话",
    "项目名称",
    "项目地址",
    "设计类型",
    "面积(㎡)",
    "预算",
    "来源",
    "跟进状态",
    "报备日期",
    "备注",
    "意向风格",
)
CUSTOMERS = (
    "深圳市云栖酒店管理有限公司",
    "广州海岸置业发展有限公司",
    "杭州澜庭餐饮管理有限公司",
    "上海禾木教育科技有限公司",
    "成都锦里商业运营管理有限公司",
    "北京青禾医疗投资管理有限公司",
    "南京博雅文化传播有限公司",
    "苏州星河地产开发有限公司",
    "武汉楚源生物医药股份有限公司",
    "西安丝路文旅发展集团有限公司",
    "厦门鹭岛度假酒店有限公司",
    "长沙橘洲商业管理有限公司",
    "重庆山水城建设开发有限公司",
    "青岛蓝湾海洋科技有限公司",
    "佛山市顺和家居有限公司",
    "宁波港城物流有限公司",
    "珠海横琴新域投资有限公司",
    "合肥科创园区运营有限公司",
    "昆明春城康养服务有限公司",
    "天津海河银行股份有限公司",
    "无锡太湖新城物业服务有限公司",
    "东莞市松湖电子有限公司",
    "郑州中原会展中心有限公司",
    "济南泉城口腔医院有限公司",
)
SITES = (
    ("总部办公楼室内设计", "办公空间", "科苑路15号"),
    ("酒店大堂及客房改造", "酒店设计", "滨海大道88号"),
    ("旗舰店空间设计", "商业空间", "人民中路266号"),
    ("售楼处及样板间", "样板间设计", "湖滨路9号"),
    ("示范区景观设计", "景观设计", "环城西路102号"),
    ("产业园一期建筑方案", "建筑设计", "创新大道1号"),
    ("会所精装修设计", "室内设计", "江滨路58号"),
    ("儿童活动中心设计", "室内设计", "文汇街33号"),
    ("餐厅品牌升级设计", "餐饮空间", "解放路171号"),
    ("诊所及候诊区设计", "医疗空间", "健康路20号"),
    ("民宿集群改造设计", "酒店设计", "古镇北街7号"),
    ("屋顶花园景观提升", "景观設計", "天府三街199号"),
)
MISSPELT = {"室内设计": "室内设记", "景观设计": "景观设汁", "建筑设计": "建筑設計"}
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡林何高罗郑"
GIVEN = ("志强", "晓敏", "海燕", "建国", "丽华", "俊杰", "雨桐", "文博", "思远", "佳宁")
SOURCES = ("老客户介绍", "官网", "展会", "小红书", "设计师推荐", "招标网", "电话咨询")
STATUS = ("新增", "跟进中", "洽谈中", "已报价", "已签约", "丢单", "")
STYLES = ("现代简约", "新中式", "侘寂", "轻奢", "工业风", "")
NOTES = (
    "",
    "",
    "甲方要求月底前出方案",
    "需与物业确认层高；下周二量房",
    "预算可谈，先看案例",
    "竞争对手已报价",
)


def rows() -> list[list[str]]:
    """Give the rows below the header, all of them text.

    >>> len(rows()) >= 120, rows() == rows()
    (True, True)
    """
    rng = random.Random(SEED)
    made = [_row(rng, number) for number in range(1, 109)]
    _spoil(rng, made)
    made.insert(40, list(HEADERS))
    total = [""] * len(HEADERS)
    total[0], total[7], total[8] = "合计", "186,420", "3,280万"
    return [*made, total]


def _row(rng: random.Random, number: int) -> list[str]:
    customer = CUSTOMERS[number % len(CUSTOMERS)]
    project, design_type, street = SITES[(number * 7 + number // 24) % len(SITES)]
    city = customer[:2]
    day = date(2026, 1, 4) + timedelta(days=rng.randrange(75))
    return [
        str(number),
        _customer(rng, customer),
        rng.choice(SURNAMES) + rng.choice(GIVEN),
        _phone(rng),
        f"{customer[2:].removeprefix('市')[:2]}{project}{number // 24 + 1}期",
        f"{city}市{street}",
        MISSPELT.get(design_type, design_type) if number % 9 == 0 else design_type,
        _area(rng),
        _amount(rng),
        rng.choice(SOURCES),
        rng.choice(STATUS),
        _day(rng, day),
        rng.choice(NOTES),
        rng.choice(STYLES),
    ]


def _customer(rng: random.Random, name: str) -> str:
    kind = rng.randrange(12)
    if kind == 0:
        return f" {name[:4]}　{name[4:]} "
    if kind == 1:
        return name.replace("市", "").removesuffix("有限公司") + "有限责任公司"
    if kind == 2:
        return name.replace("广", "廣").replace("设", "設").replace("发", "發")
    return name


def _phone(rng: random.Random) -> str:
    mobile = f"1{rng.choice('3578')}{rng.randrange(10**8, 10**9)}"
    return rng.choice(
        (
            mobile,
            mobile,
            mobile,
            f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}",
            f"+86-{mobile}",
            f"0755-{rng.randrange(10**7, 10**8)}",
            f"0755-{rng.randrange(10**7, 10**8)}转{rng.randrange(100, 999)}",
            f"{mobile} / 020-{rng.randrange(10**7, 10**8)}",
            mobile.translate({ord("0") + i: ord("０") + i for i in range(10)}),
            "1.38E+10",
            "",
        )
    )


def _area(rng: random.Random) -> str:
    size = rng.randrange(8, 600) * 10
    shapes = (f"{size}", f"{size}㎡", f"{size:,}平方米", f"约{size}", "待定", "0.5万平")
    return rng.choice(shapes)


def _amount(rng: random.Random) -> str:
    money = rng.randrange(6, 240) * 5000
    return rng.choice(
        (
            str(money),
            f"¥{money:,}.00",
            f"{money / 10000:g}万",
            f"{money / 10000:g}万元",
            f"￥{money:,}",
            "１２０，０００",
            f"约{money // 10000}万",
            "30-50万",
            "面议",
            "",
        )
    )


def _day(rng: random.Random, day: date) -> str:
    return rng.choice(
        (
            f"{day:%d-%m-%y}",
            f"{day:%d-%m-%y}",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day:%Y-%m-%d}",
            f"{day.year}/{day.month}/{day.day}",
            f"{day:%Y%m%d}",
            f"{day.year}.{day.month}.{day.day}",
        )
    )


def _spoil(rng: random.Random, made: list[list[str]]) -> None:
    """Put in what no list should hold, at places that do not change."""
    for index in (5, 23, 61):
        made[index][1] = ""  # customer unknown
    made[17][1] = made[17][2] = made[17][3] = made[17][4] = ""  # nothing at all
    made[30][11] = "30-02-26"
    made[31][11] = "年后"
    made[44][8] = "-5000"
    made[45][12] = '=HYPERLINK("http://example.com","点我")'
    made[46][12] = "<script>alert('x')</script>"
    made[47][12] = "'; DROP TABLE crm_lead; --"
    made[52][4] = "超长项目名称" * 80
    made[58][6] = "风水布局"
    made[70][3] = "找前台转"
    for index in (8, 19, 33, 57, 77, 90):
        made.append(list(made[index]))  # sent in twice
    for index in (12, 64):
        again = list(made[index])
        again[12] = "重复报备，请核对"
        made.append(again)
    for _index in range(3):
        made.append([str(len(made) + 1), *([""] * (len(HEADERS) - 1))])


def workbook() -> bytes:
    """Give the list as a workbook with a merged title line above the header."""
    output = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False}
    book = xlsxwriter.Workbook(output, {**options, "strings_to_urls": False})
    book.set_properties({"created": datetime(2026, 3, 31)})  # the same bytes each time
    sheet = book.add_worksheet("线索汇总")
    bold = book.add_format({"bold": True, "align": "center"})
    sheet.merge_range(0, 0, 0, len(HEADERS) - 1, TITLE, bold)
    sheet.write_string(1, 0, "制表：市场部    日期：2026年3月31日")
    for column, title in enumerate(HEADERS):
        sheet.write_string(2, column, title, bold)
    day_format = book.add_format({"num_format": "yyyy/m/d"})
    for line, row in enumerate(rows(), start=3):
        for column, text in enumerate(row):
            if column in (0, 7, 8) and text.isascii() and text.isdigit():
                sheet.write_number(line, column, int(text))
            elif column == 11 and text[4:5] == "-" and text[:2] == "20":
                sheet.write_datetime(line, column, date.fromisoformat(text), day_format)
            elif text:
                sheet.write_string(line, column, text)
    book.add_worksheet("填写说明").write_string(0, 0, "请勿删除标题行")
    book.close()
    return output.getvalue()


def gbk_csv() -> bytes:
    """Give the list as spreadsheet programs on Chinese Windows save a csv."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow([TITLE])
    writer.writerow(HEADERS)
    writer.writerows(rows())
    # signs that GBK lacks come out of such programs as question marks
    return output.getvalue().encode("gbk", errors="replace")


def main(folder: str) -> None:
    """Write both files into ``folder``."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    (target / "design_leads.xlsx").write_bytes(workbook())
    (target / "design_leads_gbk.csv").write_bytes(gbk_csv())


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else ".")
