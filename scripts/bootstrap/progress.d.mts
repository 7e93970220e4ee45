export declare function say(line: string): void;
export declare function step<T>(what: string, work: () => Promise<T>): Promise<T>;
