using System.Collections.Concurrent;
using Hub.Facade.Explaining;
using Hub.Platform.Plan;

namespace Hub.Facade.Composing;

/// <summary>A request of a composition on its way.</summary>
/// <param name="plan">The hash of the plan that it belongs to.</param>
/// <param name="exposes">Whether the answer may tell sides.</param>
/// <param name="caller">Who asks.</param>
/// <param name="values">The values of its path and its query by name.</param>
/// <param name="deadline">How long it may take.</param>
/// <param name="time">The clock.</param>
/// <param name="ends">Ends what is still asked.</param>
internal sealed class ComposedRequest(
    string plan, bool exposes, CallerOfParts caller, IReadOnlyDictionary<string, string> values, TimeSpan deadline,
    TimeProvider time, CancellationToken ends)
{
    // Left for what stands in for late parts and for putting the answer together.
    private readonly TimeSpan _margin = TimeSpan.FromMilliseconds(Math.Clamp(deadline.TotalMilliseconds / 20, 3, 20));
    private readonly long _started = time.GetTimestamp();

    public string Plan { get; } = plan;

    public bool Exposes { get; } = exposes;

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
        var left = Remaining - _margin;
        return part.Deadline is { } own && own < left ? own : left;
    }
}
