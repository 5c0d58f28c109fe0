// What the judge is told, and what it reports.

export type JudgeOptions = {
  readonly host: string;
  readonly port: number;
  readonly thing: string;
  readonly username: string;
  readonly password: string;
};

type Answer = { readonly version: number | undefined; readonly state?: unknown };

export type Judgement = {
  readonly named: {
    readonly updated: Answer;
    readonly conflict: unknown;
    readonly read: Answer;
    readonly deleted: Answer;
    readonly gone: unknown;
  };
  readonly classic: {
    readonly updated: Answer;
    readonly read: Answer;
    readonly deleted: Answer;
    readonly gone: unknown;
  };
  readonly streams: readonly string[];
  readonly firstEdition: readonly string[];
};
