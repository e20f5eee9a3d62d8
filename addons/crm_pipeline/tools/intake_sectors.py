"""Words for the trades that customers are in, so that a misspelt one is known.

The English words are written as people write them in customer lists; the Chinese ones
are the trades design companies work for.
"""

ENGLISH = (
    "Advertising|Agriculture|Architecture|Automotive|Aviation|Banking|Biotechnology|"
    "Chemicals|Construction|Consulting|Education|Electronics|Employment|Energy|"
    "Engineering|Entertainment|Fashion|Finance|Food|Furniture|Gaming|Government|"
    "Healthcare|Hospitality|Insurance|Internet|Investment|Legal|Logistics|"
    "Manufacturing|Marketing|Media|Medical|Mining|Pharmaceuticals|Property|"
    "Publishing|Real Estate|Recruitment|Restaurants|Retail|Security|Semiconductors|"
    "Services|Software|Sports|Technology|Telecommunications|Textiles|Tourism|"
    "Trading|Transportation|Travel|Utilities|Wholesale"
)
CHINESE = (
    "房地产|酒店|餐饮|零售|商业地产|教育|医疗|医美|养老|办公|金融|银行|保险|互联网|"
    "信息技术|制造业|汽车|新能源|生物医药|文化传媒|文旅|旅游|体育|展览|政府|事业单位|"
    "建筑|装饰装修|园林景观|物流|物业|贸易|农业|电商|美容美发|娱乐|通信|咨询|投资"
)

#: every word, each once
SECTORS: tuple[str, ...] = tuple(f"{ENGLISH}|{CHINESE}".split("|"))

#: code of a design type -> what lists call it
DESIGN_WORDS: dict[str, str] = {
    "interior": (
        "室内设计|室内|装修设计|精装设计|精装修设计|软装设计|办公空间|商业空间|餐饮空间|"
        "医疗空间|酒店设计|样板间设计|展厅设计|会所设计|家装设计|工装设计|"
        "interior design"
    ),
    "architecture": "建筑设计|建筑|建筑方案|建筑方案设计|architectural design",
    "landscape": "景观设计|景观|园林设计|园林景观|绿化设计|landscape design",
    "housing": "住宅设计|住宅|居住区设计|小区设计|residential",
    "municipal": "市政设计|市政|道路设计|桥梁设计|给排水设计",
    "heritage": "古建修缮|古建筑设计|文物保护|历史建筑改造|heritage",
}
