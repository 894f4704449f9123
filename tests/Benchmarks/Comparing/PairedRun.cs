using Hub.Benchmarks.Load;

namespace Hub.Benchmarks.Comparing;

/// <summary>A case's measurements; the n-th of all contenders belong together.</summary>
/// <param name="Case">The case.</param>
/// <param name="Contest">Who was measured.</param>
/// <param name="Subject">The subject's.</param>
/// <param name="Peers">The peers', in the contest's order.</param>
internal sealed record CaseResult(
    string Case, Contest Contest, IReadOnlyList<Measurement> Subject, IReadOnlyList<IReadOnlyList<Measurement>> Peers);

/// <summary>
/// Measures subject and peers in rounds, in one order in one round and in the opposite one in the next (A B, B A, …), so
/// that what drifts slowly on the machine falls on all alike.
/// </summary>
internal sealed class PairedRun(Wrk wrk, Schedule schedule, Action<string> progress)
{
    public async Task<CaseResult> RunAsync(string name, Contest contest, CancellationToken cancellation)
    {
        Contender[] all = [.. contest.All];
        foreach (var contender in all)
            await wrk.MeasureAsync(contender, schedule.WarmUp, cancellation);

        List<Measurement>[] measured = [.. all.Select(_ => new List<Measurement>())];
        for (var round = 1; round <= schedule.Rounds; round++)
        {
            var order = Enumerable.Range(0, all.Length);
            foreach (var index in round % 2 == 0 ? order.Reverse() : order)
                measured[index].Add(await wrk.MeasureAsync(all[index], schedule.Measurement, cancellation));

            var figures = all.Zip(measured, (contender, m) => $"{contender.Name} {m[^1].RequestsPerSecond:N0}/s");
            progress($"{name}, round {round} of {schedule.Rounds}: {string.Join(", ", figures)}");
        }

        return new CaseResult(name, contest, measured[0], measured[1..]);
    }
}
