#!/usr/bin/env node
// `npx house-band`, in a checkout.
import "./register.mjs";

await import("./src/house-band.ts");
