/** Reports unused exports, files and dependencies, one per line, and the number of files read. */
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
