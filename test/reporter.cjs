// Mocha's own spec reporter, which also writes its counts to the file named by AURA_TEST_COUNTS.
const { appendFileSync } = require('node:fs');
const mocha = require('mocha');
const { reporters, Runner } = mocha.default ?? mocha;

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      const file = process.env.AURA_TEST_COUNTS;
      if (file) appendFileSync(file, `${JSON.stringify({ passes, failures, pending })}\n`);
    });
  }
};
