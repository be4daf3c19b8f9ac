import { create, createFileRegistry, type Message, toBinary } from "@bufbuild/protobuf";
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema,
} from "@bufbuild/protobuf/wkt";

/** A field: its number, its type, which may be another message, and whether it is a list. */
type Field = readonly [number: number, type: keyof typeof Type | `.${string}`, list?: "list"];

/**
 * The messages and fields of ONNX that an export needs, with their numbers in ONNX's published schema
 * (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, version 1.12).
 */
const messages = {
  ModelProto: {
    ir_version: [1, "INT64"],
    producer_name: [2, "STRING"],
    doc_string: [6, "STRING"],
    graph: [7, ".GraphProto"],
    opset_import: [8, ".OperatorSetIdProto", "list"],
  },
  OperatorSetIdProto: { domain: [1, "STRING"], version: [2, "INT64"] },
  GraphProto: {
    node: [1, ".NodeProto", "list"],
    name: [2, "STRING"],
    initializer: [5, ".TensorProto", "list"],
    input: [11, ".ValueInfoProto", "list"],
    output: [12, ".ValueInfoProto", "list"],
  },
  NodeProto: {
    input: [1, "STRING", "list"],
    output: [2, "STRING", "list"],
    name: [3, "STRING"],
    op_type: [4, "STRING"],
    attribute: [5, ".AttributeProto", "list"],
  },
  AttributeProto: {
    name: [1, "STRING"],
    f: [2, "FLOAT"],
    i: [3, "INT64"],
    s: [4, "BYTES"],
    ints: [8, "INT64", "list"],
    type: [20, "INT32"], // an enumeration, which is stored in the same way
  },
  TensorProto: {
    dims: [1, "INT64", "list"],
    data_type: [2, "INT32"],
    name: [8, "STRING"],
    raw_data: [9, "BYTES"],
  },
  ValueInfoProto: { name: [1, "STRING"], type: [2, ".TypeProto"] },
  TypeProto: { tensor_type: [1, ".TensorTypeProto"] },
  TensorTypeProto: { elem_type: [1, "INT32"], shape: [2, ".TensorShapeProto"] },
  TensorShapeProto: { dim: [1, ".DimensionProto", "list"] },
  DimensionProto: { dim_value: [1, "INT64"], dim_param: [2, "STRING"] },
} as const satisfies Record<string, Record<string, Field>>;

/** What an attribute holds. */
export const attributeTypes = { FLOAT: 1, INT: 2, STRING: 3, INTS: 7 } as const;
/** What a tensor holds. */
export const dataTypes = { FLOAT: 1, INT64: 7 } as const;

type MessageName = keyof typeof messages;

const registry = createFileRegistry(
  create(FileDescriptorProtoSchema, {
    name: "onnx.proto",
    syntax: "proto2",
    messageType: Object.entries(messages).map(([name, fields]) => ({
      name,
      field: Object.entries<Field>(fields).map(([name, [number, type, list]]) => ({
        ...{ name, number, label: list ? Label.REPEATED : Label.OPTIONAL },
        ...type.startsWith(".")
          ? { type: Type.MESSAGE, typeName: type }
          : { type: Type[type as keyof typeof Type] },
      })),
    })),
  }),
  () => undefined,
);

/** A message of ONNX. Its fields have the names of the schema in camel case, its integers of 64 bits are bigints. */
export function message<Fields extends object>(
  name: MessageName,
  fields: Fields,
): Message & Fields {
  return create(registry.getMessage(name)!, fields as never) as unknown as Message & Fields;
}

/** The bytes of a model. */
export function modelBytes(model: Message): Uint8Array {
  return toBinary(registry.getMessage("ModelProto")!, model);
}
