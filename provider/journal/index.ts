export { journalDirectory } from "./directory";
export { FileStore } from "./fileStore";
export { MemoryStore } from "./memoryStore";
