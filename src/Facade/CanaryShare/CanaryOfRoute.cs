using System.IO.Hashing;
using System.Runtime.InteropServices;
using Hub.Facade.Measuring;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;

namespace Hub.Facade.CanaryShare;

/// <summary>Counts on this node which cohort keys of a route's canary were answered by which side.</summary>
internal sealed class CanaryOfRoute(string route)
{
    private readonly Lock _lock = new();
    private volatile Counted? _counted;

    /// <summary>Counts an answer.</summary>
    /// <param name="served">The revision that decided.</param>
    /// <param name="key">The request's cohort key, or null.</param>
    /// <param name="rule">The rule that decided.</param>
    /// <param name="side">The side that answered.</param>
    public void Add(RoutingSnapshot served, string? key, DecisionRule rule, Side side)
    {
        // The percentage says nothing of named users, groups and forced sides, nor of other stages.
        if (rule is not (DecisionRule.Bucket or DecisionRule.NoKey or DecisionRule.OwnWrite)
            || served.State(route) is not { Stage: Stage.Canary } state)
            return;
        var counted = _counted;
        if (counted is null || !ReferenceEquals(counted.State, state))
            counted = Begin(served, state);
        counted?.Tally.Add(key, side);
    }

    /// <summary>Ends the counts where a revision puts the route elsewhere.</summary>
    public void Leave(RoutingSnapshot served)
    {
        lock (_lock)
            if (!served.States.ContainsKey(route) || MeasuredState.NameOf(served, route) != _counted?.Name)
                _counted = null;
    }

    /// <summary>Returns what is counted now; null before the first answer of a canary.</summary>
    public Counted? Read() => _counted;

    // A revision that leaves the route where it is goes on with its counts.
    private Counted? Begin(RoutingSnapshot served, RouteState state)
    {
        lock (_lock)
        {
            // Answers to requests that an earlier revision decided come in among those of the next one.
            if (_counted is { } before && before.Revision > served.Revision)
                return null;
            var name = MeasuredState.NameOf(served, route);
            return _counted = new Counted(
                name, served.Revision, state, _counted?.Name == name ? _counted.Tally : new Tally(served.Revision));
        }
    }

    /// <summary>What is counted of one state of the route.</summary>
    /// <param name="Name">The state's name.</param>
    /// <param name="Revision">The latest revision that has it.</param>
    /// <param name="State">The state as that revision holds it.</param>
    /// <param name="Tally">The counts.</param>
    internal sealed record Counted(string Name, long Revision, RouteState State, Tally Tally);

    /// <summary>Counts keys and requests.</summary>
    /// <param name="began">The first revision that is counted.</param>
    internal sealed class Tally(long began)
    {
        private long _requests;
        private long _withoutKey;
        private long _written = -1;

        public long Began => began;

        public KeySample Sample { get; } = new();

        public long Requests => Volatile.Read(ref _requests);

        public long WithoutKey => Math.Min(Volatile.Read(ref _withoutKey), Requests);

        public void Add(string? key, Side side)
        {
            Interlocked.Increment(ref _requests);
            if (string.IsNullOrEmpty(key))
                Interlocked.Increment(ref _withoutKey);
            else
                Sample.Add(
                    XxHash3.HashToUInt64(MemoryMarshal.AsBytes(key.AsSpan())),
                    side == Side.New ? AnsweringSides.New : AnsweringSides.Legacy);
        }

        /// <summary>Returns whether anything was counted since <see cref="Wrote"/>.</summary>
        public bool IsUnwritten => Requests != _written;

        /// <summary>Notes how many requests are in the store.</summary>
        public void Wrote(long requests) => _written = requests;
    }
}
