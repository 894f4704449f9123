using Hub.Platform.Changes;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;

namespace Hub.Facade.Tests.LeftBehind;

/// <summary>A link that is as far behind as a test says.</summary>
internal sealed class LinkOfTests : ILinks
{
    private volatile bool _isBehind;

    /// <summary>Whether the last change is not on the other side.</summary>
    public bool IsBehind { get => _isBehind; set => _isBehind = value; }

    public Task<IReadOnlyList<LinkStatus>> StatusAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<LinkStatus>>([]);

    public Task<long> RaiseBarrierAsync(string entity) => Task.FromResult(1L);

    public Task<IReadOnlyList<LinkPassage>> PassagesAsync(string entity) =>
        Task.FromResult<IReadOnlyList<LinkPassage>>([]);

    public Task<bool> IsBehindAsync(LinkPlan link, Side origin, TimeSpan age, IReadOnlyList<string> keys) =>
        Task.FromResult(IsBehind);
}

/// <summary>What both sides have told of a record, as a test says.</summary>
internal sealed class ToldByTests : IToldChanges
{
    private int _asked;

    public ToldOfRecord Told { get; set; } = new(null, null, "another node reads the changes");

    /// <summary>Is called before each question is answered, with its number.</summary>
    public Action<int> Asked { get; set; } = static _ => { };

    public Task<ToldOfRecord> FindAsync(LinkPlan link, string key, DateTimeOffset since)
    {
        Asked(Interlocked.Increment(ref _asked));
        return Task.FromResult(Told);
    }
}
