import { expect, it } from "vitest";
import { quote } from "../../provider/cloudtower/quote";

const wrapped = (body: string) =>
  `Cannot unwrap Ok value of Result.Err.\r\ncode: MAINTENANCE_MODE_ERROR\r\nmessage: ${body}`;

it.each([
  [
    wrapped('{"data":{},"ec":"JOB_X","error":{"msg":"storage network is unhealthy"}}'),
    "storage network is unhealthy (JOB_X)",
  ],
  [wrapped('{"data":{},"ec":"JOB_X","error":{"msg":"[JOB_X]a \\"disk\\" is gone"}}'), '[JOB_X]a "disk" is gone'],
  [wrapped("{'data':{},'ec':'JOB_X','error':{'msg':'[job] no room'}}"), "[job] no room (JOB_X)"],
  ["Cannot unwrap anything", "Cannot unwrap anything"],
  ["No memory.", "No memory."],
])("of %j, what a person can use is shown", (message, shown) => {
  expect(quote(message)).toBe(shown);
});
