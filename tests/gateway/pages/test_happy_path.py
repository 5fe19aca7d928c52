"""A hire, filed through plain forms in the order of the manual."""

from pathlib import Path

from form_browser import FormBrowser
from hall_pages import HallPages

from sxbundle.forms.unit_record import COLUMNS
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import Scenario, hiring, picture, unit_record

ITEMS = ("职工参保登记", "就业登记", "劳动用工备案")


def test_a_hire_from_the_portal_to_the_verdict(pages: HallPages, tmp_path: Path) -> None:
    browser = pages.browser().open("/")
    browser.follow("打包快办").follow("法人登陆")
    account = pages.hall.DEMO_ACCOUNTS["enterprise"]
    browser.press("登录", {"用户名": account.user, "密码": account.password})
    assert browser.title == "首页"  # each system has one registration: no 登陆信息确认 (3.1.3)

    browser.follow("企业招用员工包").press("下一步", dict.fromkeys(ITEMS, True) | {"批次名称": "十一月入职"})
    assert browser.title == "承诺须知"
    browser.press("确认", {"我已阅读并同意“就业登记”": True, "承诺人": "测试经办人"})

    scenario = hiring(3, on=DAY, items=ITEMS)
    filled = fill(browser, scenario, tmp_path)
    browser.press("数据暂存", {"选择文件": ("采集表.xlsx", filled)})
    (row,) = browser.rows("imports")
    assert (row["文件名称"], row["数据总量"], row["错误数量"], row["是否完成"]) == (
        "采集表.xlsx",
        "3",
        "0",
        "是",
    )

    number = str(browser.response.url).split("/")[-2]
    steps = browser.open(f"/filings/{number}/progress").rows("progress")
    assert {row["步骤"]: row["状态"] for row in steps} == {
        "勾选打包事项": "已勾选",
        "承诺须知": "已确认",
        "导入报盘": "已导入",
        "信息填写": "未填写",
        "报表打印": "未打印",
        "单位材料上传": "未齐",
        "个人材料上传": "未齐",
        "提交申报": "未提交",
    }
    browser.open(f"/filings/{number}/import").follow("下一步")
    record = unit_record(pages.unit())
    values = {column.attribute: column.rule.write(getattr(record, column.attribute)) for column in COLUMNS}
    browser.press("保存", {column.caption: values[column.attribute] for column in COLUMNS})
    assert "职工增减员申报表打印" in browser.text

    page = browser.response.url
    browser.press("打印")
    assert browser.response.content.startswith(b"%PDF")
    browser.open(str(page)).follow("下一页")
    licence, sample, declaration = (("a.png", picture(seed)) for seed in range(3))
    pages_of_sample = [sample, ("b.png", picture(8))]
    browser.press("上传", {"营业执照": licence, "劳动合同样本": pages_of_sample, "加盖": declaration})
    assert "材料上传成功" in browser.text

    browser.follow("前往待提交")
    assert len(browser.rows("pending")) == 3
    pending = str(browser.response.url)
    for line in browser.rows("pending"):
        browser.open(pending)
        attach(browser, line["姓名"])
    browser.open(pending).press("批量提交", {f"选择 {row['姓名']}": True for row in browser.rows("pending")})
    assert "确认提交？" in browser.text
    browser.press("是")
    assert {row["结果"] for row in browser.rows("outcome")} == {"成功"}
    assert browser.follow("返回待提交").rows("pending") == []

    office = pages.office()
    waiting = office.rows("cases")
    assert len(waiting) == 16  # three people with five items, and the unit's first record
    office.press("审核", {row["选择"]: True for row in waiting} | {"审核通过": True})
    assert office.rows("cases") == []
    records = browser.open("/records").rows("records")
    assert {row["申报状态"] for row in records} == {"审核通过"}
    assert len({row["受理编号"] for row in records}) == 15
    assert "审核通过" in browser.open("/home").text
    (filing,) = browser.open("/filings").rows("filings")
    assert (filing["批次"], filing["人数"], filing["待提交人数"]) == ("十一月入职", "3", "0")


def fill(browser: FormBrowser, scenario: Scenario, tmp_path: Path) -> bytes:
    """Downloads the template and fills it with the rows of the scenario."""
    form = str(browser.response.url)
    browser.follow("模板下载")
    template = browser.response.content
    assert "filename*=UTF-8''" in browser.response.headers["content-disposition"]
    assert template.startswith(b"PK")
    browser.open(form)
    return scenario.selection.sheet().fill(scenario.rows, tmp_path / "filled.xlsx").read_bytes()


def attach(browser: FormBrowser, name: str) -> None:
    """Uploads a picture for every material of a person."""
    (link,) = [one for one in browser.links if one.startswith("附件") and name in one]
    browser.follow(link)
    wanted = ("有效身份证件", "毕业证", "电子照片")
    browser.press(
        "上传", {title: ("b.png", picture(hash(name) % 99 + at)) for at, title in enumerate(wanted)}
    )
    assert "材料上传成功" in browser.text
