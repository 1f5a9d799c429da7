"use strict";
// Looks a dialled number up in the tree that the page carries. It decides nothing: each class of numbers was decided by the exchange's own code
// when the page was made, and the script only finds the class.
const table = JSON.parse(document.getElementById("number-space").textContent);
const field = document.getElementById("number");
const answer = document.getElementById("answer");
const following = table.nodes.map(() => []);
table.nodes.forEach(([parent], node) => { if (node > 0) following[parent].push(node); });

// As the exchange reads a dialled number: separators are removed, letters are upper case, `+` comes first only.
function symbols(text) {
  const plain = text.replace(/[-.() ]/g, "").toUpperCase();
  return /^[+0-9*#A-D][0-9*#A-D]{0,63}$/.test(plain) ? plain : null;
}

function find(number) {
  const path = [0];
  for (const symbol of number) {
    const next = following[path[path.length - 1]].find((node) => table.nodes[node][1].includes(symbol));
    if (next === undefined) break;
    path.push(next);
  }
  const rest = number.slice(path.length - 1);
  const digits = /^[0-9]*$/.test(rest);
  const holds = [rest === "", true, digits, !digits];
  const cells = table.nodes[path[path.length - 1]][2];
  const cell = cells.find(([least, most, kind]) => least <= number.length && number.length <= most && holds[kind]);
  return { path, taken: path.length - 1, found: cell ? cell[3] : null };
}

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function link(target, text) {
  const made = element("a", "", text);
  made.href = "#" + target;
  return made;
}

function steps(verdict, number) {
  const does = verdict.decision.does;
  switch (does.kind) {
    case "emergency":
      return does.targets.map((target) => [target]);
    case "rings":
      return [["station " + does.number + (does.name === does.number ? "" : " (" + does.name + ")")]];
    case "tries":
      return does.attempts.map((sent) => [sent.gateway + " is sent ", element("code", "", sent.put + number.slice(sent.strip))]);
    default:
      return [[does.status + " " + does.phrase + " (" + does.cause + ")"]];
  }
}

function verdict(verdict, number) {
  const list = element("ol", "steps " + verdict.decision.does.kind);
  for (const step of steps(verdict, number)) list.append(element("li", "", ...step));
  const row = verdict.decision.row;
  const level = verdict.decision.level ? " at " + verdict.decision.level : "";
  return element("div", "verdict", element("p", "who", verdict.callers + level, " ", link("d" + row, "d" + row)), list);
}

function show() {
  document.querySelectorAll("#picture .lit").forEach((part) => part.classList.remove("lit"));
  document.getElementById("picture").classList.remove("searching");
  answer.replaceChildren();
  const text = field.value.trim();
  if (text === "") return;
  const number = symbols(text);
  if (number === null) {
    answer.append(element("p", "refused", "Not a number: the exchange refuses it with 404 before it looks anything up. A number has 1 to 64 symbols of 0–9 * # A–D, and + only first."));
    return;
  }
  const { path, taken, found } = find(number);
  document.getElementById("picture").classList.add("searching");
  for (const node of path) document.getElementById("n" + node)?.classList.add("lit");
  const spelled = element("p", "spelled", element("b", "", number.slice(0, taken)), number.slice(taken));
  answer.append(spelled);
  answer.append(element("p", "class", "decided by the first " + taken + " of " + number.length + " symbols, and the length: ", link("class-" + (found + 1), "class " + (found + 1))));
  for (const each of table.classes[found]) answer.append(verdict(each, number));
}

function fromAddress() {
  const asked = new URLSearchParams(location.hash.slice(1)).get("number");
  if (asked !== null) { field.value = asked; show(); }
}

field.addEventListener("input", show);
document.querySelectorAll("[data-number]").forEach((button) => button.addEventListener("click", () => {
  field.value = button.dataset.number;
  show();
}));
window.addEventListener("hashchange", fromAddress);
window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
fromAddress();
