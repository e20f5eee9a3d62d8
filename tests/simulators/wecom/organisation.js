"use strict";
// Two sections of the simulator's page: the organisation, and OA approvals.
(() => {
  const states = { 1: "审批中", 2: "已同意", 3: "已驳回", 4: "已撤销", 6: "通过后撤销", 7: "已删除", 10: "已支付" };
  const box = document.getElementById("organisation");
  const say = document.createElement("p");
  say.setAttribute("role", "status");
  const el = (tag, text, attributes) => {
    const one = document.createElement(tag);
    if (text !== undefined) one.textContent = text;
    return Object.assign(one, attributes || {});
  };
  async function act(path, body) {
    const answer = await fetch(path, { method: "POST", body: JSON.stringify({ ...body, lost: lost.checked, held: held.checked }) });
    const values = await answer.json();
    say.textContent = answer.ok ? "已完成。" : "未完成：" + values.error;
    draw();
  }
  const button = (text, onclick) => el("button", text, { onclick });
  const lost = el("input", undefined, { type: "checkbox", id: "lost" });
  const held = el("input", undefined, { type: "checkbox", id: "held" });
  const option = (input, text) => { const label = el("label"); label.append(input, " " + text); return label; };

  function member(one, names) {
    const row = el("div", undefined, { className: "message" });
    const where = one.department.map((id) => (names[id] || id) + (one.leads.includes(id) ? "（负责人）" : "")).join("、");
    row.append(el("b", one.name + "（" + one.userid + "）"), el("p", [where, one.position, one.status === 2 ? "已禁用" : ""].filter(Boolean).join(" · ")));
    const tools = el("div", undefined, { className: "tools-row" });
    tools.append(
      button("离职", () => confirm(one.name + " 离职？") && act("/_sim/directory/leave", { userid: one.userid })),
      button("改账号", () => { const id = prompt("新的账号", one.userid); if (id && id !== one.userid) act("/_sim/directory/rename", { userid: one.userid, new_userid: id }); }),
      button("调部门", () => { const ids = prompt("部门编号，用逗号分隔", one.department.join(",")); if (ids) act("/_sim/directory/member", { userid: one.userid, department: ids.split(/[,，]/).map(Number) }); }),
      button(one.status === 2 ? "启用" : "禁用", () => act("/_sim/directory/member", { userid: one.userid, status: one.status === 2 ? 1 : 2 })));
    row.append(tools);
    return row;
  }
  function approval(one) {
    const row = el("div", undefined, { className: "message" });
    row.append(el("b", one.summary[0] || one.sp_no), el("p", one.sp_no + " · 申请人 " + one.applicant + " · " + states[one.sp_status]));
    const tools = el("div", undefined, { className: "tools-row" });
    if (one.sp_status === 1) {
      for (const userid of one.approvers.filter((id) => !one.votes[id])) {
        tools.append(
          button(userid + " 同意", () => act("/_sim/approvals/decide", { sp_no: one.sp_no, userid, approve: true })),
          button(userid + " 驳回", () => act("/_sim/approvals/decide", { sp_no: one.sp_no, userid, speech: prompt("驳回原因") || "" })));
      }
      tools.append(button("申请人撤销", () => act("/_sim/approvals/status", { sp_no: one.sp_no, sp_status: 4 })));
    } else if (one.sp_status === 2) {
      tools.append(button("通过后撤销", () => act("/_sim/approvals/status", { sp_no: one.sp_no, sp_status: 6 })));
    }
    row.append(tools);
    return row;
  }
  async function draw() {
    const [org, forms] = await Promise.all(["/_sim/directory", "/_sim/approvals"].map(async (path) => (await fetch(path)).json()));
    const names = Object.fromEntries(org.departments.map((one) => [one.id, one.name]));
    const people = el("section", undefined, { ariaLabel: "组织架构" });
    const add = el("div", undefined, { className: "tools-row" });
    add.append(
      button("新同事入职", () => { const name = prompt("姓名"); const id = name && prompt("账号"); if (id) act("/_sim/directory/member", { userid: id, name, department: [1] }); }),
      button("新部门", () => { const name = prompt("部门名称"); const id = 1 + Math.max(...org.departments.map((one) => one.id)); if (name) act("/_sim/directory/department", { id, name }); }),
      button("倒序补发事件（" + org.held + "）", () => act("/_sim/directory/release", {})));
    people.append(el("h2", "组织架构"), add, option(lost, "事件丢失"), option(held, "事件延后"), say,
      el("p", org.departments.map((one) => one.id + " " + one.name).join("　")), ...org.members.map((one) => member(one, names)));
    const oa = el("section", undefined, { ariaLabel: "审批" });
    oa.append(el("h2", "OA 审批"), ...(forms.approvals.length ? forms.approvals.map(approval).reverse() : [el("p", "还没有审批。", { className: "empty" })]));
    box.replaceChildren(people, oa);
  }
  draw();
})();
