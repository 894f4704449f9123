using Hub.Platform.Routing;

namespace Hub.Facade.Cutover;

/// <summary>What became of a change to what is served.</summary>
internal abstract record ShiftOutcome
{
    /// <summary>The route stands at <paramref name="To"/> in a revision that this node serves.</summary>
    internal sealed record Done(string Route, RouteState From, RouteState To, long Revision) : ShiftOutcome
    {
        public override string ToString() => From == To ? $"{To} already, revision {Revision}" : $"{From} → {To}, revision {Revision}";
    }

    /// <summary>This node serves the plan.</summary>
    internal sealed record Applied(string Plan, long Revision) : ShiftOutcome
    {
        /// <summary>Files that were given and differ, but belong to others as well: they stay as they were.</summary>
        public IReadOnlyList<string> LeftAsServed { get; init; } = [];

        /// <summary>What the plan's author should know although it is no fault.</summary>
        public IReadOnlyList<string> Notes { get; init; } = [];

        public override string ToString() => $"plan {Plan}, revision {Revision}";
    }

    /// <summary>Nothing was changed.</summary>
    internal sealed record Refused(int Status, string Why) : ShiftOutcome
    {
        public override string ToString() => Why;
    }
}
