import * as vega from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';

/** The part of vega's SVG renderer that is used here; vega exports it without a type. */
interface SvgRenderer {
  initialize(
    element: null,
    width: number,
    height: number,
    origin: readonly [number, number],
    scale: number,
  ): SvgRenderer;
  render(scene: unknown): SvgRenderer;
  svg(): string;
}

/** What vega-lite warns of is a mistake in a specification of ours. */
const STRICT = {
  level: () => STRICT,
  error: complain,
  warn: complain,
  info: () => STRICT,
  debug: () => STRICT,
};

function complain(...messages: readonly unknown[]): never {
  throw new TypeError(`vega-lite: ${messages.map(String).join(' ')}`);
}

/**
 * Draws a specification as SVG text without a canvas, without compiling code from strings, and without waiting
 * (`View.toSVG` is a promise only because data may be fetched; ours is in the specification).
 * The specification states its width, height and padding. Throws TypeError on one that vega-lite warns of, or that needs ids
 * (clips, gradients): they would clash with those of the next drawing on the page.
 */
export function draw(spec: TopLevelSpec): string {
  const runtime = vega.parse(compile(spec, { logger: STRICT }).spec, undefined, { ast: true });
  const view = new vega.View(runtime, { renderer: 'none', expr: expressionInterpreter }).run();
  const padding = view.padding();
  if (typeof padding === 'number') throw new TypeError(`a drawing needs its padding by side, not ${padding}`);
  const { left = 0, right = 0, top = 0, bottom = 0 } = padding;
  const { SVGStringRenderer } = vega as unknown as { SVGStringRenderer: new (loader: vega.Loader) => SvgRenderer };
  const svg = new SVGStringRenderer(vega.loader())
    .initialize(null, view.width() + left + right, view.height() + top + bottom, [left, top], 1)
    .render((view.scenegraph() as unknown as { root: unknown }).root)
    .svg();
  view.finalize();
  if (/<[^>]* id=/.test(svg)) throw new TypeError('a drawing with ids of its own cannot stand beside another');
  return compact(svg);
}

/**
 * The same drawing in fewer bytes: what the page's style sheet and the figure's label say already is dropped, and a
 * tenth of a unit is exact enough. Only tags are touched, never text.
 */
function compact(svg: string): string {
  return svg
    .replaceAll(/<[a-z][^>]*>/g, (tag) =>
      tag
        .replaceAll(
          / (?:class|role|aria-[a-z]+|font-family|xmlns:xlink|xmlns|version|pointer-events|opacity)="[^"]*"/g,
          '',
        )
        .replaceAll(/ (?:stroke-dasharray="1,0"|transform="translate\(0,0\)"|d="")/g, '')
        .replaceAll(/ (?:d|x|y|x1|x2|y1|y2|transform)="[^"]*"/g, (attribute) =>
          attribute.replaceAll(/-?\d+\.\d+/g, (number) => String(Number(Number(number).toFixed(1)))),
        ),
    )
    .replaceAll(/<path(?: (?:d="[^"]*"|display="none"))*\/>/g, '')
    .replace(/^<svg[^>]* width="[^"]*" height="[^"]*"/, '<svg');
}
