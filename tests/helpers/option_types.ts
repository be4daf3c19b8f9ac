/** The options objects that the public API takes, found in its types by `deno doc`, and messages that no caller should see. */
import { join } from "@std/path";
import { capture } from "../../tasks/process.ts";
import { root } from "../../tasks/project.ts";

/** Messages of the engine or of tfjs, and values without their content. */
export const internalMessage =
  /Cannot (read|destructure|convert|set)|is not (a function|iterable|defined|a constructor)|of undefined|××|\[object |must be of type string/;

/** One options object: a parameter, or what is nested in one. */
export interface OptionsType {
  /** the function, class or method that takes it, such as "fit" or "ImageSet.fromFloats" */
  owner: string;
  /** from the parameter to the object; "*" is every element of a list or record */
  path: string[];
  /** the literals of its `kind` or `type`, if it is one of several that these distinguish */
  kinds?: string[];
  keys: string[];
}

/**
 * Types of parameters that are data rather than options: instances of classes, results of the library,
 * objects that a caller implements, and records by names of the caller's. Whatever is not listed counts
 * as options.
 */
const data = new Set([
  ..."Array ArrayLike Uint8Array Int32Array Float32Array Float64Array Set Map Promise".split(" "),
  ..."AbortSignal DataFrame Error Images ImageSet ImageShape Random Codes RocCurve Rows".split(" "),
  ..."Autoencoder AutoencoderParts VariationalAutoencoder ModelNotes Coder Classifier Shards".split(
    " ",
  ),
  ..."Dataset BackendInfo Evaluation Evidence History EpochRecord UnitStatistics Trial".split(" "),
  ..."Density RecipeImages Recipe BoundRecipe NetworkRecipe Reference Goal RowFile IdxArray NpyArray"
    .split(
      " ",
    ),
  ..."LiveOutput Gradients PixelModel LossyModel".split(" "),
]);

interface Type {
  kind: string;
  // deno-lint-ignore no-explicit-any
  value: any;
}

interface Property {
  name: string;
  tsType?: Type;
}

interface Shape {
  properties: Property[];
}

type Declaration = { kind: string; def: Record<string, unknown> };
type Documented = Map<string, Declaration[]>;

async function document(files: string[]): Promise<Documented> {
  const args = ["doc", "--json", ...files.map((file) => join(root, file))];
  const done = await capture(Deno.execPath(), args, { cwd: root });
  const { nodes } = JSON.parse(done!.stdout) as {
    nodes: Record<string, { symbols: { name: string; declarations: Declaration[] }[] }>;
  };
  const found: Documented = new Map();
  for (const { symbols } of Object.values(nodes)) {
    for (const { name, declarations } of symbols) {
      const real = declarations.filter(({ kind }) => kind !== "reference");
      if (real.length > 0 && !found.has(name)) found.set(name, real);
    }
  }
  return found;
}

/**
 * Every options object of the functions, constructors and methods that `entries` export.
 *
 * @param files further files, for the types that the entries do not export
 */
export async function optionTypes(entries: string[], files: string[]): Promise<OptionsType[]> {
  const types = await document([...entries, ...files]), found: OptionsType[] = [];
  for (const entry of entries) {
    for (const [name, declarations] of await document([entry])) {
      for (const { kind, def } of declarations) {
        for (const { owner, params } of callables(name, kind, def)) {
          for (const param of params) {
            found.push(...walk(owner, [], param.tsType ?? param.left?.tsType, types));
          }
        }
      }
    }
  }
  return found;
}

interface Parameter {
  tsType?: Type;
  /** of a parameter with a default value */
  left?: { tsType?: Type };
}

// deno-lint-ignore no-explicit-any
function callables(name: string, kind: string, def: any): { owner: string; params: Parameter[] }[] {
  if (kind === "function") return [{ owner: name, params: def.params ?? [] }];
  if (kind !== "class") return [];
  return [
    ...(def.constructors ?? []).map(({ params = [] }: { params?: Parameter[] }) => ({
      owner: name,
      params,
    })),
    ...(def.methods ?? []).map((
      method: { name: string; functionDef: { params?: Parameter[] } },
    ) => ({
      owner: `${name}.${method.name}`,
      params: method.functionDef.params ?? [],
    })),
  ];
}

function walk(
  owner: string,
  path: string[],
  type: Type | undefined,
  types: Documented,
): OptionsType[] {
  if (path.length > 6) throw new Error(`${owner}: ${path.join(".")} is too deep`);
  return [
    ...shapesOf(type, types).flatMap(({ properties }) => [
      { owner, path, kinds: kindsOf(properties), keys: properties.map(({ name }) => name) },
      ...properties.flatMap(({ name, tsType }) => walk(owner, [...path, name], tsType, types)),
    ]),
    ...elementsOf(type).flatMap((element) => walk(owner, [...path, "*"], element, types)),
  ];
}

/** The objects that a type allows, apart from those within lists and records. */
function shapesOf(type: Type | undefined, types: Documented): Shape[] {
  switch (type?.kind) {
    case "union":
      return type.value.flatMap((part: Type) => shapesOf(part, types));
    case "intersection":
      return [{ properties: type.value.flatMap((part: Type) => only(part, types).properties) }];
    case "parenthesized":
      return shapesOf(type.value, types);
    case "typeLiteral":
      return [membersOf(type.value)];
    case "typeRef":
      return namedShapes(type.value.typeName, type.value.typeParams ?? [], types);
    default:
      return [];
  }
}

function namedShapes(name: string, params: Type[], types: Documented): Shape[] {
  if (data.has(name) || name.startsWith("tf.") || ["Record", "ReadonlyArray"].includes(name)) {
    return [];
  }
  if (["Readonly", "Partial", "Required", "NonNullable"].includes(name)) {
    return shapesOf(params[0], types);
  }
  if (name === "Omit" || name === "Pick") {
    const names = literalsOf(params[1]), picked = name === "Pick";
    return shapesOf(params[0], types).map(({ properties }) => ({
      properties: properties.filter((property) => names.includes(property.name) === picked),
    }));
  }
  for (const { kind, def } of types.get(name) ?? []) {
    // deno-lint-ignore no-explicit-any
    const declared = def as any;
    if (kind === "interface") {
      const inherited = (declared.extends ?? []).flatMap((base: Type) =>
        only(base, types).properties
      );
      return [{ properties: [...inherited, ...membersOf(declared).properties] }];
    }
    if (kind === "typeAlias") {
      const bound: Documented = new Map(types);
      (declared.typeParams ?? []).forEach(({ name }: { name: string }, i: number) =>
        bound.set(name, [{ kind: "typeAlias", def: { tsType: params[i] } }])
      );
      return shapesOf(declared.tsType, bound);
    }
  }
  return []; // a class, a parameter of a generic function, or a list of names that is not exported
}

function only(type: Type, types: Documented): Shape {
  const shapes = shapesOf(type, types);
  return { properties: shapes.flatMap(({ properties }) => properties) };
}

// deno-lint-ignore no-explicit-any
function membersOf({ properties = [], methods = [] }: any): Shape {
  return { properties: [...properties, ...methods.map(({ name }: Property) => ({ name }))] };
}

/** The types of the elements of a list or record. */
function elementsOf(type: Type | undefined): Type[] {
  switch (type?.kind) {
    case "array":
      return [type.value];
    case "union":
      return type.value.flatMap(elementsOf);
    case "parenthesized":
      return elementsOf(type.value);
    case "typeOperator":
      return elementsOf(type.value.tsType);
    case "typeRef": {
      const { typeName, typeParams = [] } = type.value;
      if (typeName === "Record") return [typeParams[1]];
      return typeName === "Readonly" ? elementsOf(typeParams[0]) : [];
    }
    default:
      return [];
  }
}

function kindsOf(properties: Property[]): string[] | undefined {
  const tag = properties.find(({ name }) => name === "kind" || name === "type");
  const kinds = literalsOf(tag?.tsType);
  return kinds.length > 0 ? kinds : undefined;
}

function literalsOf(type: Type | undefined): string[] {
  if (type?.kind === "union") return type.value.flatMap(literalsOf);
  return type?.kind === "literal" && type.value.kind === "string" ? [type.value.string] : [];
}
