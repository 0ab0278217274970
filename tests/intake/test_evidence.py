"""A text under 佐证材料 that names nothing is no evidence; one that names anything passes in silence."""

from __future__ import annotations

import io

import openpyxl
import pytest

from core.intake.evidence import names_nothing
from core.model import Outcome, Profile
from core.pipeline import judge, read
from core.printers.addresses import cells
from core.rulebook import load
from core.workbooks.template import template_workbook

NOTHING = (
    *(
        "暂缺",
        "后补",
        "整理中",
        "材料整理中",
        "正在办理中",
        "待上传附件",
        "资料待补",
        "见后补材料",
        "未签合同",
        "还没有",
        "（待补）",
        "后补！",
        "等第三方出报告",
        "请张工补充材料",
        "领导说可以不附",
        "拟于10月发布管理办法",
    ),
    *("nan", "N/A", "TBD", "to be added", "Not available yet", "No evidence yet", "in progress", "pending"),
    *(
        "见系统",
        "详见OA系统",
        "见系统后台",
        "平台可查",
        "技术部保管",
        "张三",
        "李四、王主任",
        "负责人：欧阳明",
        "见财务部",
    ),
    *(
        "on file",
        "see system",
        "附后补交",
        "材料齐全后提供",
        "待签字后上传",
        "批复后提交",
        "x",
        "see above?",
        "same as above",
        "如上",
    ),
    *(
        "后面补上",
        "晚些提供",
        "过段时间补",
        "下次提供",
        "月末补",
        "等材料",
        "没来得及",
        "没弄好",
        "还没做好",
        "做着",
        "丢了",
    ),
    *("想不起来", "不知道放哪", "问小王", "小王有", "张三手里", "D盘", "桌面", "微信发了", "口头汇报", "电话沟通"),
    *("请见纸质件", "见光盘", "单独报送", "专家评审时提供", "见第3页", "走OA", "已建成", "具备能力", "良好"),
    *("详情请咨询运营部", "已向主管部门汇报", "资料未归集", "按国家要求执行", "无纸质材料"),
    *("跟上次一样", "沿用上期", "上次已交", "已交", "交过了", "已报过", "之前报过"),
    *(
        "附件",
        "见附件",
        "详见附件",
        "扫描件见附件",
        "见附件（共3份）",
        "附件一并提交",
        "盖章文件复印件附后",
        "see attachment",
    ),
    *("——", "。。。", "？", "*", "#REF!", "#N/A", "0", "12", "2025-03-01", "是", "TRUE", "√"),
)
SOMETHING = (
    *(
        "《数据空间准入管理暂行办法》（2025年3号）",
        "无障碍改造验收报告.pdf",
        "待办事项系统上线说明",
        "待签约企业名单",
        "未来三年规划",
        "缺陷清单",
        "等保三级备案证明",
        "等级保护测评报告",
        "请示批复件",
        "请示报告审批单",
    ),
    *(
        "无线通信协议",
        "空间管理制度",
        "中标通知书",
        "中期评估材料",
        "后台日志",
        "附件1",
        "见附件3",
        "合同",
        "评审会纪要",
        "专家评审意见",
        "快递单号SF123",
        "第3章测试报告",
        "光盘验收单",
        "验收会议签到表",
        "运行良好证明",
        "执行情况报告",
        "国家标准",
        "咨询服务合同",
        "向主管部门汇报材料",
        "已向用户发布公告",
        "10.1.2.3:8080",
        "ISO27001",
    ),
    *(
        "附件二",
        "批复",
        "验收报告",
        "系统访问地址",
        "见系统运行日志",
        "许可证",
        "白皮书",
        "王府井数据合同",
        "财务审计报告",
        "张三聘书",
        "交付清单",
        "X光检测标准",
        "above-threshold report",
    ),
    *(
        "已上线运行截图",
        "上次评审会议纪要",
        "之前签署的合作协议",
        "年后复工检查报告",
        "桌面云建设方案",
        "月末盘点表",
        "沿用协议书",
    ),
    *(
        "小米公司合作协议",
        "老年人服务协议",
        "过程管理规范",
        "交接清单",
        "报送流程图",
        "传输协议",
        "等比例出资协议",
        "电话会议纪要",
    ),
    *("附件一至附件三", "附件3：管理办法.pdf", "合同扫描件", "情况说明见附件", "系统截图", "Annex B", "attachment 2"),
    *("test report", "Sample contract 3", "evidence.zip", "E6.1-佐证.pdf", "国数综资源〔2025〕46号", "京ICP备12345号"),
)


@pytest.mark.parametrize("text", NOTHING)
def test_a_text_that_says_not_yet_or_nothing_names_nothing(text: str) -> None:
    assert names_nothing(text)


@pytest.mark.parametrize("text", SOMETHING)
def test_a_text_that_names_a_document_is_evidence(text: str) -> None:
    assert not names_nothing(text)


def filled(evidence: object) -> bytes:
    """A template in which every item is ready, with the same text for evidence."""
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(load(), Profile.ENTERPRISE)))
    for row in book["定性自评"].iter_rows(min_row=2):
        if row[0].value:
            row[2].value, row[3].value = "已具备", evidence
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("evidence", ["暂缺", "整理中", 0, True])
def test_ready_without_a_named_document_is_left_to_review_and_asked_about_at_its_cell(evidence: object) -> None:
    a = judge(read(filled(evidence)))
    claimed = [finding for finding in a.findings if finding.claim is not None]
    asked = [problem for problem in a.problems if problem.code == "evidence_names_nothing"]
    assert {finding.outcome for finding in claimed} == {Outcome.NEEDS_REVIEW}
    assert [set(problem.criteria) for problem in asked] == [{finding.criterion.id for finding in claimed}]
    assert [problem.details["count"] for problem in asked] == [len(claimed)]
    assert {cells(problem.place, a.submission.layout)[0] for problem in asked if problem.place} == {"D"}


def test_ready_with_a_named_document_is_met_and_asked_about_nowhere() -> None:
    a = judge(read(filled("《准入管理办法》")))
    assert {finding.outcome for finding in a.findings if finding.claim is not None} == {Outcome.MET}
    assert not [problem for problem in a.problems if problem.code == "evidence_names_nothing"]
