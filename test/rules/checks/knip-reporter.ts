/** How the search for unused exports, files and dependencies reports: one line an issue, and how many files it read. */
import type { Reporter } from 'knip';

const report: Reporter = ({ issues, report: kinds, counters }) => {
  const found = Object.entries(issues).flatMap(([kind, byFile]) =>
    kinds[kind as keyof typeof issues]
      ? Object.values(byFile).flatMap((bySymbol) =>
          Object.values(bySymbol).map((issue) => `${issue.filePath}: ${kind} ${issue.symbol}`),
        )
      : [],
  );
  process.stdout.write(JSON.stringify({ saw: counters.processed, issues: found }));
};
export default report;
