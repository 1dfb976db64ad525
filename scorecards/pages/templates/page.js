// Sorts and filters the tables of a page. A page is complete without it: nothing is hidden that it would show.
"use strict";
(() => {
  const live = document.createElement("p");
  live.className = "unseen";
  live.setAttribute("role", "status");
  document.body.append(live);

  const text = (cell) => cell.dataset.value ?? cell.textContent.trim();

  function number(value) {
    const found = Number(value.replaceAll(",", "").replace("−", "-").replace(/[%+]/g, ""));
    return value === "" || Number.isNaN(found) ? null : found;
  }

  function compare(one, other, sign) {
    const a = number(one), b = number(other);
    if (a !== null && b !== null) return sign * (a - b);
    if (a === null && b === null) return sign * one.localeCompare(other, "zh-CN", { numeric: true });
    return a === null ? 1 : -1; // words such as 不适用 come last either way
  }

  function sort(table, column, heading) {
    const descending = heading.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.querySelectorAll("[aria-sort]")) other.setAttribute("aria-sort", "none");
    heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const body = table.tBodies[0];
    const sign = descending ? -1 : 1;
    body.append(...[...body.rows].sort((one, other) => compare(text(one.cells[column]), text(other.cells[column]), sign)));
    live.textContent = `已按“${heading.textContent.trim()}”${descending ? "由大到小" : "由小到大"}排列`;
  }

  for (const table of document.querySelectorAll("table[data-sort]")) {
    for (const heading of table.tHead.rows[0].cells) {
      if (heading.dataset.fixed !== undefined) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...heading.childNodes);
      heading.append(button);
      heading.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => sort(table, heading.cellIndex, heading));
    }
  }

  function filter(table, controls) {
    const rows = [...table.tBodies[0].rows];
    let shown = 0;
    for (const row of rows) {
      const fits = controls.every(({ column, select, input }) =>
        select ? !select.value || text(row.cells[column]) === select.value : row.textContent.includes(input.value.trim()));
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    const said = `显示${shown}条，共${rows.length}条`;
    table.filterCount.textContent = said;
    live.textContent = said;
  }

  for (const table of document.querySelectorAll("table[data-filter]")) {
    const bar = document.createElement("form");
    bar.className = "filters";
    bar.setAttribute("aria-label", `筛选${table.closest(".scroll").getAttribute("aria-label")}`);
    bar.addEventListener("submit", (event) => event.preventDefault());
    const controls = [];
    for (const heading of table.tHead.rows[0].cells) {
      if (heading.dataset.choose === undefined) continue;
      const column = heading.cellIndex;
      const choices = [...new Set([...table.tBodies[0].rows].map((row) => text(row.cells[column])))].sort((one, other) => one.localeCompare(other, "zh-CN"));
      const select = document.createElement("select");
      select.append(new Option("全部", ""), ...choices.map((choice) => new Option(choice, choice)));
      controls.push({ column, select });
      label(bar, heading.textContent.trim(), select);
    }
    const input = document.createElement("input");
    input.type = "search";
    controls.push({ input });
    label(bar, "查找", input);
    table.filterCount = document.createElement("span");
    bar.append(table.filterCount);
    bar.addEventListener("input", () => filter(table, controls));
    table.closest(".scroll").before(bar);
    table.filterCount.textContent = `共${table.tBodies[0].rows.length}条`;
  }

  function label(bar, words, control) {
    const element = document.createElement("label");
    element.append(words, control);
    bar.append(element);
  }
})();
