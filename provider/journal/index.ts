export { journalDirectory } from "./directory";
export { FileJournal } from "./fileJournal";
