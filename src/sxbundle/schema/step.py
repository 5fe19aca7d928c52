"""The steps of a filing, in the hall's order (3.2.2, 3.3.2 …)."""

from enum import StrEnum


class Step(StrEnum):
    """One step; the order of the members is the hall's order."""

    SELECT = "select"
    TEMPLATE = "template"
    IMPORT = "import"
    RESULT = "result"
    UNIT_PAGE = "unit-page"
    PRINT = "print"
    MATERIALS = "materials"
    SUBMIT = "submit"
    RECORDS = "records"

    @property
    def heading(self) -> str:
        """The manual's heading."""
        return _TITLES[self]


_TITLES = {
    Step.SELECT: "勾选打包事项",
    Step.TEMPLATE: "下载、填写报盘",
    Step.IMPORT: "导入报盘",
    Step.RESULT: "查看提交数据结果",
    Step.UNIT_PAGE: "信息填写",
    Step.PRINT: "报表打印",
    Step.MATERIALS: "材料上传",
    Step.SUBMIT: "提交申报",
    Step.RECORDS: "查看申报/审批记录",
}
