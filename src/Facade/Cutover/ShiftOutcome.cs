using Hub.Platform.Routing;

namespace Hub.Facade.Cutover;

/// <summary>What became of a shift.</summary>
internal abstract record ShiftOutcome
{
    /// <summary>The route stands at <paramref name="To"/> in a revision that this node serves.</summary>
    internal sealed record Done(string Route, RouteState From, RouteState To, long Revision) : ShiftOutcome
    {
        public override string ToString() => From == To ? $"{To} already, revision {Revision}" : $"{From} → {To}, revision {Revision}";
    }

    /// <summary>Nothing was shifted.</summary>
    internal sealed record Refused(int Status, string Why) : ShiftOutcome
    {
        public override string ToString() => Why;
    }
}
