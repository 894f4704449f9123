using Hub.Facade.Guarding;

namespace Hub.Simulation.Tests.Guarding;

/// <summary>A route of known truth, whose guardrail is read after every request.</summary>
/// <param name="Share">The share of requests that the new side answers; at 1 there is only legacy's recorded rate.</param>
/// <param name="Legacy">How many of legacy's answers are bad, by the time in days.</param>
/// <param name="New">How many of the new side's answers are bad, by the time in days.</param>
internal sealed record SimulatedRoute(double Share, Func<double, double> Legacy, Func<double, double> New)
{
    /// <summary>Requests a second.</summary>
    public const int Rate = 1;

    /// <summary>The limits of errors as a hub has them.</summary>
    public static ExcessLimits Limits { get; } = GuardLimits.Errors(0.005);

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1.0 / Rate);
    private static readonly DateTimeOffset Begin = DateTimeOffset.UnixEpoch;

    /// <summary>Returns how many answers the new side gave until the alarm; null where there is none.</summary>
    /// <param name="seed">Of the random numbers.</param>
    /// <param name="requests">How many there are.</param>
    /// <param name="soundFor">So many of them the new side answers as legacy does, before it breaks.</param>
    public long? AnswersUntilAlarm(int seed, long requests, long soundFor = 0)
    {
        var random = new Random(seed);
        // What a hub has recorded before the shift.
        var recorded = Share < 1 ? 0 : Enumerable.Range(0, 10_000).Count(_ => random.NextDouble() < Legacy(0));
        double? known = Share >= 1 ? KnownRate.Upper(10_000, recorded) : null;
        var (test, answered, window, good) = (ExcessTest.BeginAt(Begin), 0L, default(WindowCounts), default(WindowCounts));
        for (var n = 0L; n < requests; n++)
        {
            var (now, days) = (Begin + (n * Step), n / (86_400.0 * Rate));
            var isNew = random.NextDouble() < Share;
            var isBroken = isNew && n >= soundFor;
            var isBad = random.NextDouble() < (isBroken ? New(days) : Legacy(days));
            answered += isBroken ? 1 : 0;
            window += isNew ? new WindowCounts(0, 0, 1, isBad ? 1 : 0) : new WindowCounts(1, isBad ? 1 : 0, 0, 0);
            if (known is null ? !ExcessTest.IsComplete(window) : window.New == 0)
                continue;
            // Windows without bad answers are no evidence when paired: together they say what each says.
            var isQuiet = window.LegacyBad + window.NewBad == 0;
            good += isQuiet ? window : default;
            if (!isQuiet)
            {
                if (good.New > 0)
                    test = test.Add(good, known, now);
                test = test.Add(window, known, now);
                good = default;
                if (test.FindBreach(Limits, known is null ? null : (double)recorded / 10_000) is not null)
                    return answered;
            }

            window = default;
        }

        return null;
    }
}
