#!/usr/bin/env node
/** `npm run docs:errors`: writes docs/errors.md from the registry. Needs a built tree. */
import { mkdirSync, writeFileSync } from "node:fs";
import { at } from "./bootstrap/paths.mjs";
import { errorDocs } from "./docs/error-docs.mjs";

const { ERRORS } = await import(at("client/node/dist/wire/errors.js"));
mkdirSync(at("docs"), { recursive: true });
writeFileSync(at("docs/errors.md"), errorDocs(ERRORS));
