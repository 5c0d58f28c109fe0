// Loaded before every file of the radio tier: what the machine lacks is said before a test fails for the want of it.
import { requirePackages } from "../required-packages.ts";

requirePackages();
