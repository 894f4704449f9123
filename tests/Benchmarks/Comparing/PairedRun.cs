using Hub.Benchmarks.Load;

namespace Hub.Benchmarks.Comparing;

/// <summary>A case's measurements; the n-th of subject and peer belong together.</summary>
internal sealed record CaseResult(
    string Case, Contest Contest, IReadOnlyList<Measurement> Subject, IReadOnlyList<Measurement> Peer, IReadOnlyList<Measurement> Reference);

/// <summary>
/// Measures subject and peer in turns, subject first in one pair and peer first in the next (A B, B A, …), so that what
/// drifts slowly on the machine falls on both alike.
/// </summary>
internal sealed class PairedRun(Wrk wrk, Schedule schedule, Action<string> progress)
{
    public async Task<CaseResult> RunAsync(string name, Contest contest, CancellationToken cancellation)
    {
        Task<Measurement> MeasureAsync(Contender contender, TimeSpan duration) =>
            wrk.MeasureAsync(contender, contest.Routes, duration, cancellation);

        foreach (var contender in new[] { contest.Reference, contest.Subject, contest.Peer })
            await MeasureAsync(contender, schedule.WarmUp);

        List<Measurement> subject = [], peer = [], reference = [];
        for (var pair = 1; pair <= schedule.Pairs; pair++)
        {
            if (pair % 2 == 0)
                peer.Add(await MeasureAsync(contest.Peer, schedule.Measurement));
            subject.Add(await MeasureAsync(contest.Subject, schedule.Measurement));
            if (pair % 2 != 0)
                peer.Add(await MeasureAsync(contest.Peer, schedule.Measurement));
            // At the beginning, in the middle and at the end.
            if (pair == 1 || pair == (schedule.Pairs + 1) / 2 || pair == schedule.Pairs)
                reference.Add(await MeasureAsync(contest.Reference, schedule.Measurement));

            var (a, b) = (subject[^1].RequestsPerSecond, peer[^1].RequestsPerSecond);
            progress($"{name}, pair {pair} of {schedule.Pairs}: {contest.Subject.Name} {a:N0}/s, {contest.Peer.Name} {b:N0}/s, ratio {a / b:F3}");
        }

        return new CaseResult(name, contest, subject, peer, reference);
    }
}
