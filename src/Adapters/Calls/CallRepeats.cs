using Hub.Platform.Plan;
using Hub.Soap.Outcomes;

namespace Hub.Adapters.Calls;

/// <summary>
/// How often a call may be made, where the plan says that making it twice does no more than making it once: <c>safe</c> for
/// what changes nothing, <c>idempotent</c> for what changes the same once more.
/// </summary>
/// <param name="Attempts">Calls in all, 1 for no repetition.</param>
/// <param name="Within">After this time no other is begun.</param>
internal sealed record CallRepeats(int Attempts, TimeSpan Within)
{
    public const string Safe = "safe";
    public const string Idempotent = "idempotent";
    private const int MostAttempts = 10;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    private static readonly PlanShape Bounds = new("repeats", "attempts")
    {
        { "attempts", PlanValue.Whole(2, MostAttempts), "How often the call is made at most." },
        { "within", PlanValue.Duration, "After this time no other is begun." },
    };

    private static readonly PlanValue Repeats = PlanValue.Either(PlanValue.Flag, Bounds);

    /// <summary>The fields that say how often a call may be made.</summary>
    public static readonly PlanShape Shapes = new("repeating")
    {
        { Safe, Repeats, "The call changes nothing, and is made again where no answer came." },
        { Idempotent, Repeats, "The call changes the same once more, and is made again where no answer came." },
    };

    public static CallRepeats None { get; } = new(1, TimeSpan.Zero);

    /// <summary>Only what was not sent, or has no answer, is worth another try; an answer stands, whatever it is.</summary>
    public bool Allows(SystemOutcome outcome, int attempt, TimeSpan elapsed) =>
        outcome is Unreachable or NoAnswer && attempt < Attempts && elapsed + Longest(attempt) < Within;

    /// <summary>Longer each time, and not the same for all who wait.</summary>
    public TimeSpan Pause(int attempt) => Longest(attempt) * (0.5 + (Random.Shared.NextDouble() / 2));

    private static readonly TimeSpan LongestWithin = TimeSpan.FromDays(1);

    private static TimeSpan Longest(int attempt) => FirstPause * (1 << attempt);

    /// <summary>Reads <c>safe: true</c>, or <c>idempotent: { attempts: 3, within: 10s }</c>.</summary>
    public static CallRepeats Read(PlanNode node, CallReader calls, TimeSpan timeout)
    {
        if (node[Safe] is not null && node[Idempotent] is { } both)
            calls.Error(both, "what is safe is idempotent; keep one");
        if ((node[Safe] ?? node[Idempotent]) is not { } repeats)
            return None;
        if (repeats.Flag is { } flag)
            return flag ? new CallRepeats(3, timeout * 2) : None;
        calls.CheckFields(repeats, Bounds.Names);
        var within = PlanDuration.Parse(repeats["within"]?.Text);
        if (repeats["attempts"]?.Integer is >= 2 and <= MostAttempts and var attempts
            && (within <= LongestWithin || repeats["within"] is null))
            return new CallRepeats((int)attempts, within ?? timeout * 2);
        calls.Error(
            repeats, $"write true, or how often and how long: {{ attempts: 3, within: 10s }}, with 2 to {MostAttempts} attempts");
        return None;
    }
}
