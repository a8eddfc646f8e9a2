import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../bridge/common/config-load.js";
import { parseBody, schemas } from "../../../bridge/service/action-schemas.js";

const body = (value: unknown) => Buffer.from(JSON.stringify(value));

describe("what is wrong with a configuration or a request", () => {
  it.each([
    [{ stors: 1 }, "ATHANOR_BAD_CONFIG: stors is not known here; docs/configuration.md lists the settings"],
    [{ listen: { host: "127.0.0.1" } }, "ATHANOR_BAD_CONFIG: listen.port is missing"],
    [{ users: [{ name: "a", token: "short" }] }, "ATHANOR_BAD_CONFIG: users.0.token: Invalid length"],
  ])("names the setting: %j", (input, message) => {
    expect(() => loadConfig(input as never)).toThrow(message);
  });

  it.each([
    [{ dtype: "float64" }, "ATHANOR_INVALID_ARGUMENT: createMatrix.cols is missing"],
    [{ cols: 2, dtype: "float64", colums: 3 }, "ATHANOR_INVALID_ARGUMENT: createMatrix.colums is not known here"],
    [7, "ATHANOR_INVALID_ARGUMENT: createMatrix: "],
  ])("names the field of an action's body: %j", (value, message) => {
    expect(() => parseBody("createMatrix", schemas.createMatrix, body(value))).toThrow(message);
  });
});
