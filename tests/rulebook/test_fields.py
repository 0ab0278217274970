"""Sheets, headers and word lists are the contract's; synonyms lead to one column only."""

from __future__ import annotations

import re
import unicodedata

import pytest

from core.model import Choice, Column, Profile, Rulebook, Sheet

#: Sheets and headers as the contract writes them, in its order.
HEADERS = {
    "填报说明": "",
    "基本信息": "数据空间名称, 运营单位, 试点类型, 所在地区, 所属行业, 试点开始月份, 试点结束月份, 数据截止月份, "
    "拟投入资金总额（万元）, 已投入资金（万元）, 开放总量计量单位, 基期数据资源开放总量, 公共数据资源总数, "
    "政府部门及公共服务单位总数, 主导产业龙头企业总数, 模板版本, "
    "填报单位, 填表人, 审核人, 单位负责人, 联系电话, 报出日期",
    "月度统计": "月份, 运营方开放数据集数, 数据资源开放总量, 高质量细分领域数, 典型应用场景类数, "
    "应用数不少于10个的场景类数, 典型应用场景数, 数据产品和服务数, 上架数据产品数, "
    "服务20家以上外部企业的高价值应用数, 服务100家以上企业的高价值应用数, 数据提供方数, 数据使用方数, 中小企业数, "
    "获普惠服务的中小企业数, 接入企业数, 市场份额合计（%）, 第三方数据服务机构数, 数据服务方数, "
    "已覆盖公共数据资源数, 已覆盖政府部门及公共服务单位数, 已覆盖龙头企业数, 日均注册用户数, 日均活跃用户数, "
    "日均注册企事业单位数, 日均活跃企事业单位数, 当月收入（万元）, 当月投资（万元）, 当月新经济价值（万元）, 本月无变化",
    "年度目标": "指标编号, 指标, 第一年末目标, 试点期末目标",
    "定性自评": "编号, 要素, 状态, 佐证材料, 说明, 复核状态, 复核意见",
    "数据资源台账": "数据资源名称, 提供方, 数据类别, 细分领域, 是否运营方开放, 是否高质量, 数据量, 开放日期, 下架日期, "
    "说明文档得分, 数据质量得分, 模型应用得分, 评测机构, 评测日期",
    "产品应用台账": "名称, 类型, 场景类别, 应用场景, 是否高价值, 服务企业数, 其中外部企业数, 上线日期, 下线日期",
    "接入主体台账": "主体名称, 统一社会信用代码, 角色, 主体类别, 是否中小企业, 是否履行公共服务, 是否龙头企业, "
    "市场份额（%）, 接入日期, 退出日期, 首次获普惠服务日期",
    "日活记录": "日期, 注册用户数, 活跃用户数, 注册企事业单位数, 活跃企事业单位数",
}
#: Written by the template for comparison ("ids, titles and thresholds are filled in"); never read.
FOR_COMPARISON = {"通知目标值"}

WORDS = {
    "profile": "企业/行业/城市",
    "status": "已具备/部分具备/未具备/不适用",
    "review": "属实/部分属实/不属实/同意不适用",
    "category": "公共数据/企业数据/其他",
    "type": "数据集/API产品/数据应用/数据报告/数据服务/其他",
    "roles": "运营者/数据提供方/数据使用方/数据服务方/监管方/第三方数据服务机构",
}
ORGANISATION_CATEGORIES = "企业/政府部门/事业单位/其他"

#: What each type's monthly sheet must hold so that its criteria can be computed without ledgers.
MONTHLY_ONLY_OF = {
    Profile.ENTERPRISE: {"运营方开放数据集数", "获普惠服务的中小企业数", "接入企业数"},
    Profile.INDUSTRY: {"高质量细分领域数", "市场份额合计", "第三方数据服务机构数"},
    Profile.CITY: {"上架数据产品数", "已覆盖龙头企业数", "日均活跃企事业单位数"},
}


def normal(header: str) -> str:
    """As a header is matched: NFKC, no white space, no bracketed unit, case folded."""
    plain = unicodedata.normalize("NFKC", header)
    return re.sub(r"\s", "", re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", plain)).casefold()


def spellings(named: Column | Sheet | Choice) -> list[str]:
    return [normal(word) for word in (named.label.zh, named.label.en, *named.synonyms)]


def collisions(named: tuple[Column | Sheet | Choice, ...]) -> set[str]:
    words = [word for one in named for word in set(spellings(one))]
    return {word for word in words if words.count(word) > 1}


def split_unit(header: str) -> tuple[str, str | None]:
    match = re.fullmatch(r"(.+)（(.+)）", header)
    return (match[1], match[2]) if match else (header, None)


def test_the_sheets_are_the_contracts_in_its_order(rulebook: Rulebook) -> None:
    assert [sheet.label.zh for sheet in rulebook.sheets.values()] == list(HEADERS)


@pytest.mark.parametrize("label", HEADERS)
def test_the_headers_of_a_sheet_are_the_contracts_in_its_order(rulebook: Rulebook, label: str) -> None:
    sheet = next(sheet for sheet in rulebook.sheets.values() if sheet.label.zh == label)
    written = [split_unit(header)[0] for header in HEADERS[label].split(", ") if header]
    assert [column.label.zh for column in sheet.columns if column.label.zh not in FOR_COMPARISON] == written


def test_a_unit_in_brackets_is_the_columns_unit(rulebook: Rulebook) -> None:
    bracketed = {
        (sheet, *split_unit(header)) for sheet, line in HEADERS.items() for header in line.split(", ") if "（" in header
    }
    stored = {
        (sheet.label.zh, column.label.zh, column.unit.zh)
        for sheet in rulebook.sheets.values()
        for column in sheet.columns
        if column.unit is not None and column.unit.zh in ("万元", "%")
    }
    assert stored == bracketed


@pytest.mark.parametrize("key", WORDS)
def test_the_words_of_a_list_are_the_contracts(rulebook: Rulebook, key: str) -> None:
    lists = {
        "/".join(choice.label.zh for choice in column.choices)
        for sheet in rulebook.sheets.values()
        for column in sheet.columns
        if column.key == key and column.choices
    }
    assert lists - {ORGANISATION_CATEGORIES} == {WORDS[key]}


def test_the_categories_of_organisations_are_the_contracts(rulebook: Rulebook) -> None:
    choices = rulebook.sheets["organisations"].column("category").choices
    assert "/".join(choice.label.zh for choice in choices) == ORGANISATION_CATEGORIES


@pytest.mark.parametrize("profile", Profile)
def test_the_monthly_sheet_of_a_type_has_its_own_columns(rulebook: Rulebook, profile: Profile) -> None:
    labels = {column.label.zh for column in rulebook.sheets["monthly"].for_profile(profile)}
    assert MONTHLY_ONLY_OF[profile] <= labels


@pytest.mark.parametrize("profile", Profile)
def test_the_monthly_sheet_of_a_type_has_no_column_of_another_alone(rulebook: Rulebook, profile: Profile) -> None:
    labels = {column.label.zh for column in rulebook.sheets["monthly"].for_profile(profile)}
    foreign = [MONTHLY_ONLY_OF[other] for other in Profile if other is not profile]
    assert not labels & set().union(*foreign)


@pytest.mark.parametrize("label", HEADERS)
def test_no_header_or_synonym_of_a_sheet_leads_to_two_columns(rulebook: Rulebook, label: str) -> None:
    sheet = next(sheet for sheet in rulebook.sheets.values() if sheet.label.zh == label)
    assert collisions(sheet.columns) == set()


def test_no_name_leads_to_two_sheets(rulebook: Rulebook) -> None:
    assert collisions(tuple(rulebook.sheets.values())) == set()


def test_no_word_of_a_list_has_two_meanings(rulebook: Rulebook) -> None:
    lists = {column.choices for sheet in rulebook.sheets.values() for column in sheet.columns}
    assert [collisions(choices) for choices in lists if collisions(choices)] == []


def test_a_synonym_never_means_another_measure(rulebook: Rulebook) -> None:
    """Accepting these would give a wrong figure without a word."""
    other_measures = {
        "operator_open_datasets": "开放数据集数",
        "enterprises": "接入主体数",
        "registered_users": "注册用户数",
        "active_users": "月活跃用户数",
        "open_volume": "数据资源总量",
        "revenue": "累计收入",
        "third_party_orgs": "服务机构数",
    }
    monthly = rulebook.sheets["monthly"]
    assert [key for key, word in other_measures.items() if normal(word) in spellings(monthly.column(key))] == []


def test_the_pilot_type_has_the_same_words_in_the_form_and_in_the_rulebook(rulebook: Rulebook) -> None:
    assert rulebook.sheets["basics"].column("profile").choices == tuple(rulebook.profiles.values())
