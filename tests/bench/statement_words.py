"""What sample statements are made of: names, other money, how often what occurs."""

from datetime import date

TODAY = date(2026, 11, 27)
CITIES = [
    "杭州",
    "上海",
    "北京",
    "广州",
    "深圳",
    "成都",
    "武汉",
    "南京",
    "苏州",
    "西安",
    "宁波",
    "长沙",
    "青岛",
    "厦门",
]
CHARS = (
    "云栖锦绿城华盛安泰兴隆恒远嘉和瑞丰金海天成宏图明德信诚博雅众合中建新世纪东方"
    "启航鼎立万象汇通润泽康达凯旋品尚蓝湾星河龙湖翠苑銀橡木石里"
)
TRADES = [
    "置业",
    "房地产开发",
    "酒店管理",
    "文化旅游",
    "商业管理",
    "建设工程",
    "实业",
    "科技",
    "医疗",
    "教育",
    "地产",
]
FORMS = ["有限公司", "有限责任公司", "股份有限公司", "集团有限公司"]
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国志文婷浩宇晨"
STEPS = [
    (20, 30, 40, 10),
    (30, 40, 30),
    (50, 50),
    (20, 40, 30, 10),
    (100,),
    (15, 25, 50),
]
FEES = (100, 500, 1000, 1050, 1500, 2000, 5000)
OTHER = (
    ("{bank}", "三季度结息", 1, 90_000),
    ("{bank}流动资金贷款专户", "贷款发放", 50_000_000, 900_000_000),
    ("国家金库{city}市中心支库", "增值税留抵退税", 100_000, 9_000_000),
    ("{city}公共资源交易中心", "退投标保证金", 1_000_000, 8_000_000),
    ("{city}市人力资源和社会保障局", "稳岗补贴", 50_000, 900_000),
    ("{company}", "往来款", 1_000_000, 30_000_000),
    ("{company}", "货款退回", 10_000, 900_000),
    ("{person}", "备用金归还", 10_000, 500_000),
    ("{company}", "", 100_000, 9_000_000),
)
#: kind of receipt -> how many of a hundred
SHARES = {
    "full name": 23,
    "contract number": 18,
    "invoice number": 10,
    "fapiao number": 5,
    "short name": 5,
    "name variant": 6,
    "account only": 2,
    "person with number": 3,
    "person without": 1,
    "sister with number": 3,
    "sister without": 1,
    "several together": 6,
    "split": 3,
    "partial": 3,
    "fee taken": 2,
    "slip in number": 3,
    "other money": 3,
    "going out": 3,
}
