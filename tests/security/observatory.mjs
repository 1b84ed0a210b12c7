// Grades pages of one site as Mozilla's HTTP Observatory would, on local ports and with a local CA.
// node observatory.mjs HTTP_PORT HTTPS_PORT PATH … prints {path: {score, failed: [test: result]}} as JSON.
// The observatory's own command knows public host names and standard ports only, so its parts are called here.
import { ALL_TESTS } from "@mdn/mdn-http-observatory/src/constants.js";
import { MINIMUM_SCORE_FOR_EXTRA_CREDIT } from "@mdn/mdn-http-observatory/src/grader/charts.js";
import { getScoreModifier } from "@mdn/mdn-http-observatory/src/grader/grader.js";
import { retrieve } from "@mdn/mdn-http-observatory/src/retriever/retriever.js";

const [httpPort, httpsPort, ...paths] = process.argv.slice(2);
const grades = {};
for (const path of paths) {
  const requests = await retrieve("localhost", { httpPort, httpsPort, path });
  if (!requests.responses.auto?.verified) throw new Error(`${path}: not reached over https with a trusted certificate`);
  const results = ALL_TESTS.map((test) => test(requests));
  const modifiers = results.map((result) => getScoreModifier(result.result));
  const lost = modifiers.filter((points) => points < 0).reduce((sum, points) => sum + points, 100);
  const all = modifiers.reduce((sum, points) => sum + points, 100);
  grades[path] = {
    status: requests.responses.auto.status,
    score: lost >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? all : lost,
    failed: results.filter((result) => !result.pass).map((result) => `${result.constructor.name}: ${result.result}`),
  };
}
console.log(JSON.stringify(grades));
