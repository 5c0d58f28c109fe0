// Loaded before every file of the system tier: what the machine lacks is said before a test fails for the want of it.
import { requirePackages } from "./required-packages.ts";

requirePackages();
