import { isList, type Json, type JsonObject, listOf, objectOf, parseJson } from "../../support/json";

/** A widget's place on the grid of 24 columns. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A dashboard's widget. */
export interface Widget extends Place {
  readonly type: string;
  readonly properties: JsonObject;
}

/** Reads a dashboard's body; an error where it is no JSON or a widget has no place. */
export function widgetsOf(body: Json | undefined): Widget[] {
  return listOf(objectOf(parseJson(String(body))).widgets).map((item) => {
    const { type, x, y, width, height, properties } = objectOf(item);
    const place = [x, y, width, height].map((value) => {
      if (typeof value !== "number" || !Number.isInteger(value) || value < 0) {
        throw new Error(`a widget must have a place, got ${JSON.stringify({ x, y, width, height })}`);
      }
      return value;
    });
    const [left = 0, top = 0, columns = 0, rows = 0] = place;
    return { type: String(type), x: left, y: top, width: columns, height: rows, properties: objectOf(properties) };
  });
}

/** Whether two widgets lie over each other. */
export function overlap(one: Place, other: Place): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

/** The metrics that a dashboard shows: namespace, name, and dimensions. */
export function metricsOf(widgets: readonly Widget[]): string[][] {
  return widgets
    .flatMap(({ properties }) => listOf(properties.metrics))
    .map((metric) => (isList(metric) ? metric.map(String) : []));
}
