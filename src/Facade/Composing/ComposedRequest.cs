using System.Collections.Concurrent;
using Hub.Facade.Explaining;
using Hub.Platform.Plan;

namespace Hub.Facade.Composing;

/// <summary>A request of a composition on its way.</summary>
/// <param name="plan">The hash of the plan that it belongs to.</param>
/// <param name="caller">Who asks.</param>
/// <param name="values">The values of its path and its query by name.</param>
/// <param name="deadline">How long it may take.</param>
/// <param name="time">The clock.</param>
/// <param name="ends">Ends what is still asked.</param>
internal sealed class ComposedRequest(
    string plan, CallerOfParts caller, IReadOnlyDictionary<string, string> values, TimeSpan deadline, TimeProvider time,
    CancellationToken ends)
{
    // Left for putting the answer together: what the parts may take ends that much before the deadline.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(3);
    private readonly long _started = time.GetTimestamp();

    public string Plan { get; } = plan;

    public CallerOfParts Caller { get; } = caller;

    public IReadOnlyDictionary<string, string> Values { get; } = values;

    public CancellationToken Ends { get; } = ends;

    /// <summary>All that was asked for it.</summary>
    public ConcurrentQueue<PartCall> Calls { get; } = new();

    /// <summary>How long is left until the deadline.</summary>
    public TimeSpan Remaining => deadline - time.GetElapsedTime(_started);

    /// <summary>Returns how long a part may take from now.</summary>
    public TimeSpan Left(PartPlan part)
    {
        var left = Remaining - Margin;
        return part.Deadline is { } own && own < left ? own : left;
    }
}
