"""Texts that name no evidence and words that are no name, by what they are made of; honest ones pass."""

from __future__ import annotations

import pytest

from core.intake.evidence import names_nothing
from core.intake.nothing import is_no_name
from core.intake.words import name


def _words(text: str) -> list[str]:
    return text.split()


NOT_YET = _words(
    "尚在走流程 还没盖章 正在编 待领导审批 下个月给 已发未收 忘了传 后面补 还在写 暂时没有 未出 等通知 回头补 过几天补 等甲方提供 资料未到 "
    "报告尚未出具 合同待签 制度正在编制 证书办理中 报告编制中，预计12月出 目前暂无，待项目验收后提供 资料正在整理，预计下月报送 尚未启动 12月补"
)
NO_DOCUMENT = _words(
    "已做 已提供 已上传 好 完成 已具备 达标 符合 详见 见其他 见邮件 见微信群 纸质版 同第3项 由技术部提供 张三负责 请联系李四 涉密不提供 "
    "不便提供 资料遗失 12份 第1项 一 2026年 0.0 #名称? #DIV/0! Err:502 NaN% N.A. <空> ？？？"
)
NONE_THERE = _words(
    "无相关材料 暂无相关佐证材料 没有任何证明 尚无管理制度 未形成书面材料 未制定相关办法 相关材料缺失 我单位暂无相关制度文件 目前没有正式文件 "
    "无证明文件 详见现场 附件2（待补） 合同（待签订） 验收报告（编制中） 测试报告（后补） 见附件（待传） 无此材料 暂未出台 拟定中 没做 还没弄 "
    "合同已丢失 领导未批 无要求"
)
#: What goes on, what is on its way, what is with somebody else.
UNDER_WAY = _words(
    "客户不愿提供 稍晚 领导手里 同上月 跟去年一样 已按要求准备 若干 一批 http:// 暂缺，下月补充盖章版 预计2026年9月取得 "
    "已提交申请，等待批复 合同正在走OA 计划三季度出具 目前在谈 筹备中 正在立项 研究中 已列入计划 以后再说 待议 没有这个 同左侧 "
    "见说明列 见备注栏 见F列 见Sheet2 随文报送 快递中 WIP"
)
#: What may be anything, and nobody says where it is.
UNNAMED = _words(
    "见群公告 见微信群公告 见钉钉群通知 见工作群 见QQ群 见汇总表 详见佐证材料汇总表 见总表 见明细表 见统计表及附件 见表格 见Excel表 汇总表"
)
#: What a plan will have come to, who sees to it, what stands for any document.
PLANNED = _words(
    "预计10月完成 计划年底上线 拟于2026年建成 已安排专人负责 由技术部张工负责 待办 如题 某文件 XX报告 ×××制度 文件名 方案名称"
)
NOT_PLANNED = _words(
    "待办清单截图 计划任务书 平台上线公告 系统上线验收单 XX数据空间章程 某市数据局批复 负责人任命书 文件名称：数据空间章程 方案"
)
#: As operators write it: numbers of documents, versions, addresses, what has a word of not yet in its name.
OF_OPERATORS = _words(
    "可信数据空间建设运营方案（2025—2027年） 国数综资源〔2025〕46号 等保三级备案证明（编号33010099123-00001） 合同编号：HT-2025-018 "
    "见附件3《接入认证管理办法》 会议纪要20250918 《无条件开放数据目录》 未成年人数据保护制度 待遇与激励办法 零信任架构设计说明书 补充协议（一） "
    "软著登记号2025SR0456789 GB/T35273-2020符合性声明 操作录屏（3分20秒） mp.weixin.qq.com/s/abc 无偿开放协议范本 数据不出域方案 "
    "工信厅函〔2025〕88号 测试报告TR-0012 试运行报告 不予开放清单 空白合同范本 默认授权规则说明 略阳县数据局批复 后补贴管理办法 "
    "一事一议审批单 N/A处理规则说明文档 TBD系统使用手册"
)
#: What is done, and no word for a thing.
MERE_DOING = _words(
    "待整改 还差两个章 等法务过一遍 法人章未盖 等评审会开完 节前补齐 Q4提供 排期中 规划中 招标阶段 试运行中 不会填 此处填写佐证材料名称 点击上传 未选择任何文件 链接已失效 来现场查 "
    "需要联系我 财务那边有 从略 基本符合 自评达标 100%完成 已建立相关制度 制度已建立 有团队 zhang@163.com D:\\ ERROR 暫無 後補 資料準備中 若干材料 本季度内提供 "
    "预算没批下来 正在催对方盖章 快完成了 稳步推进 运行良好 成效显著 缺签字页 有照片 业务部门掌握 实际情况属实 #SPILL! 验收报告，待盖章 aaa"
)
#: Short names of papers and acts in which there are words of doing.
PAPERS = _words(
    "聘书 章程 批复 软著 漏扫 签报 批示件 附件3.2 附件（三） 签到表 回执 待办系统截图 未发生泄露事件声明 上线通知 附1 佐证3 佐证材料03 NO.20250012 E5.2-01 签约照片 缺货预警应用说明 缺勤统计表 "
    "没收物品拍卖合同 等保测评 中标通知书 立项书 有偿服务协议 数据中台 一季度简报 工作简报第3期 申报材料第三章 收入明细 无錫市數據局批覆"
)
UNNAMED_ENGLISH = [
    "awaiting signature",
    "coming shortly",
    "see summary table",
    "see the spreadsheet",
    "see attached spreadsheet",
]
NAMED_TABLES = _words(
    "见接入主体汇总表 合同汇总表 年度汇总表 汇总表.xlsx 汇总表2 见《汇总表》 见附件3汇总表 收入明细表 资产总表 统计表2025 群公告截图 "
    "官网公告 表格识别系统 Excel模型 群通知发布系统 见数据资源台账"
)
NAMED_TABLES_ENGLISH = ["summary report", "table of members", "Summary of contracts"]
#: Another row, another place, or nothing that is to be shown.
ELSEWHERE = _words(
    "同E2.1 见E5.1 同E6.1的佐证材料 与E5.1相同 上同E5.1 参照E5.2 同本表E5.1 同5.1 见上述 同前述 见另表 另附 见其他佐证 内部资料 内部资料不外传 "
    "不公开 不对外公开 无可奉告 商业秘密，不便提供 涉及商业秘密 已上传至系统 资料在办公室 详见纸质材料 同上一行 见上一条 已口头说明 见备注 资料涉密，现场查阅 客户要求保密 略去 待补正"
)
ENGLISH = [
    "see E2.1",
    "same as E5.1",
    "confidential",
    "not disclosed",
    "available on request",
    "n/a - confidential",
    "no relevant documents",
    "we do not have any supporting material yet",
    "Annex 2 (to follow)",
    "Acceptance report (pending)",
    "not yet issued",
    "will be uploaded next month",
    "TODO",
    "to be provided",
    "will follow",
    "not applicable",
    "under preparation",
    "pending approval",
    "see later",
]
EVIDENCE = _words(
    "待审批事项办理指南 无人机巡检合同 未成年人数据保护制度 暂行管理办法 待建项目清单 会商记录 未来三年规划 正在运行的系统截图 附件一 见附件2 "
    "在线审批流程 后台审核流程 再生资源回收 正式批复 需求确认 等保备案通知 将军路项目批复 没收款处置系统 同济大学报告 前海管理局批复 已签订协议3份 "
    "已取得等保三级 已备案 已通过验收 2025年10月验收 专家委员会评审 与三家银行等签约 由市数据局出具的证明 系统日志20251101 IMG_2031.jpg "
    "ISO27001证书 www.space.gov.cn 合同12份 P12 验收 批复 立项批复 官网公示"
)
KEPT_SOMEWHERE = _words(
    "资料齐备 材料在张工处 正式文件待发 存档备查 档案室 留存备查 见档案 备查 已归档 原件存档 存放于综合部档案柜 在公司档案室备查 已归档至OA 归档于项目管理系统 已装订成册存档 见卷宗 项目部存档 "
    "各部门自行留存 备查（纸质） 已留底 保险柜 供审计查阅 妥善保存 存本单位 市数据局留存 由运营公司归档 集团档案馆 档案柜A3 3号楼201室 档案室3柜2层 "
    "已于2025年12月31日存档备查 佐证材料已归档，备查 材料齐全，存档备查 存档备查：档案室 原件留存运营公司备查 已备份 可现场查阅 资料均已存档，可随时查阅 （存档备查）"
)
KEPT_SOMEWHERE_ENGLISH = [
    "archived",
    "on file at our office",
    "hard copy filed",
    "available for inspection",
    "records room",
    "original on file",
]
THINGS_THAT_ARE_KEPT = _words(
    "《数据空间归档管理办法》 存档备查清单.xlsx 档案室建设验收报告 归档目录 档案管理制度 合同已归档 数据归档记录 档案局批复 档案编号2025-031 会议纪要存档 "
    "资料汇编 发文通知 待发布产品清单 备查簿 入库单 留存率统计表 区块链存证记录 数据备份方案 机房验收报告 档案馆数据接入协议 资料库建设合同 日志留存说明 知识库 接入协议存档编号12 图书馆接入协议 "
    "抽查记录 归档清单见附件2 已存档：准入管理办法 存档备查（《准入管理办法》） 《运营协议》原件存档案室 三级等保证书，存档 验收报告已归档 保险公司接入协议 库存管理系统上线说明"
)
BRACKETED = _words(
    "合同（已签订） 管理办法（试行） 报告（终稿） 制度汇编（2025年修订） 验收报告（第三方出具） 暂行规定（2025） 接入协议（审批中心） 场景运营说明（三期建设中心） "
    "正在运行的平台截图（含日期） 无障碍证明材料 无人值守系统验收报告 数据缺失值处理规范 缺陷管理制度 无线专网运维报告 无纸化办公系统说明 欠费催缴记录 "
    "不具备条件情况下的应急预案 没收保证金管理办法 相关制度文件 未央区数据局批复 正定县政府验收 后勤数据服务合同 平台运行记录（2026年中） "
    "第三方检测报告中文版 数据保密制度 批次管理办法 做市商接入协议 保密管理制度 《保密协议》3份 涉密信息系统测评报告 商业秘密保护管理办法 不公开数据目录清单 同花顺数据接口合同 "
    "内部控制手册v1.2 内部资料汇编.pdf E2.1数据集清单.xlsx E5.1-技术方案.docx 见附件E2.1-数据清单 另附合同扫描件.pdf 同意书12份 见证取样报告 缺陷管理台账 略阳县合作协议 "
    "同程旅行接入协议 张江集团合作协议 备案号：京ICP备123号 12月运营月报 中标通知书 招标公告 见官网公示 待客服务规范 详见附件3《用户协议》 尚德机构合作协议 正泰集团备案证明 后续服务协议 "
    "待业青年中心月报 保密协议 测试协议 计划管理流程 张江集团批复 走访记录 王府井合同 后海管理局批复 许可证 马上消费接入协议 研究报告 招标公告"
)
SENT_OR_UNDER_WAY = _words(
    "参考上季度材料 参照往年 材料已于6月10日寄出 待甲方回函 无（新建空间） 暂无，尚处于建设期 没有，因为未启动 详见后续报告 资料详见纸质档案 已报省局 已上报至市数据局 正在申请专利 正在编制制度 尚在办理登记证书 "
    "初稿已完成，待审 征求意见稿 资料保密，恕不提供 正在汇编，12月底前完成 资料整理ing"
)
NEAR_TO_THEM = _words(
    "正在执行的采购合同 正在运营场景清单 正在审批项目清单 尚在质保期的设备合同 已报送省数据局备案表 已提交省厅的验收申请书 报送省局的运营月报 年度报告 年度审计材料 上季度运营报告 已于2026年3月1日取得证书 "
    "于2026年6月1日签订协议 征求意见稿反馈汇总 初稿评审会纪要 无锡市数据局批复 无偿使用协议 暂无（《办法》已发） 无，见附件2 省厅答复函 用印审批单 附图3 表1-2 附件清单 复印件（营业执照） 移交清单"
)
NO_NAMES = _words(
    "(空白) 未分类 其它未分类 不确定 待分类 类别待定 请选择类别 请填写 下拉选择 选项1 Sheet1 场景 领域 待商定 未填写 同前 待核实 未命名 某公司 某企业 XX公司 **公司 公司XX 企业名称 主体名称 "
    "见备注 见附件 详见附件 待办 场景类别 匿名 保密 空值 无名 (blank) 不适用 #N/A 00 n.a. "
    "A公司 Ｂ企业 企业A 客户B 供应商C 某某科技有限公司 XX有限公司 某汽车零部件企业 某国企 匿名企业 测试企业 甲方 乙方 不便透露 CompanyA"
)
NAMES = _words(
    "其他 其他金融服务 无人驾驶 空天信息 未来社区 暂存数据处理 待客 同城配送 测试仪器 有研新材 未名生物 缺陷检测 零碳园区 分类垃圾处理 XX创新 "
    "信息安全 材料 核实身份 单位能耗 公司金融 企业协同 应用分类 保密通信 匿名化处理 名称核准 确定性网络 合同管理 验收 甲公司 企业1 "
    "甲骨文（中国）公司 一汽集团 三一集团 A站科技 TCL公司 3M公司 甲子光年 丙烯材料公司 乙烯化工 保密局 企业家协会 公司治理研究院 X射线检测"
)


@pytest.mark.parametrize(
    "text",
    [
        *SENT_OR_UNDER_WAY,
        "under review",
        "see folder",
        "WIP - Q3",
        "Pending sign-off",
        *NOT_YET,
        *NO_DOCUMENT,
        *NONE_THERE,
        *UNDER_WAY,
        *MERE_DOING,
        *ELSEWHERE,
        *UNNAMED,
        *PLANNED,
        *UNNAMED_ENGLISH,
        *ENGLISH,
        *KEPT_SOMEWHERE,
        *KEPT_SOMEWHERE_ENGLISH,
    ],
)
def test_a_text_that_names_no_document_is_no_evidence(text: str) -> None:
    assert names_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        *NAMED_TABLES,
        *NOT_PLANNED,
        *OF_OPERATORS,
        *NAMED_TABLES_ENGLISH,
        *NEAR_TO_THEM,
        *PAPERS,
        "Q3 report",
        "annex to the contract",
        *EVIDENCE,
        *BRACKETED,
        *THINGS_THAT_ARE_KEPT,
    ],
)
def test_a_text_that_names_a_document_or_an_act_is_evidence(text: str) -> None:
    assert not names_nothing(text)


@pytest.mark.parametrize("text", NO_NAMES)
def test_a_word_that_stands_for_any_name_is_none(text: str) -> None:
    assert is_no_name(name(text))


@pytest.mark.parametrize("text", NAMES)
def test_a_name_is_one_whatever_characters_it_begins_with(text: str) -> None:
    assert not is_no_name(name(text))
