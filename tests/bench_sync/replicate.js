// Puts the sales of a file into a local PouchDB, then replicates them to a server.
// node replicate.js SALES.json URL: prints milliseconds.
const fs = require("fs");
const PouchDB = require("pouchdb");

async function main() {
  const sales = JSON.parse(fs.readFileSync(process.argv[2]));
  const local = new PouchDB("kiosk");
  await local.bulkDocs(sales.map((sale, number) => ({ _id: String(number), sale })));
  const start = process.hrtime.bigint();
  await local.replicate.to(process.argv[3], { batch_size: 500 });
  console.log(Number((process.hrtime.bigint() - start) / 1000000n));
  process.exit(0);
}

main();
