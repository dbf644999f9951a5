import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { drawingOf, nodesWithin } from "../../../handoff/diagram/draw";
import { elementId } from "../../../handoff/diagram/ids";
import { reportFiles } from "../../../handoff/report/report";
import { findChromium, startBrowser } from "../../support/browser";
import { SHIPPED, variants } from "../../support/environments";
import { ASSETS, drawableOf, subjectOf } from "../../support/reports";

const chromium = findChromium();
if (chromium === undefined) {
  process.stdout.write(
    "SKIPPED: the report in a browser: there is no Chromium; install it, or name one by SECCFN_CHROMIUM\n",
  );
}
const inBrowser = chromium === undefined ? describe.skip : describe;

/** Wide as a laptop, narrow as a telephone. */
const WIDTHS = [1280, 390];
const SCREEN = { width: 1280, height: 900 };
/** Long enough for a machine that has much else to do. */
jest.setTimeout(60_000);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const REPORTS = [
  ...SHIPPED.map((base) => ({ name: base, base, overrides: {} })),
  ...variants("enterpriseapp, layered"),
];

inBrowser("the report", () => {
  const folder = mkdtempSync(join(tmpdir(), "seccfn-report-"));
  let browser: Browser;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ browser, stop } = await startBrowser(chromium ?? ""));
    for (const variant of REPORTS) {
      const { "report.html": page } = await reportFiles(subjectOf(variant), ASSETS);
      writeFileSync(join(folder, `${variant.name}.html`), page);
    }
  }, 120_000);

  afterAll(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a report, and gives what the browser said and asked for meanwhile. */
  async function open(name: string, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ viewport: SCREEN, ...options });
    const page = await context.newPage();
    const said: string[] = [];
    const asked: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    page.on("request", (request) => asked.push(request.url()));
    const url = pathToFileURL(join(folder, `${name}.html`)).href;
    await page.goto(url);
    return { page, said, asked, url, close: () => context.close() };
  }

  describe.each(REPORTS)("of $name", (variant) => {
    let opened: Awaited<ReturnType<typeof open>>;

    beforeAll(async () => {
      opened = await open(variant.name);
    });
    afterAll(() => opened.close());

    it("is loaded without a word on the console, and asks for nothing but itself", async () => {
      const { page, said, asked, url } = opened;
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
      expect(said).toEqual([]);
      expect(asked).toEqual([url]);
      expect(await duplicateIds(page)).toEqual([]);
      expect(await deadAnchors(page)).toEqual([]);
    });

    it("its diagram has the nodes that the model has, each drawn somewhere", async () => {
      const nodes = nodesWithin(drawingOf(drawableOf(variant)));
      const drawn = await opened.page.$$eval("#diagram [data-addresses]", (elements) =>
        elements.map((element) => {
          const { width, height } = element.getBoundingClientRect();
          return [element.id, element.getAttribute("data-addresses"), width > 5 && height > 5];
        }),
      );
      expect(drawn.toSorted()).toEqual(
        nodes.map(({ id, addresses }) => [elementId(id), addresses.join(" "), true]).toSorted(),
      );
    });

    it("no text runs out of its place, on a wide and on a narrow screen", async () => {
      const { page } = opened;
      await openAll(page);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        expect(await overflowing(page)).toEqual([]);
      }
    });
  });

  it.each([
    ["light", "enterpriseapp"],
    ["dark", "seccfn"],
  ] as const)(
    "has enough contrast, and no other fault that axe finds, all opened, in %s",
    async (colorScheme, name) => {
      const { page, close } = await open(name, { colorScheme });
      await openAll(page);
      expect(await faults(page)).toEqual([]);
      await close();
    },
  );

  /** One page for all, which each leaves as it was: to load it again takes longer than most of them. */
  describe("in use", () => {
    let page: Page;

    beforeAll(async () => {
      ({ page } = await open("enterpriseapp"));
    });
    afterAll(() => page.context().close());

    it.each(["light", "dark"] as const)(
      "has enough contrast in the diagram too, and texts within their boxes, in %s",
      async (colorScheme) => {
        await page.emulateMedia({ colorScheme });
        const ratios = await contrastsOfDiagram(page);
        expect(ratios.length).toBeGreaterThan(100);
        expect(ratios.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
        expect(await beyondTheirBox(page)).toEqual([]);
        await page.emulateMedia({ colorScheme: null });
      },
    );

    it("finds words, and says how many", async () => {
      const rows = () => page.locator("#data tbody tr:visible").count();
      const before = await rows();
      await page.fill("#search", "aws_s3_bucket.trail_logs object lock");
      await page.waitForFunction(() => document.querySelector("#found")?.textContent !== "");
      expect(await rows()).toBe(1);
      expect(await page.locator("#data tbody tr:visible th").first().innerText()).toContain("aws_s3_bucket.trail_logs");
      expect(await page.textContent("#found")).toMatch(/^[1-9]\d* found$/);
      await page.fill("#search", "");
      await page.waitForFunction(() => document.querySelector("#found")?.textContent === "");
      expect(await rows()).toBe(before);
    });

    it("filters by status", async () => {
      const shown = () =>
        page.$$eval("#controls > .item", (all) =>
          all.filter((one) => (one as HTMLElement).offsetParent !== null).map((one) => one.id),
        );
      const all = await shown();
      expect(all.length).toBeGreaterThan(100);
      await page.selectOption("#status", "suppressed");
      expect((await shown()).toSorted()).toEqual([
        "control-bastion-reached-by-ssm-only",
        "control-state-backend-encrypted",
      ]);
      await page.selectOption("#status", "");
      expect(await shown()).toEqual(all);
    });

    it("opens what a link leads to", async () => {
      const control = page.locator("#control-kms-key-rotates");
      expect(await control.count()).toBe(1);
      expect(await control.getAttribute("open")).toBeNull();
      await page.evaluate(() => {
        location.hash = "#control-kms-key-rotates";
      });
      await page.waitForFunction(() => document.querySelector("#control-kms-key-rotates")?.hasAttribute("open"));
      await page.click("#control-kms-key-rotates > summary");
      await page.waitForFunction(() => !document.querySelector("#control-kms-key-rotates")?.hasAttribute("open"));
    });

    it("makes the diagram larger and smaller, by buttons and by keys", async () => {
      const width = () => page.$eval(".diagram-svg", (svg) => svg.getBoundingClientRect().width);
      const full = await width();
      await page.click("text=+");
      expect(await width()).toBeCloseTo(full * 1.25, 0);
      await page.click("text=100 %");
      expect(await width()).toBeCloseTo(full, 0);
      await page.focus(".viewport");
      await page.keyboard.press("-");
      expect(await width()).toBeCloseTo(full / 1.25, 0);
      await page.keyboard.press("0");
      expect(await width()).toBeCloseTo(full, 0);
    });

    it("shows what a box is connected with, and what a key encrypts", async () => {
      const related = () => page.$$eval(".related", (all) => all.map(({ id }) => id.replace("drawn-", "")).toSorted());
      await page.hover("#drawn-aws_kms_key-rds");
      expect(await related()).toEqual(["aws_db_instance-postgres", "aws_kms_key-rds"]);
      await page.hover("#drawn-aws_db_instance-postgres");
      expect(await related()).toEqual([
        "aws_autoscaling_group-application--aws_db_instance-postgres-needed",
        "aws_db_instance-postgres",
        "aws_lambda_function-compliance--aws_db_instance-postgres-possible",
      ]);
      await page.mouse.move(2, 2);
      expect(await related()).toEqual([]);
    });

    it("prints: in light colours, without bars, nothing cut off", async () => {
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      await page.setViewportSize({ width: 720, height: 1000 });
      expect(await page.locator(".top:visible, .zoom:visible, .tools:visible").count()).toBe(0);
      expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe("rgb(27, 36, 48)");
      expect(await overflowing(page)).toEqual([]);
      const pdf = await page.pdf({ format: "A4" });
      expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
      await page.emulateMedia({ media: null, colorScheme: null });
      await page.setViewportSize(SCREEN);
    });
  });

  it("can be used by keys: the first one skips to the content, and what has the focus is marked", async () => {
    const { page, close } = await open("enterpriseapp");
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const box = element?.getBoundingClientRect();
      return {
        text: element?.textContent,
        isVisible: (box?.top ?? -1) >= 0,
        outline: element && getComputedStyle(element).outlineStyle,
      };
    });
    expect(focused).toEqual({ text: "Skip to the content", isVisible: true, outline: "solid" });
    await page.keyboard.press("Enter");
    expect(page.url()).toMatch(/#main$/);
    await close();
  });

  it("works without scripts: all is there, nothing is offered that does nothing", async () => {
    const { page, said, close } = await open("enterpriseapp", { javaScriptEnabled: false });
    expect(said).toEqual([]);
    expect(await page.locator(".tools:visible, .zoom:visible").count()).toBe(0);
    expect(await page.locator("main > section:visible").count()).toBe(11);
    expect(await page.locator(".diagram-svg:visible").count()).toBe(1);
    await page.click("#control-kms-key-rotates > summary");
    expect(await page.locator("#control-kms-key-rotates table:visible").count()).toBe(1);
    await close();
  });
});

/** Opens all that can be opened. */
async function openAll(page: Page): Promise<void> {
  await page.$$eval("details", (all) => all.map((one) => one.toggleAttribute("open", true)));
}

async function duplicateIds(page: Page): Promise<string[]> {
  return page.$$eval("[id]", (all) => all.map(({ id }) => id).filter((id, index, ids) => ids.indexOf(id) !== index));
}

/** Links within the page that lead nowhere. */
async function deadAnchors(page: Page): Promise<string[]> {
  return page.$$eval('a[href^="#"]', (all) =>
    all
      .map((link) => decodeURIComponent(link.getAttribute("href") ?? ""))
      .filter((target) => document.getElementById(target.slice(1)) === null),
  );
}

/** Elements that are wider than the page, or whose content is wider than they are, apart from those that scroll. */
async function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const found = scrollWidth > clientWidth ? [`the page: ${scrollWidth} of ${clientWidth}`] : [];
    const look = (element: Element): void => {
      const { left, right, width } = element.getBoundingClientRect();
      const isScrolling = /auto|scroll/.test(getComputedStyle(element).overflowX);
      // What screen readers alone get is one pixel large, and headings of columns are that on narrow screens.
      if (width < 2 || isScrolling || element.tagName === "svg") {
        return;
      }
      if (
        left < -1 ||
        right > clientWidth + 1 ||
        (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
      ) {
        found.push(`${element.tagName} ${element.className} ${(element.textContent ?? "").trim().slice(0, 60)}`);
      }
      for (const child of element.children) {
        look(child);
      }
    };
    look(document.body);
    return found;
  });
}

/** What axe finds, by the rules of WCAG 2.1 A and AA and its best practices. */
async function faults(page: Page): Promise<unknown> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      readonly axe: {
        run(
          context: Document,
          options: object,
        ): Promise<{
          readonly violations: readonly {
            readonly id: string;
            readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
          }[];
        }>;
      };
    };
    const { violations } = await axe.run(document, {
      resultTypes: ["violations"],
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    });
    return violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.slice(0, 3).map(({ html, failureSummary }) => [html.slice(0, 160), failureSummary]),
    }));
  });
}

/** Texts of the diagram that do not end within their box. */
async function beyondTheirBox(page: Page): Promise<unknown> {
  return page.$$eval(".diagram-svg .node-box", (boxes) =>
    boxes.flatMap((box) => {
      const frame = box.querySelector("path, polygon")?.getBoundingClientRect();
      return [...box.querySelectorAll("text")]
        .filter((text) => text.getBoundingClientRect().right > (frame?.right ?? 0) - 2)
        .map((text) => `${box.id}: ${text.textContent}`);
    }),
  );
}

/** The contrast of each text of the diagram with the shape that is painted last below it. */
async function contrastsOfDiagram(page: Page) {
  return page.evaluate(() => {
    const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (colour: string) => {
      const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
        const share = value / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const shapes = [...document.querySelectorAll(".diagram-svg polygon, .diagram-svg path")].flatMap((shape) => {
      const fill = getComputedStyle(shape).fill;
      return fill === "none" || channels(fill)[3] === 0 ? [] : [{ fill, box: shape.getBoundingClientRect() }];
    });
    return [...document.querySelectorAll(".diagram-svg text")].map((text) => {
      const box = text.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const below = shapes
        .filter((shape) => shape.box.left <= x && x <= shape.box.right && shape.box.top <= y && y <= shape.box.bottom)
        .at(-1);
      const [one, other] = [
        luminance(getComputedStyle(text).fill),
        luminance(below?.fill ?? getComputedStyle(document.body).backgroundColor),
      ];
      return { text: text.textContent, ratio: (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) };
    });
  });
}
