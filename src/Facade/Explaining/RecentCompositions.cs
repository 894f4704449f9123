namespace Hub.Facade.Explaining;

/// <summary>The composed answers that this node gave lately: the last 1,024.</summary>
internal sealed class RecentCompositions
{
    private const int Places = 1024;
    private readonly ComposedExplanation?[] _places = new ComposedExplanation?[Places];
    private long _added;

    public void Add(ComposedExplanation composed) =>
        Volatile.Write(ref _places[(Interlocked.Increment(ref _added) - 1) % Places], composed);

    public ComposedExplanation? Find(string id) => Array.Find(_places, c => c?.Id == id);

    /// <summary>Returns all that are remembered, in no order.</summary>
    public IEnumerable<ComposedExplanation> List() => _places.OfType<ComposedExplanation>();
}

/// <summary>How a composed answer was made. Holds nothing that the caller sent.</summary>
/// <param name="Id">The hub's id of the request.</param>
/// <param name="At">When it came.</param>
/// <param name="Composition">The composition's id.</param>
/// <param name="Revision">The revision that was served.</param>
/// <param name="Took">From the request's arrival to the end of the answer.</param>
/// <param name="Status">The answer's HTTP status; 499 when the caller hung up.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Caller">The caller's name that the hub has checked; null for others.</param>
/// <param name="Parts">What was asked for it.</param>
internal sealed record ComposedExplanation(
    string Id, DateTimeOffset At, string Composition, long Revision, TimeSpan Took, int Status, string Outcome,
    string? Caller, IReadOnlyList<ExplainedPart> Parts);
