"""The sentences that a page shows after something was done: the address carries the code, never the words."""

NOTICES = {
    "uploaded": "上传文件成功，系统正在处理您提交的文件，【处理详情】列表可以查看处理进度。",
    "imported": "导入完成，请在【处理详情】查看错误数量。",
    "import-deleted": "删除成功！",
    "accepted": "承诺须知已确认。",
    "unit-record": "单位备案信息已保存。",
    "attached": "材料上传成功。",
    "withdrawn": "删除申报成功！所选人员已撤回。",
    "expired": "会话已过期，请重新登录。已办理的步骤不必重做，登录后直接点击【下一步】继续。",
    "left": "您已退出单位网厅。",
    "reviewed": "审核结果已保存。",
    "recorded": "备案文件号已登记。",
}
