import { holds } from "./conditions";
import type { Json } from "./json";

it.each<[string, Json, boolean]>([
  ["var.x >= 1 && var.x <= 35 && floor(var.x) == var.x", 35, true],
  ["var.x >= 1 && var.x <= 35 && floor(var.x) == var.x", 36, false],
  ["var.x >= 1 && var.x <= 35 && floor(var.x) == var.x", 1.5, false],
  ["var.x >= ceil(var.other * 1.1)", 11, true],
  ["var.x >= ceil(var.other * 1.1)", 10, false],
  ["var.x >= var.other + 30 || var.x == 7", 7, true],
  ["contains([1, 90, 365], var.x)", 90, true],
  ["contains([1, 90, 365], var.x)", 91, false],
  ['can(regex("^db\\\\.[a-z]+$", var.x))', "db.large", true],
  ['can(regex("^db\\\\.[a-z]+$", var.x))', "large", false],
  ['!can(regex("^db", var.x))', "large", true],
  ["length(distinct(var.x)) == length(var.x)", ["a", "a"], false],
  ['alltrue([for cidr in var.x : try(cidrhost(cidr, 0) == split("/", cidr)[0], false)])', ["10.0.0.0/8"], true],
  ['alltrue([for cidr in var.x : try(cidrhost(cidr, 0) == split("/", cidr)[0], false)])', ["10.0.0.1/8"], false],
  ['alltrue([for cidr in var.x : try(tonumber(split("/", cidr)[1]) >= 8, false)])', ["10.0.0.0"], false],
  ['alltrue([for cidr in var.x : try(tonumber(split("/", cidr)[1]) >= 8, false)])', ["10.0.0.0/x"], false],
  ['strcontains(var.x, ":")', "::1/128", true],
  ['anytrue([for text in var.x : text == "a"])', ["b"], false],
  ["-var.x < 0", 1, true],
  ["var.x > 1", "many", false], // an error of Terraform's: it refuses the value
])("%s, where x is %j: %s", (condition, x, expected) => {
  expect(holds(`\${${condition}}`, { x, other: 10 })).toBe(expected);
});

it.each([
  ["a function", "${cidrsubnet(var.x, 8, 1)}", "conditions.ts does not know the function cidrsubnet"],
  ["an operator", "${var.x % 2 == 0}", "conditions.ts does not know the operator %"],
  ["a splat", "${var.x[*].y}", "conditions.ts does not evaluate splats"],
  ["a kind of expression", "${var.x ? true : false}", "conditions.ts does not evaluate "],
])("fails for %s that it does not know, which is no refusal", (_, condition, message) => {
  expect(() => holds(condition, { x: 1 })).toThrow(message);
});
